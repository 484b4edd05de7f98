"""Questions that only the clinic can answer."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import actions.answer
from actions.knowledge import Knowledge, KnowledgeStore
from privacy.data_requests import data_request
from tests.conftest import ROOT
from tests.conversations.dialogue_table import Talk, expect, labels

QUESTIONS = {
    "booking": "I would like to book an appointment",
    "change_appointment": "I need to cancel my appointment",
    "contact": "What is your phone number?",
    "hours": "What are your opening hours?",
    "location": "Where is your clinic?",
    "staff": "Who performs the treatment?",
    "photos": "Do you have before and after photos?",
    "complaint": "I want to make a complaint",
    "person": "Can I speak to a real person?",
    "privacy": "How do you store my personal data?",
}


async def test_each_is_answered_with_its_facts(talk: Talk, knowledge: Knowledge) -> None:
    wanted = [(text, f"clinic {name} -") for name, text in QUESTIONS.items()]
    await expect(talk, wanted)
    (reply,) = await talk().say(QUESTIONS["hours"])
    assert knowledge.clinic.hours and knowledge.clinic.hours in reply["text"]


async def test_the_number_is_a_button_where_calling_is_the_advice(
    talk: Talk, knowledge: Knowledge
) -> None:
    for name, wanted in {
        "booking": True,
        "person": True,
        "hours": False,
        "location": False,
    }.items():
        (reply,) = await talk().say(QUESTIONS[name])
        numbers = {entry["number"] for entry in reply["custom"].get("numbers") or ()}
        assert (knowledge.clinic.phone in numbers) is wanted, name
        assert knowledge.clinic.phone not in reply["text"], name


async def test_who_asks_about_data_is_told_how_to_have_it_deleted(talk: Talk) -> None:
    (reply,) = await talk().say(QUESTIONS["privacy"])
    assert data_request("delete my data") == "erase" and data_request("show my data") == "export"
    assert '"delete my data"' in reply["text"] and '"show my data"' in reply["text"]


async def test_its_prices_are_told(
    talk: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited = tmp_path / "knowledge"
    shutil.copytree(ROOT / "data" / "knowledge", edited)
    clinic = edited / "clinic.yml"
    prices = "prices: [{title: PRP session, treatment: prp, amount: from $640}]"
    clinic.write_text(clinic.read_text("utf-8").replace("prices: []", prices), "utf-8")
    store = KnowledgeStore(edited)
    monkeypatch.setattr(actions.answer, "knowledge_store", lambda: store)
    for text in ("what does PRP cost at your clinic", "what does PRP cost", "what are your prices"):
        (reply,) = await talk().say(text)
        assert labels([reply]).split()[0] in ("answer", "clinic"), text
        assert f"At {store.current.clinic.name}: PRP session, from $640." in reply["text"]
        assert "made up" in reply["text"]

"""Button ids fit every app's limit, can't be forged, and mean what the typed question means."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from actions.knowledge import Knowledge
from actions.knowledge.clinic import ClinicReply
from actions.knowledge.load import load
from actions.knowledge.model import Gap
from actions.suggestions import topic_button
from channels.message.buttons import LONGEST, Buttons, Press, parse_data
from channels.message.clean_text import clean_text
from channels.message.reply_collector import ReplyCollector
from channels.web.schemas import schemas
from components.reading import Reading
from tests.live import ROOT, new_id

BUTTON = {
    "title": "Cost",
    "payload": "How much does PRP cost?",
    "topic": "cost",
    "treatment": "prp",
}
KNOWLEDGE = load(ROOT / "data" / "knowledge")
ALL = [
    vars(topic_button(KNOWLEDGE, topic, treatment))
    for topic in KNOWLEDGE.topics
    for treatment in ("prp", "exosomes", "both")
]


BUTTONS = Buttons("s" * 32)
TREATMENTS = ("prp", "exosomes", "both")


def test_a_title_may_be_another() -> None:
    assert BUTTONS.offer(BUTTON) == BUTTONS.offer(BUTTON, "Other") | {"title": "Cost"}


def test_its_id_fits_the_interface() -> None:
    pattern = schemas(500)["ButtonMessage"]["properties"]["button"]["pattern"]
    assert all(re.search(pattern, BUTTONS.offer(button)["id"]) for button in ALL)


def test_every_topic_comes_back(knowledge: Knowledge) -> None:
    for topic in knowledge.topics:
        for treatment in TREATMENTS:
            button = topic_button(knowledge, topic, treatment)  # type: ignore[arg-type]
            id_ = BUTTONS.offer(vars(button))["id"]
            assert len(id_.encode()) <= LONGEST
            assert Buttons("s" * 32).pressed(id_, knowledge) == (
                button.payload,
                topic,
                button.treatment,
            )


def test_every_gap_and_clinic_entry_comes_back(knowledge: Knowledge) -> None:
    entries: list[Gap | ClinicReply] = [*knowledge.gaps.values()]
    entries += knowledge.clinic_replies.values()
    for entry in entries:
        id_ = BUTTONS.offer({"topic": entry.id, "title": entry.title})["id"]
        assert BUTTONS.pressed(id_, knowledge) == (entry.question, entry.id, None)


def test_an_id_however_long_fits() -> None:
    offered = BUTTONS.offer({"topic": "t" * 200, "treatment": "both", "title": "T"})
    assert len(offered["id"].encode()) == LONGEST


def test_an_entry_that_is_gone_is_none(knowledge: Knowledge) -> None:
    assert BUTTONS.pressed(BUTTONS.offer({"topic": "gone", "title": ""})["id"], knowledge) is None


@given(st.text(max_size=80))
@example("\ud800")
@example("cost.p.\ud800")
def test_what_we_did_not_make_is_none(knowledge: Knowledge, id_: str) -> None:
    assert BUTTONS.pressed(id_, knowledge) is None


@pytest.mark.parametrize("change", [("cost", "safety"), (".p.", ".e."), (".p.", ".x."), ("p", "")])
def test_a_changed_id_is_none(knowledge: Knowledge, change: tuple[str, str]) -> None:
    id_ = BUTTONS.offer({"topic": "cost", "treatment": "prp", "title": ""})["id"]
    assert BUTTONS.pressed(id_.replace(*change), knowledge) is None
    assert Buttons("t" * 32).pressed(id_, knowledge) is None


def test_the_family_comes_from_the_knowledge(knowledge: Knowledge) -> None:
    for topic, family in (("cost", "faq"), ("minoxidil", "gap"), ("booking", "clinic")):
        parsed = parse_data(Press("A question?", topic, None), knowledge)
        assert parsed and parsed["intent"] == {"name": family, "confidence": 1.0}
        (question,) = Reading.of(parsed).questions
        assert (question.intent, question.treatment) == (f"{family}/{topic}", None)
        assert question.confidence == 1


def test_an_entry_that_is_gone_is_asked_in_words(knowledge: Knowledge) -> None:
    assert parse_data(Press("A question?", "gone", None), knowledge) is None


async def answer(agent: Agent, text: str, parsed: dict[str, Any] | None) -> list[dict[str, Any]]:
    collector = ReplyCollector()
    await agent.handle_message(UserMessage(text, collector, new_id(), parse_data=parsed))
    said: list[dict[str, Any]] = collector.messages
    return said


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("button", ALL, ids=lambda button: button["payload"])
async def test_pressed_and_typed_get_the_same_answer(
    agent: Agent, knowledge: Knowledge, button: dict[str, Any]
) -> None:
    press = Press(button["payload"], button["topic"], button["treatment"])
    pressed = await answer(agent, press.payload, parse_data(press, knowledge))
    typed = await answer(agent, clean_text(press.payload), None)
    assert pressed[0]["custom"]["kind"] == "answer"
    assert pressed[0]["custom"]["topic"] == button["topic"]
    assert pressed == typed

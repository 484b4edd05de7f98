"""Single words are commands; anything longer, and above all urgent words, is for the bot."""

from __future__ import annotations

import pytest

from actions.answer import knowledge_store
from channels.apps.commands import chosen, command, typed
from channels.message.buttons import Buttons


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *((word, "stop") for word in ("stop", "STOP", " Stop. ", "stop!", "Unsubscribe", "/stop")),
        *((word, "start") for word in ("start", "Get Started", "/start", "/START")),
        ("/help", "help"),
        ("/anything", "anything"),
    ],
)
def test_a_word_is_a_command(text: str, expected: str) -> None:
    assert command(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", ".", "/", "//", "help", "help!", "please stop", "stop the bleeding", "/help I bleed"),
        *("stop it hurts", "start of treatment?", "/é", "/" + "a" * 33, "1"),
    ],
)
def test_what_says_more_is_none(text: str) -> None:
    assert command(text) == ""
    assert typed(text) == {"text": text}


def test_every_button_of_ours_is_known_and_asks_by_its_id() -> None:
    knowledge = knowledge_store().current
    buttons = Buttons("s" * 32)
    entries = (*knowledge.topics, *knowledge.gaps, *knowledge.clinic_replies)
    for topic in (*entries, "x" * 100):
        for treatment in ("prp", "exosomes", "both", None):
            id_ = buttons.offer({"topic": topic, "treatment": treatment, "title": "Ask"})["id"]
            assert chosen(id_, "Ask") == {"press": id_}


@pytest.mark.parametrize("id_", ["", "PRICES", "a.b", "cost.p.short", "cost.x." + "A" * 16, "."])
def test_a_button_of_the_clinics_asks_its_title(id_: str) -> None:
    assert chosen(id_, "What does it cost?") == {"text": "What does it cost?"}
    assert chosen(id_, "stop") == {"command": "stop"}
    assert chosen(id_, "") == {}

"""Buttons carry their question, can't be made up, and mean what the typed question means."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from actions.knowledge import Knowledge
from actions.knowledge.load import load
from actions.suggestions import topic_button
from channels.buttons import Buttons, Press, parse_data
from channels.errors import ChatError
from channels.replies import ReplyCollector
from channels.text import clean_text
from components.reading import Reading
from tests.live import ROOT, new_id

PRESS = Press("How much does PRP cost?", "cost", "prp")
BUTTON = {"title": "Cost", "payload": PRESS.payload, "topic": "cost", "treatment": "prp"}
KNOWLEDGE = load(ROOT / "data" / "knowledge")
ALL = [
    vars(topic_button(KNOWLEDGE, topic, treatment))
    for topic in KNOWLEDGE.topics
    for treatment in ("prp", "exosomes", "both")
]


@pytest.fixture
def buttons() -> Buttons:
    return Buttons("s" * 32)


def test_a_button_comes_back_as_it_was_offered(buttons: Buttons) -> None:
    offered = buttons.offer(BUTTON)
    assert offered["title"] == "Cost"
    assert buttons.pressed(offered["id"]) == PRESS
    assert Buttons("s" * 32).pressed(offered["id"]) == PRESS
    assert buttons.offer(BUTTON, title="Other")["title"] == "Other"


def test_its_id_fits_the_interface(buttons: Buttons) -> None:
    assert max(len(buttons.offer(button)["id"]) for button in ALL) < 600


def test_a_changed_or_strange_id_is_refused(buttons: Buttons) -> None:
    id_ = buttons.offer(BUTTON)["id"]
    stranger = Buttons("t" * 32).offer(BUTTON)["id"]
    for wrong in (id_[:-2] + "AA", "x" + id_, stranger, "", ".", "faq/cost", "\ud800"):
        with pytest.raises(ChatError, match="invalid"):
            buttons.pressed(wrong)


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

"""Rasa's commands are for developers: typed by a visitor they do nothing."""

from __future__ import annotations

import pytest
from rasa.core.agent import Agent

from tests.conversations.dialogue_table import Talk, label, labels, subject_of

COMMANDS = [
    "/restart",
    "/session_start",
    "/back",
    "/urgent",
    "/faq",
    "/faq/safety",
    '/faq{"treatment": "exosomes"}',
    '/nlu_fallback@0.9{"treatment": "exosomes"}',
    "  /restart",
    "//restart",
    "\u200b/restart",
    "\uff0frestart",
    "/action_answer",
    "/EXTERNAL: x",
]


@pytest.mark.parametrize("command", COMMANDS)
async def test_nothing_happens(talk: Talk, agent: Agent, command: str) -> None:
    conversation = talk()
    await conversation.say("How much does PRP cost?")
    before = await subject_of(conversation)
    (reply,) = await conversation.say(command)
    assert reply["custom"]["kind"] in ("clarify", "off_topic"), label(reply)
    assert await subject_of(conversation) == before
    tracker = await agent.tracker_store.retrieve(conversation.id)
    assert tracker
    happened = [event.type_name for event in tracker.events]
    assert happened.count("session_started") == 1
    assert not {"restart", "undo", "reset_slots"} & set(happened)
    assert labels(await conversation.say("and exosomes?")) == "answer cost exosomes"


@pytest.mark.parametrize("text", ["/How much does PRP cost?", "// how much does PRP cost"])
async def test_a_question_behind_a_slash_is_a_question(talk: Talk, text: str) -> None:
    assert labels(await talk().say(text)) == "answer cost prp"

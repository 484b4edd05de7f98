""" "Tell me more" gives all the guide says on what was asked."""

from __future__ import annotations

import pytest

from actions.knowledge import Knowledge
from tests.conversations.dialogue import Talk, hold, labels


@pytest.mark.parametrize("text", ["tell me more", "more details please", "can you say more"])
async def test_more(talk: Talk, knowledge: Knowledge, text: str) -> None:
    turns = [("How much does PRP cost?", "answer cost prp"), (text, "answer cost prp")]
    (reply,) = await hold(talk, turns)
    assert reply["text"].startswith(knowledge.topics["cost"].answers.prp.detail)


async def test_more_about_the_other_treatment(talk: Talk, knowledge: Knowledge) -> None:
    turns = [
        ("How much does PRP cost?", "answer cost prp"),
        ("and exosomes?", "answer cost exosomes"),
        ("tell me more", "answer cost exosomes"),
    ]
    (reply,) = await hold(talk, turns)
    assert reply["text"].startswith(knowledge.topics["cost"].answers.exosomes.detail)


async def test_more_of_a_gap_is_still_honest(talk: Talk) -> None:
    turns = [
        ("Is PRP better than minoxidil?", "uncovered minoxidil prp"),
        ("tell me more", "uncovered minoxidil prp"),
    ]
    await hold(talk, turns)


async def test_more_of_nothing_asks_back(talk: Talk) -> None:
    (reply,) = await talk().say("tell me more")
    assert labels([reply]) == "clarify - -" and reply["buttons"]


async def test_all_was_said(talk: Talk) -> None:
    conversation = talk()
    for text in ("How much does PRP cost?", "tell me more", "tell me more"):
        (reply,) = await conversation.say(text)
    assert "all our guide says" in reply["text"]
    assert labels([reply]) == "answer cost prp" and reply["buttons"]


async def test_again_simpler_and_shorter(talk: Talk, knowledge: Knowledge) -> None:
    cost, conversation = knowledge.topics["cost"].answers.prp, talk()
    said = [
        ("How much does PRP cost?", cost.short),
        ("tell me more", cost.detail),
        ("say that again", cost.detail),
        ("in simple words", cost.short),
        ("shorter", cost.glance),
        ("more", cost.detail),
    ]
    for text, part in said:
        (reply,) = await conversation.say(text)
        assert part in reply["text"], text

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


@pytest.mark.parametrize(
    "texts",
    [
        ("does prp work", "is prp effective", "but does it really work"),
        ("how much does PRP cost", "what's the price of prp", "is it expensive"),
    ],
    ids=["effectiveness", "cost"],
)
async def test_the_same_is_not_said_twice(talk: Talk, texts: tuple[str, ...]) -> None:
    conversation = talk()
    said = [await conversation.say(text) for text in texts]
    assert len({labels(replies) for replies in said}) == 1
    assert len({reply["text"] for replies in said for reply in replies}) == len(texts)


async def test_two_questions_about_one_thing_leave_the_details_for_later(
    talk: Talk, knowledge: Knowledge
) -> None:
    conversation = talk()
    (reply,) = await conversation.say("Does PRP work? Is it effective?")
    assert reply["text"].startswith(knowledge.topics["effectiveness"].answers.prp.short)
    (more,) = await conversation.say("tell me more")
    assert more["text"].startswith(knowledge.topics["effectiveness"].answers.prp.detail)

""" "Tell me more" gives everything that the guide says about the question."""

from __future__ import annotations

import pytest

from actions.knowledge import Knowledge
from tests.conversations.dialogue_table import Talk, hold, labels


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


async def test_all_was_said(talk: Talk, knowledge: Knowledge) -> None:
    conversation = talk()
    for text in ("How much does PRP cost?", "tell me more", "tell me more"):
        (reply,) = await conversation.say(text)
    assert reply["text"].startswith(knowledge.smalltalk["nothing_more"].text)
    assert labels([reply]) == "answer cost prp" and reply["buttons"]


async def test_again_simpler_and_shorter(talk: Talk, knowledge: Knowledge) -> None:
    cost, conversation = knowledge.topics["cost"].answers.prp, talk()
    said = [
        ("How much does PRP cost?", cost.short),
        ("tell me more", cost.detail),
        ("say that again", cost.detail),
        ("in simple words", cost.plain),
        ("shorter", cost.glance),
        ("more", knowledge.smalltalk["nothing_more"].text),
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


@pytest.mark.parametrize("text", ["in short?", "explain like i'm five", "say that simpler"])
async def test_simpler_is_shorter_and_simpler(talk: Talk, knowledge: Knowledge, text: str) -> None:
    for question, topic in (
        ("Is PRP safe?", "safety"),
        ("How does PRP work?", "mechanism"),
        ("Who is PRP for?", "suitability"),
    ):
        conversation = talk()
        (short,) = await conversation.say(question)
        (plain,) = await conversation.say(text)
        assert plain["text"].startswith(knowledge.topics[topic].answers.prp.plain)
        assert len(plain["text"].split()) < len(short["text"].split())


@pytest.mark.parametrize(
    "texts",
    [
        ["hello"] * 3,
        ["thanks"] * 4,
        ["Does insurance cover PRP?"] * 4,
        ["when are you open"] * 3,
        ["What is the weather tomorrow?"] * 4,
        ["blah blah blah"] * 4,
        ["are exosomes safe", "how much does it cost", "are exosomes safe", "is it safe"],
        ["compare them", "PRP vs exosomes", "how do they differ", "compare both"],
    ],
    ids=lambda texts: texts[0],
)
async def test_nothing_is_said_twice_word_for_word(talk: Talk, texts: list[str]) -> None:
    conversation = talk()
    said = [reply["text"] for text in texts for reply in await conversation.say(text)]
    assert len({*said}) == len(said), said


async def test_two_questions_about_one_thing_leave_the_details_for_later(
    talk: Talk, knowledge: Knowledge
) -> None:
    conversation = talk()
    (reply,) = await conversation.say("Does PRP work? Is it effective?")
    assert reply["text"].startswith(knowledge.topics["effectiveness"].answers.prp.short)
    (more,) = await conversation.say("tell me more")
    assert more["text"].startswith(knowledge.topics["effectiveness"].answers.prp.detail)

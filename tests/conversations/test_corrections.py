"""The bot corrects itself when it is told what was meant."""

from __future__ import annotations

import pytest

from tests.conversations.dialogue_table import Talk, hold, labels

START = ("How much does PRP cost?", "answer cost prp")


@pytest.mark.parametrize(
    "text",
    [
        "no, I meant exosomes",
        "sorry, I meant exosomes",
        "not PRP, exosomes",
        "I was asking about exosomes, not PRP",
        "exosomes instead of PRP",
        "from exosomes i mean",
    ],
)
async def test_of_the_treatment(talk: Talk, text: str) -> None:
    await hold(talk, [START, (text, "answer cost exosomes")])


async def test_of_the_topic(talk: Talk) -> None:
    turns = [START, ("no, I meant how many sessions I need", "answer sessions prp")]
    await hold(talk, turns)


async def test_of_what_is_not_wanted(talk: Talk) -> None:
    turns = [
        START,
        ("not about price, about safety", "answer safety prp"),
        ("no, not about safety", "clarify - -"),
        ("forget prp, tell me about exosomes only", "answer definition exosomes"),
        ("forget exosomes, how many sessions of prp", "answer sessions prp"),
    ]
    await hold(talk, turns)


async def test_of_a_gap(talk: Talk) -> None:
    turns = [
        ("Does insurance cover PRP?", "uncovered insurance prp"),
        ("no, I meant exosomes", "uncovered insurance exosomes"),
    ]
    await hold(talk, turns)


@pytest.mark.parametrize(
    "text", ["wrong", "thats not what i asked", "That\u2019s not it!", "you already said that"]
)
async def test_of_an_answer_that_was_not_wanted(talk: Talk, text: str) -> None:
    conversation = talk()
    await conversation.say(START[0])
    (reply,) = await conversation.say(text)
    assert labels([reply]) == "clarify - -" and reply["text"].startswith("I'm sorry")
    assert reply["buttons"] and "cost" not in {button["topic"] for button in reply["buttons"]}
    assert labels(await conversation.say("and exosomes?")) == "answer cost exosomes"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("from exosomes i mean", "answer differences both"),
        ("i meant prp not exosomes", "answer differences prp"),
    ],
)
async def test_after_a_comparison(talk: Talk, text: str, label: str) -> None:
    await hold(talk, [("how is it different", "answer differences both"), (text, label)])


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("i dont care about cost, how does it work", "answer mechanism both"),
        ("not about price, about safety", "answer safety both"),
        ("skip the cost, tell me about safety", "answer safety both"),
        ("price doesn't matter, is it painful", "answer procedure both"),
        ("forget the price, does it work", "answer effectiveness both"),
    ],
)
async def test_what_is_waved_away_is_not_answered(talk: Talk, text: str, label: str) -> None:
    await hold(talk, [(text, label)])

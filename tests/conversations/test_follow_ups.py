"""Incomplete questions are completed from the conversation."""

from __future__ import annotations

import pytest

from actions.knowledge import Knowledge
from tests.conversations.dialogue_table import Talk, Turns, hold

START = ("How much does PRP cost?", "answer cost prp")

DIALOGUES: dict[str, Turns] = {
    "the other treatment": [START, ("and exosomes?", "answer cost exosomes")],
    "by the other one": [START, ("what about the other one?", "answer cost exosomes")],
    "there and back": [
        START,
        ("and exosomes?", "answer cost exosomes"),
        ("and the other one?", "answer cost prp"),
    ],
    "just its name": [START, ("exosomes", "answer cost exosomes")],
    "what it is": [
        ("Who is it for?", "answer suitability both"),
        ("what is PRP", "answer definition prp"),
        ("and exosomes?", "answer definition exosomes"),
    ],
    "both": [START, ("and both?", "answer cost both")],
    "another topic keeps the treatment": [
        ("What are exosomes?", "answer definition exosomes"),
        ("how much does it cost?", "answer cost exosomes"),
        ("is it safe?", "answer safety exosomes"),
        ("how many sessions do I need?", "answer sessions exosomes"),
    ],
    "another topic with another treatment": [
        START,
        ("are exosomes safe?", "answer safety exosomes"),
        ("and PRP?", "answer safety prp"),
    ],
    "a gap for the other treatment": [
        ("Does insurance cover PRP?", "uncovered insurance prp"),
        ("and exosomes?", "uncovered insurance exosomes"),
    ],
    "from a gap to an answer": [
        ("Does insurance cover PRP?", "uncovered insurance prp"),
        ("how much does it cost?", "answer cost prp"),
    ],
    "the clinic between": [
        START,
        ("What are your opening hours?", "clinic hours prp"),
        ("and exosomes?", "answer cost exosomes"),
    ],
    "how, after whether it works": [
        ("Do exosomes work?", "answer effectiveness exosomes"),
        ("how?", "answer mechanism exosomes"),
    ],
    "why": [START, ("why so much?", "answer cost prp")],
    "where": [
        START,
        ("when are you open", "clinic hours prp"),
        ("and where", "clinic location prp"),
    ],
    "how long the visit takes": [
        ("What happens during PRP?", "answer procedure prp"),
        ("and how long does that take", "answer procedure prp"),
    ],
    "the same of the other": [
        ("Is PRP safe?", "answer safety prp"),
        ("Is the same true of exosomes?", "answer safety exosomes"),
        ("does that go for PRP too?", "answer safety prp"),
    ],
    "another stage": [
        ("Does PRP work for early hair loss?", "answer effectiveness prp"),
        ("mine is further along", "answer suitability prp"),
    ],
    "the first": [
        ("How much do PRP and exosomes cost?", "answer cost both"),
        ("the first", "answer cost prp"),
        ("and the second one?", "answer cost exosomes"),
    ],
    "the latter": [
        ("PRP vs exosomes", "answer differences both"),
        ("is the latter safe", "answer safety exosomes"),
    ],
    "in the order asked": [
        ("Are exosomes safe? How much is PRP?", "answer safety exosomes + answer cost prp"),
        ("the first one", "answer cost exosomes"),
        ("the second one", "answer cost prp"),
        ("and the first", "answer cost exosomes"),
    ],
    "not this one": [("not PRP, tell me about the other", "answer definition exosomes")],
    "no, both": [START, ("no wait, both", "answer cost both")],
    "no, the other": [START, ("no I meant exosomes", "answer cost exosomes")],
    "sorry": [
        ("How much do exosomes cost?", "answer cost exosomes"),
        ("sorry, PRP I mean", "answer cost prp"),
    ],
    "oops": [START, ("oops, hold on, I meant exosomes", "answer cost exosomes")],
    "both together": [
        ("Can I combine PRP and exosomes?", "answer combination both"),
        ("is it safe to do both together?", "uncovered rare_risks both"),
    ],
    "and is that safe": [
        ("Can I combine PRP and exosomes?", "answer combination both"),
        ("is it safe?", "uncovered rare_risks both"),
        ("is PRP safe?", "answer safety prp"),
    ],
    "can I have both": [
        START,
        ("can i do both", "answer combination both"),
        ("is it safe?", "uncovered rare_risks both"),
    ],
    "time between them": [
        START,
        ("how long should i wait between prp and exosomes", "uncovered other both"),
    ],
    "rules elsewhere": [
        ("Are exosomes FDA approved?", "uncovered approval exosomes"),
        ("in the uk?", "uncovered approval exosomes"),
        ("and in Germany", "uncovered approval exosomes"),
    ],
    "from humans": [
        ("What are exosomes?", "answer definition exosomes"),
        ("human?", "uncovered exosome_source exosomes"),
        ("human", "clinic person exosomes"),
    ],
    "once more": [START, ("can you repeat that?", "answer cost prp")],
    "in plain words": [START, ("can you explain that more simply?", "answer cost prp")],
    "thanks between": [
        START,
        ("thank you", "smalltalk thanks -"),
        ("and exosomes?", "answer cost exosomes"),
    ],
}


@pytest.mark.parametrize("turns", DIALOGUES.values(), ids=DIALOGUES)
async def test_follow_up(talk: Talk, turns: Turns) -> None:
    await hold(talk, turns)


@pytest.mark.parametrize("text", ["where is that from?", "what is your source?"])
async def test_the_source(talk: Talk, knowledge: Knowledge, text: str) -> None:
    (reply,) = await hold(talk, [START, (text, "answer cost prp")])
    assert knowledge.topics["cost"].source("prp") in reply["text"]


async def test_the_same_answer_every_time(talk: Talk) -> None:
    once = await hold(talk, [START])
    again = await hold(talk, [("hello", "smalltalk greeting -"), START])
    assert [r["text"] for r in once] == [r["text"] for r in again]


async def test_no_button_asks_what_was_asked(talk: Talk) -> None:
    conversation, asked = talk(), []
    (reply,) = await conversation.say("What is PRP?")
    for _ in range(8):
        button = reply["buttons"][0]
        assert button["payload"] not in asked
        asked.append(button["payload"])
        (reply,) = await conversation.say(button["payload"])
        assert button["topic"] not in {b["topic"] for b in reply["buttons"]}

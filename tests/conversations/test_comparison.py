"""PRP and exosomes compared, in one topic or as a whole."""

from __future__ import annotations

import pytest

from actions.knowledge import Knowledge
from tests.conversations.dialogue_table import Talk, expect, hold, labels


@pytest.mark.parametrize("text", ["compare them", "compare both", "put them side by side"])
async def test_the_topic_talked_about(talk: Talk, knowledge: Knowledge, text: str) -> None:
    turns = [("How much does PRP cost?", "answer cost prp"), (text, "answer cost both")]
    (reply,) = await hold(talk, turns)
    assert reply["text"].startswith(knowledge.topics["cost"].answers.both.short)
    assert "table" not in reply["custom"]  # it would have one row


async def test_from_the_start(talk: Talk) -> None:
    for text in ("Compare PRP and exosomes", "PRP vs exosomes", "compare the two treatments"):
        (reply,) = await hold(talk, [(text, "answer differences both")])
        rows = reply["custom"]["table"]["rows"]
        assert len(rows) > 3 and all(prp != exosomes for _, prp, exosomes in rows)


async def test_which_one(talk: Talk) -> None:
    wanted = [
        ("Which is cheaper, PRP or exosomes?", "answer cost both"),
        ("is PRP or exosome therapy safer", "answer safety both"),
        ("Which works better, PRP or exosomes?", "answer effectiveness both"),
        ("which one needs fewer sessions, PRP or exosomes", "answer sessions both"),
    ]
    await expect(talk, wanted)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("which one is cheaper?", "cost"),
        ("which is cheaper?", "cost"),
        ("which one needs fewer sessions?", "sessions"),
        ("which works better?", "effectiveness"),
    ],
)
async def test_which_one_in_a_conversation(talk: Talk, text: str, topic: str) -> None:
    turns = [
        ("Is PRP safe?", "answer safety prp"),
        (text, f"answer {topic} both"),
        ("and PRP?", f"answer {topic} prp"),
    ]
    await hold(talk, turns)


@pytest.mark.parametrize(
    ("first", "text", "topic"),
    [
        ("what is PRP", "is it safer than exosomes", "safety"),
        ("what is PRP", "does it work better than exosomes", "effectiveness"),
        ("what is PRP", "does it cost more than exosomes", "cost"),
        ("what are exosomes", "is it better than prp", "effectiveness"),
        ("what are exosomes", "is it cheaper than platelet rich plasma", "cost"),
        ("does PRP work", "so exosomes are better, correct?", "effectiveness"),
    ],
)
async def test_measured_against_the_other(talk: Talk, first: str, text: str, topic: str) -> None:
    conversation = talk()
    await conversation.say(first)
    assert labels(await conversation.say(text)) == f"answer {topic} both"

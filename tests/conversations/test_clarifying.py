"""When the bot is unsure it asks back, and continues with what is chosen."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.conversations.dialogue_table import Talk, label, labels, subject_of

VAGUE = ["tell me more", "can you explain that again?"]


@pytest.mark.parametrize("text", VAGUE)
async def test_nothing_to_go_on_from(talk: Talk, text: str) -> None:
    conversation = talk()
    (reply,) = await conversation.say(text)
    assert label(reply) == "clarify - -"
    assert 2 <= len(reply["buttons"]) <= 3
    button = reply["buttons"][1]
    chosen = labels(await conversation.say(button["payload"]))
    assert chosen == f"answer {button['topic']} {button['treatment']}"


@pytest.mark.parametrize("text", ["", "?", "blah blah blah", "qwerty asdfgh zxcvbn"])
async def test_what_is_not_understood_changes_nothing(talk: Talk, text: str) -> None:
    conversation = talk()
    await conversation.say("How much does PRP cost?")
    before = await subject_of(conversation)
    (reply,) = await conversation.say(text)
    assert reply["custom"]["kind"] in ("clarify", "off_topic") and reply["buttons"]
    assert await subject_of(conversation) == before
    assert labels(await conversation.say("and exosomes?")) == "answer cost exosomes"


UNCLEAR = ["blah blah blah", "asdf jkl", "flurb", "qwerty asdfgh zxcvbn", "hjkl"]


async def test_three_unclear_messages_bring_other_words_and_a_person(talk: Talk) -> None:
    conversation = talk()
    heard = [(await conversation.say(text))[0] for text in UNCLEAR]
    assert {reply["custom"]["kind"] for reply in heard} <= {"clarify", "off_topic"}
    texts = [reply["text"] for reply in heard]
    assert all(text != before for before, text in pairwise(texts))
    assert "A person can help you better" in texts[2] and "+1 202-555-0142" in texts[2]
    assert "911" in texts[2] and heard[2]["buttons"]


async def test_an_answer_in_between_begins_anew(talk: Talk) -> None:
    conversation = talk()
    texts = ["blah blah blah", "asdf jkl", "How much does PRP cost?", "blah blah blah"]
    heard = [(await conversation.say(text))[0]["text"] for text in texts]
    assert len(set(heard)) == 4 and not any("person can help you" in text for text in heard)

"""When it is unsure the bot asks back, and goes on from what is chosen."""

from __future__ import annotations

import pytest

from tests.conversations.dialogue import Talk, context_of, label, labels

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
    before = await context_of(conversation)
    (reply,) = await conversation.say(text)
    assert reply["custom"]["kind"] in ("clarify", "off_topic") and reply["buttons"]
    assert await context_of(conversation) == before
    assert labels(await conversation.say("and exosomes?")) == "answer cost exosomes"

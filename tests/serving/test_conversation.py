"""Conversations in this process: whole replies, and each with its own memory."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from serving.conversation import Conversation

Talk = Callable[[], Conversation]


async def test_replies_are_whole_and_labelled(talk: Talk) -> None:
    (reply,) = await talk().say("How much does PRP cost?")
    assert set(reply) == {"text", "buttons", "custom"}
    assert {"kind", "topic", "treatment", "source"} <= set(reply["custom"])
    assert {"title", "payload", "topic", "treatment"} == set(reply["buttons"][0])


async def test_conversations_have_a_memory_each(talk: Talk) -> None:
    one, other = talk(), talk()
    assert one.id != other.id
    await one.say("How much does PRP cost?")
    await other.say("Is exosome therapy safe?")
    (first,), (second,) = await one.say("and exosomes?"), await other.say("and PRP?")
    assert [first["custom"]["topic"], second["custom"]["topic"]] == ["cost", "safety"]


async def test_the_same_conversation_again_gives_the_same(talk: Talk) -> None:
    texts = ("hello", "How much does PRP cost?", "and exosomes?", "tell me more")
    one, other = talk(), talk()
    for text in texts:
        assert await one.say(text) == await other.say(text)


async def test_it_is_timed(talk: Talk) -> None:
    replies, milliseconds = await talk().timed("Is PRP safe?")
    assert replies and 0 < milliseconds < 60_000


@pytest.mark.parametrize("value", [None, 7, b"PRP", {"text": "PRP"}])
async def test_what_is_not_text_is_answered(talk: Talk, value: object) -> None:
    (reply,) = await talk().say(value)
    assert reply["text"] and reply["custom"]["kind"] == "clarify"

"""Dialogues as tables: what is typed, and the labels of the replies."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from actions.context import Context
from serving.conversation import Conversation

Talk = Callable[[], Conversation]
Reply = Mapping[str, Any]
#: What is typed, and "kind topic treatment" of each reply, joined by " + ".
Turns = Sequence[tuple[str, str]]


def label(reply: Reply) -> str:
    """A label such as `answer cost prp`; a dash stands for what it leaves open."""
    return " ".join(reply["custom"][name] or "-" for name in ("kind", "topic", "treatment"))


def labels(replies: Sequence[Reply]) -> str:
    return " + ".join(map(label, replies))


async def hold(talk: Talk, turns: Turns) -> list[Reply]:
    """Type every turn, compare all labels at once, and return the last replies."""
    conversation = talk()
    heard: list[tuple[str, str]] = []
    replies: Sequence[Reply] = []
    for text, _ in turns:
        replies = await conversation.say(text)
        heard.append((text, labels(replies)))
    assert heard == list(turns), f"heard {heard}"
    return list(replies)


async def expect(talk: Talk, wanted: Turns) -> None:
    """Type each message in a new conversation; lists all that got other replies."""
    found = [(text, want, labels(await talk().say(text))) for text, want in wanted]
    wrong = [f"{text!r}: {got}, not {want}" for text, want, got in found if got != want]
    assert not wrong, "\n" + "\n".join(wrong)


async def subject_of(conversation: Conversation) -> Context:
    """What the bot remembers of a conversation, except what it did not understand."""
    tracker = await conversation._agent.tracker_store.retrieve(conversation.id)
    return replace(Context.from_slots(tracker.current_slot_values() if tracker else {}), unclear=0)

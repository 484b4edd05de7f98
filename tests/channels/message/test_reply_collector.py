"""Replies stay whole, in order and labelled."""

from __future__ import annotations

from typing import Any

import pytest

from actions.reply import Button, Reply
from channels.message.reply_collector import ReplyCollector

LABEL = {"kind": "answer", "topic": "cost", "treatment": "prp", "source": "Cost"}
BUTTON = {"title": "Safety", "payload": "Is PRP safe?", "topic": "safety", "treatment": "prp"}


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        (
            {"text": "It costs less.", "buttons": [BUTTON], "custom": LABEL},
            {"text": "It costs less.", "buttons": [BUTTON], "custom": LABEL},
        ),
        ({"text": "Hello."}, {"text": "Hello.", "buttons": [], "custom": {}}),
        (
            {"text": None, "buttons": None, "custom": None, "image": None, "elements": []},
            {"text": "", "buttons": [], "custom": {}},
        ),
    ],
)
async def test_one_message_for_each_reply(message: dict[str, Any], kept: dict[str, Any]) -> None:
    collector = ReplyCollector()
    await collector.send_response("someone", message)
    assert collector.messages == [kept]


async def test_replies_keep_their_order_and_number() -> None:
    collector = ReplyCollector()
    for text in ("one", "two", "two"):
        await collector.send_response("someone", {"text": text})
    assert [message["text"] for message in collector.messages] == ["one", "two", "two"]


async def test_a_reply_arrives_as_the_action_said_it() -> None:
    button = Button("Safety", "Is PRP safe?", "safety", "prp")
    said = Reply("It costs less.", "answer", "cost", "prp", "Cost", buttons=(button,)).message()
    collector = ReplyCollector()
    message = {"text": said["text"], "buttons": said["buttons"], "custom": said["json_message"]}
    await collector.send_response("someone", message)
    assert collector.messages == [{"text": "It costs less.", "buttons": [BUTTON], "custom": LABEL}]


def test_its_name() -> None:
    assert ReplyCollector.name() == "replies"

"""Stored turns are counted by kind, topic and channel; false starts by their definition."""

from __future__ import annotations

from pathlib import Path

import pytest
from prometheus_client import REGISTRY
from rasa.shared.core.events import BotUttered, Event, UserUttered

from storage.conversation_store import ConversationStore
from storage.turn_metrics import is_false_start
from tests.storage.test_conversation_store import DOMAIN


def turn(*kinds: str, at: float = 0.0, pressed: bool = False, channel: str = "web") -> list[Event]:
    asked = UserUttered("?", timestamp=1000 + at, input_channel=channel, message_id=f"{at} {kinds}")
    asked.metadata = {"pressed": True} if pressed else {}
    replies = [BotUttered("!", {"custom": {"kind": kind, "topic": None}}) for kind in kinds]
    return [asked, *replies]


@pytest.mark.parametrize(
    ("before", "after", "counts"),
    [
        (turn("clarify"), turn("answer", at=5), True),
        (turn("off_topic"), turn("uncovered", at=119), True),
        (turn("clarify"), turn("clarify", at=5), True),
        (turn("clarify", "off_topic"), turn("urgent", at=5), True),
        (turn("clarify"), turn("answer", at=121), False),
        (turn("clarify"), turn("answer", at=5, pressed=True), False),
        (turn("off_topic"), turn("smalltalk", at=5), False),
        (turn("clarify", "answer"), turn("answer", at=5), False),
        (turn("answer"), turn("answer", at=5), False),
        (turn("clarify") + turn("answer", at=1), turn("answer", at=5), False),
        (turn(), turn("answer", at=5), False),
        ([], turn("answer"), False),
    ],
)
def test_a_false_start(before: list[Event], after: list[Event], counts: bool) -> None:
    message = after[0]
    assert isinstance(message, UserUttered)
    said = [event.data["custom"] for event in after if isinstance(event, BotUttered)]
    assert is_false_start(before, message, said) is counts


async def test_what_is_stored_is_counted(tmp_path: Path) -> None:
    store = ConversationStore(DOMAIN, f"sqlite:///{tmp_path}/conversations.db")
    for number, kind in enumerate(["answer", "clarify", "answer"]):
        tracker = await store.get_or_create_tracker("a", append_action_listen=False)
        tracker.update_with_events(turn(kind, at=number, channel="pigeon"), DOMAIN)
        await store.save(tracker)

    def counted(name: str, **labels: str) -> float | None:
        return REGISTRY.get_sample_value(f"clinic_chat_{name}", {"channel": "pigeon", **labels})

    assert counted("messages_total") == 3
    assert counted("replies_total", kind="answer", topic="none") == 2
    assert counted("replies_total", kind="clarify", topic="none") == 1
    assert counted("false_starts_total") == 1

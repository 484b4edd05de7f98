"""Turn metrics: what a stored turn adds to the metrics; of what was typed, nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rasa.shared.core.events import BotUttered, Event, UserUttered

from operations import metrics

_LOST = {"clarify", "off_topic"}
#: Seconds within which typing again means trying again.
_SOON = 120


def count(before: Sequence[Event], events: Iterable[Event]) -> None:
    """The new events of a turn, which follow those `before`, at least the turn before."""
    messages, replies = _spoken(events)
    if not messages:
        return
    channel = messages[0].input_channel or "none"
    metrics.MESSAGES.labels(channel).inc(len(messages))
    for label in replies:
        labels = (channel, label.get("kind") or "none", label.get("topic") or "none")
        metrics.REPLIES.labels(*labels).inc()
    if is_false_start(before, messages[0], replies):
        metrics.FALSE_STARTS.labels(channel).inc()


def is_false_start(
    before: Sequence[Event], message: UserUttered, replies: Sequence[dict[str, Any]]
) -> bool:
    """Whether the message before was not understood, and this one tries it in other words.

    Nothing but clarify and off_topic was replied; then, within two minutes, the visitor typed
    again instead of pressing a button, and it was more than small talk.
    """
    earlier, said = _spoken(_last_turn(before))
    if not earlier or not said or {label.get("kind") for label in said} - _LOST:
        return False
    again = message.timestamp - earlier[-1].timestamp <= _SOON
    pressed = bool((message.metadata or {}).get("pressed"))
    return again and not pressed and {label.get("kind") for label in replies} != {"smalltalk"}


def _last_turn(events: Sequence[Event]) -> Sequence[Event]:
    starts = [place for place, event in enumerate(events) if isinstance(event, UserUttered)]
    return events[starts[-1] :] if starts else ()


def _spoken(events: Iterable[Event]) -> tuple[list[UserUttered], list[dict[str, Any]]]:
    messages: list[UserUttered] = []
    replies: list[dict[str, Any]] = []
    for event in events:
        if type(event) is UserUttered:  # Rasa's base class makes isinstance slow
            messages.append(event)
        elif type(event) is BotUttered:
            replies.append((event.data or {}).get("custom") or {})
    return messages, replies

"""Turn metrics: updates the metrics for a stored turn; what was typed doesn't enter them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rasa.shared.core.events import BotUttered, Event, UserUttered

from operations import metrics

_LOST = {"clarify", "off_topic"}
#: Seconds within which typing again counts as another attempt.
_SOON = 120


def count(before: Sequence[Event], events: Iterable[Event]) -> None:
    """Count a turn's new events; `before` has the earlier events, at least of the last turn."""
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
    """Whether the previous message was not understood, and this one is another attempt.

    That is so if it got nothing but clarify and off_topic replies, and the visitor typed again
    within two minutes, without pressing a button, something other than small talk.
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

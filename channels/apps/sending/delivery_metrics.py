"""Delivery metrics: counts what happens on messaging apps, never who or what."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

EVENTS = Counter(
    "clinic_chat_channel_events",
    "Events from messaging apps: accepted, duplicate or refused (not signed, stale).",
    ["channel", "outcome"],
)
DELIVERIES = Counter(
    "clinic_chat_channel_deliveries",
    "Messages to messaging apps: sent, retried (an attempt that failed) or undeliverable.",
    ["channel", "outcome"],
)
FETCHES = Counter(
    "clinic_chat_channel_fetches",
    "Calls that fetch events from an app, where it does not send them: done or failed.",
    ["channel", "outcome"],
)
WAITING = Gauge(
    "clinic_chat_channel_waiting",
    "Messages from messaging apps that are not answered yet.",
    ["channel"],
)


def begin(channel: str) -> None:
    """Create every series at the start, so that what has not happened is 0 and not missing."""
    for outcome in ("accepted", "duplicate", "refused"):
        EVENTS.labels(channel, outcome)
    for outcome in ("sent", "retried", "undeliverable"):
        DELIVERIES.labels(channel, outcome)
    WAITING.labels(channel)

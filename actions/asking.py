"""Asking: what ends a row of questions or leaves one out, said as a whole message."""

from __future__ import annotations

#: Twilio takes some of them for itself ("cancel", "stop").
STOPS = frozenset(
    "never mind|nevermind|cancel|stop|quit|exit|abort|no thanks|no thank you|forget it".split("|")
)
SKIPS = frozenset("skip|skip it|skip this|next|pass|-".split("|"))


def plain(text: str) -> str:
    """The words of a message by which it is compared."""
    return " ".join(text.lower().replace("’", "'").split()).rstrip(".!")

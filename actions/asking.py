"""Asking: what ends a row of questions or leaves one out, said as a whole message."""

from __future__ import annotations

import re

#: Twilio takes some of them for itself ("cancel", "stop").
_STOPS = frozenset(
    "never mind|nevermind|cancel|stop|quit|exit|abort|no thanks|no thank you|forget it"
    "|i changed my mind|changed my mind|leave it".split("|")
)
_POLITE = re.compile(r"^(?:oh|please|actually|sorry|ok|okay)[, ]+|[, ]+(?:please|it|this|that)$")
SKIPS = frozenset("skip|skip it|skip this|next|pass|-".split("|"))


def plain(text: str) -> str:
    """The words of a message by which it is compared."""
    return " ".join(text.lower().replace("’", "'").split()).rstrip(".!")


def stops(words: str) -> bool:
    """Whether these plain words end it."""
    return not _STOPS.isdisjoint({words, _POLITE.sub("", words)})

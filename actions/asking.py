"""Asking: the messages that end a series of questions ("stop") or skip one ("skip")."""

from __future__ import annotations

import re

#: On Twilio's channels some of them never arrive: Twilio handles "cancel" and "stop" itself.
_STOPS = frozenset(
    "never mind|nevermind|cancel|stop|quit|exit|abort|no thanks|no thank you|forget it"
    "|i changed my mind|changed my mind|leave it".split("|")
)
_POLITE = re.compile(r"^(?:oh|please|actually|sorry|ok|okay)[, ]+|[, ]+(?:please|it|this|that)$")
SKIPS = frozenset("skip|skip it|skip this|next|pass|-".split("|"))


def plain(text: str) -> str:
    """A message normalised for comparison: lower case, single spaces, no full stop at its end."""
    return " ".join(text.lower().replace("’", "'").split()).rstrip(".!")


def stops(words: str) -> bool:
    """Whether this message, as `plain` returns it, ends the series of questions."""
    return not _STOPS.isdisjoint({words, _POLITE.sub("", words)})

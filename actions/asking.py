"""Asking: what ends a series of questions ("stop"), skips one, or is a question of its own."""

from __future__ import annotations

import re

from components.reading import UNSURE, Question, Reading

#: On Twilio's channels some of them never arrive: Twilio handles "cancel" and "stop" itself.
_STOPS = frozenset(
    "never mind|nevermind|cancel|stop|quit|exit|abort|no thanks|no thank you|forget it"
    "|i changed my mind|changed my mind|leave it".split("|")
)
_POLITE = re.compile(r"^(?:oh|please|actually|sorry|ok|okay)[, ]+|[, ]+(?:please|it|this|that)$")
SKIPS = frozenset("skip|skip it|skip this|next|pass|-".split("|"))

#: A message without a question mark counts as a question from this confidence on.
_SURE = 0.85
_BEGINNINGS = frozenset(
    "what what's how how's is are was does do did can could will would should may who who's whose "
    "when where why which has any tell explain show compare describe".split()
)
#: Intents that answers are typically read as.
_TELLS = frozenset(
    {
        "smalltalk/story",
        "smalltalk/worry",
        "smalltalk/affirm",
        "smalltalk/deny",
        "off_topic",
        UNSURE,
    }
)


def plain(text: str) -> str:
    """A message normalised for comparison: lower case, single spaces, no full stop at its end."""
    return " ".join(text.lower().replace("’", "'").split()).rstrip(".!")


def stops(words: str) -> bool:
    """Whether this message, as `plain` returns it, ends the series of questions."""
    return not _STOPS.isdisjoint({words, _POLITE.sub("", words)})


def begins_like_question(text: str) -> bool:
    """Whether its first word is one that questions begin with."""
    return (plain(text).split() or [""])[0] in _BEGINNINGS


def sure_questions(reading: Reading) -> list[Question]:
    """The questions of a message that are surely none of the visitor's answers."""
    asked = (q for q in reading.questions if {q.family, q.intent}.isdisjoint(_TELLS))
    return [question for question in asked if question.confidence >= _SURE]

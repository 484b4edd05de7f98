"""Ordinals: "the second one" after a reply that names the treatments one after the other."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.context import Context
from actions.question import Question

_FIRST = r"first|1st|former"
_NUMBER = rf"(?:the )?(?P<number>{_FIRST}|second|2nd|latter)"
#: "The first" and nothing else, whatever leads into it.
_ALONE = re.compile(
    rf"\W*(?:(?:and|so|ok|okay|no|sorry|wait|what about|how about|i mean|i meant|i'll take|tell me|"
    rf"about|only|just)\W+)*{_NUMBER}(?: (?:one|treatment|option))?(?:\W+please)?\W*",
    re.IGNORECASE,
)
_WITHIN = re.compile(
    rf"\b(?:the|that) (?P<number>(?:{_FIRST}|second|2nd)(?= (?:one|option)\b|\W*$)|"
    r"former|latter)\b",
    re.IGNORECASE,
)


def by_order(question: Question, context: Context) -> Question:
    """The question about the treatment meant, in the order in which they were named last."""
    if question.treatments or context.topic is None:
        return question
    alone = _ALONE.fullmatch(question.text)
    found = alone or _WITHIN.search(question.text)
    if not found:
        return question
    is_first = re.fullmatch(_FIRST, found["number"], re.IGNORECASE)
    meant = context.named_last[0 if is_first else 1]
    return replace(question, treatments=(meant,), bare=bool(alone))

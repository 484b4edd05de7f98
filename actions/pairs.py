"""Pairs: two things asked with one phrase."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.question import Question

_AND = r"\s*(?:and|&|/|or|n|\+|vs\.?|versus)\s*(?:the |its |their )?"
_GOOD = r"(?:pros?|advantages?|upsides?|plus(?:es)?|benefits?|positives?|strengths|good)"
_BAD = (
    r"(?:cons?|disadvantages?|downsides?|minus(?:es)?|drawbacks?|risks?|side[ -]?effects?|"
    r"negatives?|weaknesses|limits|limitations|bad)"
)
#: "Pros and cons" ask for what speaks for it and for what speaks against it.
_BOTH_SIDES = re.compile(
    rf"\b(?:{_GOOD}{_AND}{_BAD}|{_BAD}{_AND}{_GOOD}|ups{_AND}downs)\b", re.IGNORECASE
)
_SIDES = ("benefits", "safety")
#: What speaks against it, also where the model takes it for what speaks for it.
_AGAINST = re.compile(
    r"\b(?:cons|disadvantages?|downsides?|drawbacks?|negatives|weaknesses|limitations|"
    r"(?:the|a|any) catch)\b",
    re.IGNORECASE,
)
_ONE_SIDED = frozenset(
    {"benefits", "safety", "recovery", "differences", "effectiveness", "other", ""}
)


def both_sides(question: Question) -> list[Question]:
    """ "Pros and cons" as two questions, "cons" as one about safety; any other as it is."""
    if question.id not in _ONE_SIDED:
        return [question]
    if _BOTH_SIDES.search(question.text):
        return [replace(question, family="faq", id=side, bare=False) for side in _SIDES]
    if question.id in ("benefits", "") and _AGAINST.search(question.text):
        return [replace(question, family="faq", id="safety", bare=False)]
    return [question]

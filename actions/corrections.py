"""Corrections: what is said not to be meant is left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from actions.context import Context
from actions.question import Question

_NAMES = {"prp": r"(?:prp|plasma|platelet\w*)", "exosomes": r"exo\w+"}
_AWAY = (
    r"\b(?:forget|ignore|skip|drop|never ?mind|leave out|not interested in|"
    r"(?:do not|don'?t) (?:care|want to know|ask) about) (?:about )?(?:the )?"
)
#: "Not about price", and no more than that.
_NOT_ABOUT = re.compile(
    r"\W*(?:(?:no|sorry|i'?m|i am|it'?s|i was)\W+)*not (?:asking )?about (?:the |its )?"
    r"\w+(?: \w+)?\W*",
    re.IGNORECASE,
)
#: "From exosomes I mean" names a treatment and nothing else.
_MEANT = re.compile(
    r"\W*(?:(?:no|sorry|from|of|for|with|about|on|the|i|mean|meant)\W+)*"
    rf"(?:{'|'.join(_NAMES.values())})(?:\W+(?:i|mean|meant|that is))+\W*",
    re.IGNORECASE,
)


def without_dismissed(questions: Sequence[Question]) -> list[Question]:
    """Of "not about price, about safety" what is asked; where nothing is, the bot asks back."""
    asked = [q for q in questions if not _is_dismissed(q)]
    first = replace(questions[0], family="nlu_fallback", id="", reason="misunderstood", options=())
    return asked or [first]


def _is_dismissed(question: Question) -> bool:
    asks = question.family in ("faq", "gap", "clinic") and not question.bare
    return asks and bool(_NOT_ABOUT.fullmatch(question.text))


def meant(question: Question, context: Context) -> Question:
    """The question about the treatment that is left when the other is waved away."""
    text = question.text
    if context.topic and question.family == "faq" and _MEANT.fullmatch(text):
        return replace(question, bare=True)
    for one, other in (("prp", "exosomes"), ("exosomes", "prp")):
        away = re.search(_AWAY + _NAMES[one], text, re.IGNORECASE)
        if away and {one, other} <= set(question.treatments):
            return replace(question, treatments=(other,))
    return question

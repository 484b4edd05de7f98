"""Corrections: what is said not to be meant is left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from actions.context import Context
from actions.question import Question

_SUBJECT = (
    r"(?:prices?|pricing|costs?|money|budget|safety|risks?|side[ -]?effects?|sessions?|results?|"
    r"recovery|downtime|pain|timeline|time|benefits|differences?)"
)
_OPENS = r"\W*(?:(?:no|nope|sorry|ok|and|but|well|please|i'?m|i am|it'?s|i was|i)\W+)*"
#: "Not about price", "skip the cost", "price doesn't matter", and no more than that.
_WAVED_AWAY = re.compile(
    rf"{_OPENS}(?:"
    r"not (?:asking )?about (?:the |its )?\w+(?: \w+)?|"
    r"(?:not(?: asking for| worried about| interested in| talking about| after)?|forget|ignore|"
    r"skip|drop|never ?mind|leave out|leave aside|(?:already )?know|"
    r"(?:do not|don'?t) (?:care|want to know|ask|need|want|mean|worry|mind)) "
    rf"(?:about )?(?:the |its |any )?{_SUBJECT}|"
    rf"(?:the )?{_SUBJECT} (?:does ?n[o']?t matter|does not matter|aside|is ?n[o']?t important|"
    r"is (?:fine|ok|okay|no (?:issue|problem|object)|not (?:important|the (?:issue|problem)))|"
    r"is ?n[o']?t (?:the|an) (?:issue|problem))"
    r")\W*",
    re.IGNORECASE,
)
#: "From exosomes I mean" names a treatment and nothing else.
_TREATMENT = r"prp|plasma|platelet\w*|exo\w+"
_MEANT = re.compile(
    r"(?=.*\bmean)\W*(?:(?:no|sorry|from|of|for|with|about|on|the|i|mean|meant)\W+)*"
    rf"(?:{_TREATMENT})(?:\W+(?:i|mean|meant|that is))*\W*",
    re.IGNORECASE,
)
_FROM = re.compile(rf"\bfrom (?:the )?(?:{_TREATMENT})", re.IGNORECASE)


def without_dismissed(questions: Sequence[Question]) -> list[Question]:
    """Of "not about price, about safety" what is asked; where nothing is, the bot asks back."""
    asked = [q for q in questions if not _is_dismissed(q)]
    first = replace(questions[0], family="nlu_fallback", id="", reason="misunderstood", options=())
    return asked or [first]


def _is_dismissed(question: Question) -> bool:
    asks = question.family in ("faq", "gap", "clinic") and not question.bare
    return asks and bool(_WAVED_AWAY.fullmatch(question.text))


def meant(question: Question, context: Context) -> Question:
    """ "From exosomes, I mean" as the last question again, for the treatment meant."""
    text = question.text
    if context.topic and question.family == "faq" and _MEANT.fullmatch(text):
        compared = context.treatment == "both" and _FROM.search(text)
        return replace(
            question, bare=True, treatments=("both",) if compared else question.treatments
        )
    return question

"""Terms: words that by themselves tell what is meant, whatever the model makes of them."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from actions.knowledge import Knowledge
from actions.question import Question

#: A question understood with more confidence than this keeps its meaning beside a term:
#: "I take minoxidil, does PRP hurt?" asks about pain.
SURE = 0.6
#: Replies that ask back, with the reason for which they are given.
_UNCLEAR = {"clarify": "unsure", "misunderstood": "misunderstood"}


def by_terms(question: Question, knowledge: Knowledge) -> Question:
    """The question as one about a gap, when it uses one of that gap's terms.

    Terms are edited by the clinic and live without training. They don't turn a question
    about something else ("car insurance") or one that names both treatments.
    """
    unclear = question.family in ("faq", "nlu_fallback") or (
        question.family == "off_topic" and question.treatments
    )
    names_both = {"prp", "exosomes"} <= set(question.treatments)
    if not unclear or names_both or question.reason in ("empty", "language", "long"):
        return question
    if question.family == "faq" and question.confidence > SURE:
        return question
    text = question.text.lower()
    found = _pattern(tuple(knowledge.terms)).search(text) if knowledge.terms else None
    if not found:
        return question
    return replace(question, family="gap", id=knowledge.terms[found[0]], bare=False)


@lru_cache(maxsize=2)
def _pattern(terms: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(terms, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")\b")


def by_words(question: Question, knowledge: Knowledge) -> Question:
    """The question as small talk, or as unclear, when it is one of their words and no more."""
    said = " ".join(re.findall(r"[\w']+", question.text.lower().replace("’", "'")))
    meant = knowledge.words.get(said)
    if meant is None or question.family == "urgent":
        return question
    if meant in _UNCLEAR:
        reason = _UNCLEAR[meant]
        return replace(
            question, family="nlu_fallback", id="", options=(), reason=reason, bare=False
        )
    return replace(question, family="smalltalk", id=meant, bare=False)

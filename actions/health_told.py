"""Health told: what a person tells of theirs, and what the guide may then not be asked to judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from components.reading import Question

_DRUGS = frozenset({"minoxidil", "finasteride"})
#: Gaps about a person's health, by what they count as.
_HEALTH = {
    **{each: each for each in ("pregnancy", "medicines", "conditions", "age", "contraindications")},
    **dict.fromkeys(_DRUGS, "medicines"),
}


def by_health(questions: Sequence[Question]) -> list[Question]:
    """What a person tells of their health makes one question of all that is about the person.

    "I'm pregnant. Is it safe?" must not hear that it is seen as safe, and "I'm pregnant, on
    aspirin and 17" asks one thing, which only a doctor can answer. Safety that is
    asked before was asked by itself: "Is PRP safe, and can I take aspirin?"
    """
    told = [q for q in questions if _counts_as(q)]
    if not told:
        return list(questions)
    several = len({_counts_as(q) for q in told}) > 1
    kept: list[Question] = []
    for question in questions:
        if question.intent == "faq/suitability":
            continue
        if question.intent == "faq/safety" and any(map(_counts_as, kept)):
            continue
        if several and question in told:
            if question is told[0]:
                kept.append(replace(question, intent="gap/contraindications"))
            continue
        kept.append(question)
    return kept


def _counts_as(question: Question) -> str | None:
    return _HEALTH.get(question.id) if question.family == "gap" else None


def by_checks(questions: Sequence[Question]) -> list[Question]:
    """What should be looked at says what the guide says of it, too; once is enough."""
    checked = {q.id for q in questions if q.family == "check"}
    return [q for q in questions if q.family not in ("faq", "gap") or q.id not in checked]

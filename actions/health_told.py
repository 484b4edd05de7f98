"""Health told: visitors who mention a condition get no general answer on safety or suitability."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from components.reading import Question

_DRUGS = frozenset({"minoxidil", "finasteride"})
#: Gap about a person's health -> the group that it counts as.
_HEALTH = {
    **{each: each for each in ("pregnancy", "medicines", "conditions", "age", "contraindications")},
    **dict.fromkeys(_DRUGS, "medicines"),
}


def by_health(questions: Sequence[Question]) -> list[Question]:
    """Merge questions about the visitor's health into one that only a doctor can answer.

    "I'm pregnant. Is it safe?" must not be told that it is considered safe, and "I'm pregnant, on
    aspirin and 17" is one question. Safety asked about before the health is mentioned is a
    question of its own: "Is PRP safe, and can I take aspirin?"
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
    """Drop the topics and gaps that a check of the same message already answers."""
    checked = {q.id for q in questions if q.family == "check"}
    return [q for q in questions if q.family not in ("faq", "gap") or q.id not in checked]

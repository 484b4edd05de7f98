"""Treatment: which one a question means, from the message or from the conversation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from actions.context import Context
from actions.knowledge.model import Treatment
from components.reading import Question

_OTHER: Mapping[str | None, Treatment] = {"prp": "exosomes", "exosomes": "prp"}
_BY_NAME: Mapping[str | None, Treatment] = {"prp": "prp", "exosomes": "exosomes", "both": "both"}
#: Families that share no treatment: a follow-up has that of the last subject, small talk has none.
_SHARES_NOTHING = frozenset({"follow_up", "smalltalk", "off_topic"})


def treatment_of(question: Question, context: Context) -> Treatment | None:
    """The treatment a question names, or the one last talked about; None if there is neither."""
    named = question.treatment
    if named == "other":
        return _OTHER.get(context.treatment, "both")
    if named in ("first", "second"):
        return _BY_NAME[context.named_last[0 if named == "first" else 1]]
    return _BY_NAME.get(named or context.treatment)


def with_shared(questions: Sequence[Question]) -> list[Question]:
    """Share a treatment among questions: "what does PRP cost and is it safe?" means PRP twice.

    A question without a treatment takes the one named before it, otherwise the first named after
    it. What a relative name ("the other one") refers to is known only after the questions before
    it are answered, so the questions that follow it take the treatment from the context.
    """
    named = next((q.treatment for q in questions if q.treatment in _BY_NAME), None)
    shared: list[Question] = []
    for question in questions:
        if question.treatment:
            named = question.treatment if question.treatment in _BY_NAME else None
        elif question.family not in _SHARES_NOTHING:
            question = replace(question, treatment=named)
        shared.append(question)
    return shared

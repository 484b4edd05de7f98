"""Treatment: which one is meant, in the message or by what was talked about before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from actions.context import Context
from actions.knowledge.model import Treatment
from components.reading import Question

_OTHER: Mapping[str | None, Treatment] = {"prp": "exosomes", "exosomes": "prp"}
_BY_NAME: Mapping[str | None, Treatment] = {"prp": "prp", "exosomes": "exosomes", "both": "both"}
#: What goes on with the last subject has its treatment from there, and a courtesy has none.
_SHARES_NOTHING = frozenset({"follow_up", "smalltalk", "off_topic"})


def treatment_of(question: Question, context: Context) -> Treatment | None:
    """The treatment that a question names, or the one talked about; None where there is neither."""
    named = question.treatment
    if named == "other":
        return _OTHER.get(context.treatment, "both")
    if named in ("first", "second"):
        return _BY_NAME[context.named_last[0 if named == "first" else 1]]
    return _BY_NAME.get(named or context.treatment)


def with_shared(questions: Sequence[Question]) -> list[Question]:
    """In "what does PRP cost and is it safe?" the second part means PRP too, and so may the first.

    A part without a treatment takes the one named before it, else the first named after it. One
    named by its place ("the other one") is known only when the parts before it are answered: what
    follows has it from the context.
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

"""Questions as the pipeline hands them over, and the treatment that is meant."""

from __future__ import annotations

from typing import Any

import pytest

from actions.context import Context
from actions.question import Question, questions_of


def test_from_the_pipeline() -> None:
    found = {
        "text": "and exosomes?",
        "intent": "faq/cost",
        "confidence": 0.4,
        "entities": ["exosomes"],
        "bare": True,
        "options": ["faq/cost", "faq/safety"],
        "reason": "unsure",
    }
    (question,) = questions_of({"questions": [found]})
    assert (question.family, question.id) == ("faq", "cost")
    assert question.treatments == ("exosomes",) and question.bare
    assert question.options == ("faq/cost", "faq/safety") and question.reason == "unsure"


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ({}, Question("nlu_fallback", "")),
        ({"intent": None, "entities": None}, Question("nlu_fallback", "")),
        ({"intent": {"name": "faq/cost"}}, Question("faq", "cost")),
        (
            {
                "intent": {"name": "faq/cost"},
                "entities": [{"entity": "treatment", "value": "prp"}],
                "questions": [],
            },
            Question("faq", "cost", treatments=("prp",)),
        ),
    ],
)
def test_without_the_pipeline_the_intent_is_the_question(
    message: dict[str, Any], question: Question
) -> None:
    assert questions_of(message) == [question]


@pytest.mark.parametrize(
    ("named", "before", "meant"),
    [
        ((), None, None),
        ((), "prp", "prp"),
        (("exosomes",), "prp", "exosomes"),
        (("prp", "exosomes"), None, "both"),
        (("exosomes", "prp"), "prp", "both"),
        (("both",), "prp", "both"),
        (("prp", "both"), None, "both"),
        (("other",), "prp", "exosomes"),
        (("other",), "exosomes", "prp"),
        (("other",), "both", "both"),
        (("other",), None, "both"),
    ],
)
def test_the_treatment_meant(named: tuple[str, ...], before: str | None, meant: str | None) -> None:
    question = Question("faq", "cost", treatments=named)
    assert question.treatment(Context(treatment=before)) == meant

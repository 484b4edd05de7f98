"""Pros and cons are two questions, cons alone one about safety."""

from __future__ import annotations

import pytest

from actions.pairs import both_sides
from actions.question import Question


@pytest.mark.parametrize(
    "text",
    [
        "pros and cons",
        "pros/cons of prp",
        "the pros & the cons?",
        "advantages and disadvantages",
        "what are the upsides vs downsides",
        "plus and minus points",
        "the ups and downs",
        "the good and the bad",
        "risks and benefits",
    ],
)
def test_both_sides(text: str) -> None:
    found = both_sides(Question("faq", "benefits", text, treatments=("prp",)))
    assert [(q.family, q.id, q.treatments) for q in found] == [
        ("faq", "benefits", ("prp",)),
        ("faq", "safety", ("prp",)),
    ]


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("faq/benefits", "what's the downside"),
        ("faq/benefits", "disadvantages?"),
        ("nlu_fallback", "cons?"),
        ("nlu_fallback", "what's the catch"),
    ],
)
def test_what_speaks_against_it_is_no_benefit(intent: str, text: str) -> None:
    family, _, name = intent.partition("/")
    (found,) = both_sides(Question(family, name, text))
    assert (found.family, found.id) == ("faq", "safety")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("benefits", "the pros of PRP"),
        ("safety", "what are the cons"),
        ("recovery", "is the redness a downside"),
        ("benefits", "is that good?"),
        ("hours", "pros and cons of Saturdays"),
    ],
)
def test_one_side(name: str, text: str) -> None:
    question = Question("faq", name, text)
    assert both_sides(question) == [question]

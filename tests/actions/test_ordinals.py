"""The first, the second: in the order in which the treatments were named."""

from __future__ import annotations

import pytest

from actions.context import Context
from actions.ordinals import by_order
from actions.question import Question

BOTH = Context("cost", "both", "answer", ("cost:both",))
TURNED = BOTH.in_order(["exosomes", "prp"])


@pytest.mark.parametrize(
    ("text", "first", "bare"),
    [
        ("the first", True, True),
        ("First one?", True, True),
        ("the former", True, True),
        ("1st", True, True),
        ("and the second one please", False, True),
        ("what about the latter?", False, True),
        ("no, the second treatment", False, True),
        ("is the first one safe", True, False),
        ("does the latter hurt", False, False),
        ("the price of the second?", False, False),
    ],
)
def test_order(text: str, first: bool, bare: bool) -> None:
    for context, order in ((BOTH, ("prp", "exosomes")), (TURNED, ("exosomes", "prp"))):
        question = by_order(Question("faq", "cost", text), context)
        assert question.treatments == (order[0 if first else 1],)
        assert question.bare is bare


@pytest.mark.parametrize(
    "text",
    [
        "is the first session free",
        "my second visit",
        "first, how much is it",
        "the second week",
        "",
    ],
)
def test_what_counts_something_else(text: str) -> None:
    question = Question("faq", "cost", text)
    assert by_order(question, BOTH) == question


def test_without_anything_before_it_is_not_known_what_is_meant() -> None:
    question = Question("nlu_fallback", "", "the first one")
    assert by_order(question, Context()) == question


def test_what_is_named_is_meant() -> None:
    question = Question("faq", "cost", "is the first one PRP", treatments=("prp",))
    assert by_order(question, TURNED) == question

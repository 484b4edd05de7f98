"""What is said not to be meant is left out."""

from __future__ import annotations

import pytest

from actions.context import Context
from actions.corrections import meant, without_dismissed
from actions.question import Question

COST = Context("cost", "prp", "answer")


@pytest.mark.parametrize(
    ("texts", "left"),
    [
        (["not about price", "about safety"], ["about safety"]),
        (["No, I'm not asking about the price", "is it safe"], ["is it safe"]),
        (
            ["it is not about the money I want to book"],
            ["it is not about the money I want to book"],
        ),
        (["about price", "about safety"], ["about price", "about safety"]),
        (["skip the cost", "tell me about safety"], ["tell me about safety"]),
        (["not the price", "the safety"], ["the safety"]),
        (["price doesn't matter", "is it painful"], ["is it painful"]),
        (["cost aside", "does it work"], ["does it work"]),
        (["I don't care about the cost", "how does it work"], ["how does it work"]),
        (["I know the price", "what about pain"], ["what about pain"]),
        (["does the price matter", "is it safe"], ["does the price matter", "is it safe"]),
        (["no idea what it costs", "is it safe"], ["no idea what it costs", "is it safe"]),
    ],
)
def test_what_is_dismissed(texts: list[str], left: list[str]) -> None:
    found = without_dismissed([Question("faq", "cost", text) for text in texts])
    assert [question.text for question in found] == left
    assert all(question.family == "faq" for question in found)


def test_where_nothing_is_left_it_asks_back() -> None:
    (question,) = without_dismissed([Question("faq", "cost", "not about price")])
    assert (question.family, question.reason) == ("nlu_fallback", "misunderstood")
    urgent = Question("urgent", "emergency", "not about price")
    assert without_dismissed([urgent]) == [urgent]


@pytest.mark.parametrize(
    ("text", "named", "treatments", "bare"),
    [
        ("I don't care about PRP", ("prp",), ("prp",), False),
        ("are PRP and exosomes safe", ("prp", "exosomes"), ("prp", "exosomes"), False),
        ("from exosomes I mean", ("exosomes",), ("exosomes",), True),
        ("I mean from exosomes", ("exosomes",), ("exosomes",), True),
        ("for exosomes I mean", ("exosomes",), ("exosomes",), True),
        ("PRP, I meant", ("prp",), ("prp",), True),
        ("what does PRP mean", ("prp",), ("prp",), False),
    ],
)
def test_the_treatment_that_is_left(
    text: str, named: tuple[str, ...], treatments: tuple[str, ...], bare: bool
) -> None:
    question = meant(Question("faq", "definition", text, treatments=named), COST)
    assert (question.treatments, question.bare) == (treatments, bare)


@pytest.mark.parametrize(
    ("text", "treatments"),
    [("from exosomes I mean", ("both",)), ("for exosomes I mean", ("exosomes",))],
)
def test_after_a_comparison_from_measures(text: str, treatments: tuple[str, ...]) -> None:
    compared = Context("differences", "both", "answer")
    question = meant(Question("faq", "definition", text, treatments=("exosomes",)), compared)
    assert question.treatments == treatments

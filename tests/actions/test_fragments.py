"""Fragments are completed from what was talked about."""

from __future__ import annotations

import pytest

from actions.context import Context
from actions.fragments import completed, of_same
from actions.question import Question

COMBINATION = Context("combination", "both", "answer", ("combination:both",))
RECOVERY = Context("recovery", "prp", "answer", ("recovery:prp",))
PROCEDURE = Context("procedure", "prp", "answer", ("procedure:prp",))
WORKS = Context("effectiveness", "exosomes", "answer", ("effectiveness:exosomes",))
COST = Context("cost", "prp", "answer", ("cost:prp",))
UNKNOWN = Context("women", None, "uncovered")


@pytest.mark.parametrize(
    ("text", "context", "meant"),
    [
        ("how?", WORKS, "faq/mechanism"),
        ("ok but how exactly", WORKS, "faq/mechanism"),
        ("and how does that work", WORKS, "faq/mechanism"),
        ("How come?", COST, "follow_up/more"),
        ("why", COST, "follow_up/more"),
        ("why so much", COST, "follow_up/more"),
        ("why would you do that", COMBINATION, "follow_up/more"),
        ("what for?", COMBINATION, "follow_up/more"),
        ("why not", UNKNOWN, "follow_up/more"),
        ("and where?", COST, "clinic/location"),
        ("where are you", COST, "clinic/location"),
        ("mine is moderate", WORKS, "faq/effectiveness"),
        ("I'm past that, mine is moderate", WORKS, "faq/effectiveness"),
        ("and if it's more advanced?", WORKS, "faq/effectiveness"),
        ("why do birds sing", COST, "nlu_fallback/"),
        ("mine is moderate", COST, "nlu_fallback/"),
        ("where?", Context(), "clinic/location"),
        ("how", Context(), "follow_up/more"),
    ],
)
def test_a_fragment_is_completed(text: str, context: Context, meant: str) -> None:
    question = completed(Question("nlu_fallback", "", text, reason="unsure"), context)
    assert f"{question.family}/{question.id}" == meant


@pytest.mark.parametrize(
    "question",
    [
        Question("faq", "cost", "why"),
        Question("urgent", "emergency", "how"),
        Question("nlu_fallback", "", "how", treatments=("prp",)),
        Question("nlu_fallback", "", "why", reason="language"),
    ],
)
def test_what_was_understood_stays(question: Question) -> None:
    assert completed(question, WORKS) == question


@pytest.mark.parametrize(
    ("intent", "text", "context", "meant"),
    [
        ("gap/duration", "how long do they last?", RECOVERY, "recovery"),
        ("gap/duration", "how long until it settles? does it last", RECOVERY, "recovery"),
        ("gap/duration", "and for how long", RECOVERY, "recovery"),
        ("gap/duration", "how long do results last?", RECOVERY, "duration"),
        ("gap/duration", "how long does it last?", Context(), "duration"),
        ("gap/duration", "how long does it last?", COMBINATION, "duration"),
        ("faq/results_timeline", "how long does that take", PROCEDURE, "procedure"),
        ("faq/results_timeline", "and how long is the visit?", PROCEDURE, "procedure"),
        ("faq/results_timeline", "how long until it works", PROCEDURE, "results_timeline"),
        ("faq/results_timeline", "how long does that take", COST, "results_timeline"),
    ],
)
def test_how_long_is_about_what_was_said(
    intent: str, text: str, context: Context, meant: str
) -> None:
    family, _, id_ = intent.partition("/")
    assert of_same(Question(family, id_, text), [], context).id == meant


def test_how_long_after_a_question_of_the_same_message() -> None:
    sore, how_long = (
        Question("faq", "recovery", "is it sore"),
        Question("gap", "duration", "how long"),
    )
    assert of_same(how_long, [sore], Context()).id == "recovery"
    assert of_same(how_long, [Question("faq", "cost")], RECOVERY).id == "duration"

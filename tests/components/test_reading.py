"""A reading survives the tracker unchanged; without one, the intent is used."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.reading import (
    READING,
    UNSURE,
    Aftermath,
    Named,
    Question,
    Reading,
    Reason,
    Urgency,
)

QUESTIONS = st.builds(
    Question,
    intent=st.sampled_from(["faq/cost", "follow_up/same", UNSURE]) | st.text(),
    treatment=st.none() | st.sampled_from(get_args(Named)),
    span=st.tuples(st.integers(0, 99), st.integers(99, 2000)),
    confidence=st.floats(0, 1),
    because=st.text(),
    options=st.lists(st.text(), max_size=3).map(tuple),
    reason=st.none() | st.sampled_from(get_args(Reason)),
)
READINGS = st.builds(
    Reading,
    questions=st.lists(QUESTIONS, max_size=4).map(tuple),
    urgency=st.none() | st.sampled_from(get_args(Urgency)),
    aftermath=st.none() | st.sampled_from(get_args(Aftermath)),
    because=st.text(),
    left=st.integers(0, 9),
)


@given(reading=READINGS)
def test_it_comes_back_the_same(reading: Reading) -> None:
    stored = json.loads(json.dumps(reading.as_dict()))
    assert stored == reading.as_dict()
    assert Reading.of({READING: stored, "intent": {"name": "faq/safety"}}) == reading


@pytest.mark.parametrize(
    ("intent", "family", "id_"),
    [
        ("faq/cost", "faq", "cost"),
        ("smalltalk/thanks", "smalltalk", "thanks"),
        (UNSURE, UNSURE, ""),
    ],
)
def test_family_and_id(intent: str, family: str, id_: str) -> None:
    question = Question(intent)
    assert (question.family, question.id) == (family, id_)


@pytest.mark.parametrize(
    ("name", "values", "intent", "treatment"),
    [
        ("faq/cost", [], "faq/cost", None),
        ("faq/cost", ["prp"], "faq/cost", "prp"),
        ("faq/cost", ["exosomes", "prp"], "faq/cost", "both"),
        ("faq/cost", ["prp", "prp"], "faq/cost", "prp"),
        ("follow_up/same", ["other"], "follow_up/same", "other"),
        (None, [], UNSURE, None),
    ],
)
def test_without_a_reading_the_intent_is_the_question(
    name: str | None, values: list[str], intent: str, treatment: str | None
) -> None:
    entities = [{"entity": "treatment", "value": value} for value in values]
    parsed = {"intent": {"name": name}, "entities": entities}
    (question,) = Reading.of(parsed).questions
    assert (question.intent, question.treatment) == (intent, treatment)


@pytest.mark.parametrize("parsed", [{}, {"intent": None, "entities": None}, {READING: None}])
def test_of_nothing_it_is_unsure(parsed: dict[str, Any]) -> None:
    (question,) = Reading.of(parsed).questions
    assert question.intent == UNSURE


@pytest.mark.parametrize(
    ("name", "urgency"),
    [("urgent/crisis", "crisis"), ("urgent/post_procedure", "post_procedure"),
     ("urgent", "emergency")],
)  # fmt: skip
def test_an_urgent_intent_is_an_alarm(name: str, urgency: str) -> None:
    reading = Reading.of({"intent": {"name": name}})
    assert (reading.urgency, reading.questions) == (urgency, ())

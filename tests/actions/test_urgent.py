"""Urgent replies: the number first, nothing from the guide, nothing to press but to call."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.context import Context
from actions.knowledge import Knowledge
from actions.question import Question
from actions.urgent import is_still_urgent, urgent

BEFORE = Context("cost", "prp", "answer", ("cost:prp",))


def in_country(knowledge: Knowledge, country: str) -> Knowledge:
    return replace(knowledge, clinic=knowledge.clinic.copy(update={"country": country}))


@pytest.mark.parametrize("name", ["emergency", "post_procedure", "crisis"])
def test_whom_to_call(knowledge: Knowledge, name: str) -> None:
    for country, lines in knowledge.clinic.numbers.items():
        reply, context = urgent(Question("urgent", name), BEFORE, in_country(knowledge, country))
        assert (reply.kind, reply.topic, reply.source) == ("urgent", name, None)
        assert lines.emergency in reply.text and "{" not in reply.text
        assert reply.numbers[0] == ("Emergency", lines.emergency)
        assert reply.numbers[-1] == (knowledge.clinic.name, knowledge.clinic.phone)
        assert reply.buttons == () and reply.table is None
        assert context == replace(BEFORE, urgent=name)


def test_in_a_crisis_the_crisis_line_too(knowledge: Knowledge) -> None:
    for country, lines in knowledge.clinic.numbers.items():
        reply, _ = urgent(Question("urgent", "crisis"), BEFORE, in_country(knowledge, country))
        is_site = not any(character.isdigit() for character in lines.crisis_number)
        assert lines.crisis_name in reply.text and lines.crisis_number in reply.text
        if is_site:
            assert reply.links == ((lines.crisis_name, f"https://{lines.crisis_number}"),)
        else:
            assert (lines.crisis_name, lines.crisis_number) in reply.numbers


def test_countries_with_and_without_a_line_are_tried(knowledge: Knowledge) -> None:
    lines = [lines.crisis_number for lines in knowledge.clinic.numbers.values()]
    assert {number[0].isdigit() for number in lines} == {True, False}


def test_an_unknown_kind_is_an_emergency(knowledge: Knowledge) -> None:
    reply, _ = urgent(Question("urgent", "new"), Context(), knowledge)
    assert reply.topic == "emergency"


@pytest.mark.parametrize(
    ("intent", "confidence", "still"),
    [
        ("clinic/contact", 0.9, True),  # "who do I call?"
        ("faq/recovery", 0.9, True),  # "is it dangerous?"
        ("smalltalk/affirm", 0.9, True),  # "yes"
        ("follow_up/more", 0.9, True),
        ("nlu_fallback", 0.1, True),
        ("faq/cost", 0.3, True),  # not clear
        ("faq/cost", 0.8, False),
        ("gap/insurance", 0.8, False),
        ("smalltalk/thanks", 0.8, False),
        ("urgent/crisis", 0.8, False),  # another one, which is answered itself
        ("faq/recovery", 1.0, False),  # a button
    ],
)
def test_what_comes_after_an_urgent_reply(intent: str, confidence: float, still: bool) -> None:
    family, _, id_ = intent.partition("/")
    question = Question(family, id_, confidence=confidence)
    alarmed = replace(BEFORE, urgent="emergency")
    assert is_still_urgent([question], alarmed) is still
    assert not is_still_urgent([question], BEFORE)


def test_a_question_that_names_a_treatment_moves_on() -> None:
    alarmed = replace(BEFORE, urgent="emergency")
    for confidence, still in ((0.9, False), (0.5, True)):
        safe = Question("faq", "safety", confidence=confidence, treatments=("prp",))
        assert is_still_urgent([safe], alarmed) is still

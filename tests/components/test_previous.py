"""What was said last, as text from the slots: the same for tuning as for inference."""

from __future__ import annotations

from typing import Any

import pytest

from actions.context import Context
from actions.dialogue import respond
from actions.knowledge import Knowledge
from components.previous import previous_words
from components.reading import Question, Reading
from encoder.sentences import Part, after, conversations

#: These tests load the encoder, which takes seconds.
pytestmark = pytest.mark.agent

COST = {"kind": "answer", "topic": "cost", "treatment": "prp"}
OVER = {"urgent": "emergency", "urgent_stage": "over"}
ORDER = ("still", "over", "helped")


@pytest.mark.parametrize(
    ("slots", "words"),
    [
        ({}, ""),
        ({"topic": None, "treatment": "prp", "urgent": None}, ""),
        (COST, "answer: cost, prp"),
        ({"kind": "answer", "topic": "results_timeline", "treatment": "both"},
         "answer: results timeline, both"),
        ({"kind": "uncovered", "topic": "hair_washing", "treatment": None},
         "uncovered: hair washing"),
        ({"kind": "clinic", "topic": "hours"}, "clinic: hours"),
        ({"topic": "cost"}, "answer: cost"),
        ({"urgent": "emergency"}, "urgent: emergency"),
        ({**COST, "urgent": "post_procedure"}, "urgent: post procedure"),
        ({**COST, "urgent": "emergency", "urgent_reminders": 2}, "urgent: emergency"),
        ({**COST, "urgent": "crisis", "urgent_stage": "helped"}, "urgent: crisis"),
        ({**COST, **OVER}, "answer: cost, prp"),
        (OVER, ""),
        ({"urgent": "crisis:2"}, "urgent: crisis"),  # begun with version 1.0
    ],
)  # fmt: skip
def test_words_for_the_slots(slots: dict[str, Any], words: str) -> None:
    assert previous_words(slots) == words


def reading(parts: tuple[Part, ...]) -> Reading:
    """The reading of a message that is read as it is labelled."""
    families = {family: [p for p in parts if p.family == family] for family in _families(parts)}
    ids = {f: [p.intent.partition("/")[2] for p in each] for f, each in families.items()}
    if "urgent" in ids:
        return Reading(urgency=ids["urgent"][0])  # type: ignore[arg-type]
    questions = tuple(
        Question(part.intent, part.treatment)  # type: ignore[arg-type]
        for part in parts
        if part.family != "aftermath"
    )
    said = next((each for each in ORDER if each in ids.get("aftermath", ())), None)
    return Reading(questions, aftermath=said)  # type: ignore[arg-type]


def _families(parts: tuple[Part, ...]) -> set[str]:
    return {part.family for part in parts}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("faq/cost prp", "answer: cost, prp"),
        ("faq/cost", "answer: cost, both"),
        ("faq/cost prp | faq/safety", "answer: safety, prp"),
        ("faq/cost prp | faq/safety other", "answer: safety, exosomes"),
        ("faq/cost other", "answer: cost, both"),
        ("faq/cost prp | follow_up/same exosomes", "answer: cost, exosomes"),
        ("faq/cost prp | follow_up/more", "answer: cost, prp"),
        ("faq/cost prp | follow_up/more second", "answer: cost, exosomes"),
        ("faq/cost both | follow_up/same first", "answer: cost, prp"),
        ("faq/cost prp | smalltalk/thanks", "answer: cost, prp"),
        ("faq/cost prp | off_topic/general", "answer: cost, prp"),
        ("smalltalk/greeting", ""),
        ("gap/age", "uncovered: age"),
        ("gap/age exosomes", "uncovered: age, exosomes"),
        ("clinic/hours", "clinic: hours"),
        ("faq/cost prp | clinic/hours", "clinic: hours, prp"),
        ("check/recovery prp", "answer: recovery, prp"),
        ("check/medicines", "uncovered: medicines"),
        ("urgent/emergency", "urgent: emergency"),
        ("faq/cost prp | urgent/post_procedure", "urgent: post procedure"),
        ("urgent/crisis | aftermath/still", "urgent: crisis"),
        ("urgent/crisis | aftermath/helped | smalltalk/thanks", "urgent: crisis"),
        ("urgent/crisis | check/recovery", "urgent: crisis"),
        ("faq/cost prp | urgent/crisis | aftermath/over", "answer: cost, prp"),
        ("faq/cost prp | urgent/crisis | aftermath/over | aftermath/over", "answer: cost, prp"),
        ("urgent/crisis | aftermath/over", ""),
        ("urgent/crisis | aftermath/over | aftermath/still", "urgent: crisis"),
        ("urgent/crisis | aftermath/over | aftermath/helped", "urgent: crisis"),
        ("urgent/crisis | aftermath/over | check/recovery prp", "answer: recovery, prp"),
        ("urgent/crisis | faq/cost prp", "answer: cost, prp"),
        ("urgent/crisis | clinic/hours", "clinic: hours"),
        ("aftermath/over", ""),
    ],
)
def test_tuning_says_before_a_turn_what_the_bot_does(
    knowledge: Knowledge, said: str, words: str
) -> None:
    slots: dict[str, Any] = {}
    context = Context()
    for label in said.split(" | "):
        intent, _, treatment = label.partition(" ")
        part = Part("", intent, treatment or None)
        slots = after(part, slots)
        _, context = respond(reading((part,)), context, knowledge)
    assert previous_words(slots) == words
    assert previous_words(context.slots()) == words


def test_so_it_is_in_the_training_conversations(knowledge: Knowledge) -> None:
    other, turns = [], 0
    for conversation in conversations():
        context = Context()
        for turn in conversation:
            turns += 1
            words = previous_words(context.slots())
            if words != turn.before:
                other.append((words, turn.before))
            _, context = respond(reading(turn.parts), context, knowledge)
    assert len(other) < turns / 100, other  # choosing one of several answers is simplified

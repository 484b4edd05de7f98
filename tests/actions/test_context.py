"""What is remembered of a conversation, and how it is stored in slots."""

from __future__ import annotations

import pytest

from actions.context import MAX_SUBJECTS, Context, Subject

SAFETY, COST = Subject("answer", "safety", "prp"), Subject("answer", "cost", "prp")
FULL = Context("cost", "prp", "answer", (SAFETY, COST))


def test_an_empty_tracker_gives_an_empty_context() -> None:
    assert Context.from_slots({}) == Context()
    assert Context.from_slots({"topic": None, "subjects": None, "other": 1}) == Context()


def test_slots_and_back() -> None:
    slots = {event["name"]: event["value"] for event in FULL.events(Context())}
    assert slots == {
        "topic": "cost",
        "treatment": "prp",
        "kind": "answer",
        "subjects": [["answer", "safety", "prp"], ["answer", "cost", "prp"]],
    }
    assert Context.from_slots(slots) == FULL


def test_only_what_differs_is_stored() -> None:
    assert FULL.events(FULL) == []
    (event,) = Context("cost", "both", "answer", FULL.subjects).events(FULL)
    assert (event["event"], event["name"], event["value"]) == ("slot", "treatment", "both")


@pytest.mark.parametrize(("named", "kept"), [("exosomes", "exosomes"), (None, "prp")])
def test_a_new_subject_keeps_the_treatment_unless_one_is_named(
    named: str | None, kept: str
) -> None:
    context = FULL.about("uncovered", "age", named)
    assert (context.kind, context.topic, context.treatment) == ("uncovered", "age", kept)
    assert context.subjects[-1] == ("uncovered", "age", named)


def test_asking_again_makes_it_the_latest() -> None:
    assert FULL.about("answer", "safety", "prp").subjects == (COST, SAFETY)


@pytest.mark.parametrize(
    ("treatments", "named"),
    [
        (["exosomes", "prp"], ("exosomes", "prp")),
        (["exosomes", None, "exosomes", "prp"], ("exosomes", "prp")),
        (["prp", "exosomes"], ("prp", "exosomes")),
        (["both"], ("prp", "exosomes")),
        (["exosomes"], None),  # unchanged
        ([], None),
    ],
)
def test_the_order_in_which_treatments_were_named(
    treatments: list[str | None], named: tuple[str, str] | None
) -> None:
    for before in (FULL, FULL.in_order(["exosomes", "prp"])):
        after = before.in_order(treatments)
        assert after.named_last == (named or before.named_last)
        assert after.subjects[-1] == COST and after.has_asked("safety", "prp")
    assert Context().named_last == ("prp", "exosomes")


def test_what_was_said_is_remembered_and_changes_no_subject() -> None:
    saying = FULL.saying("fda:text")
    assert saying == FULL and saying.subjects == FULL.subjects
    slots = {event["name"]: event["value"] for event in saying.events(Context())}
    assert Context.from_slots(slots).said == ("fda:text",)


def test_messages_in_a_row_that_were_not_understood_are_counted() -> None:
    context = FULL.not_understood().not_understood()
    slots = {event["name"]: event["value"] for event in context.events(Context())}
    assert Context.from_slots(slots).unclear == 2


def test_the_oldest_questions_are_forgotten() -> None:
    context = Context()
    for number in range(MAX_SUBJECTS + 5):
        context = context.about("answer", f"topic{number}", "prp")
    assert len(context.subjects) == MAX_SUBJECTS
    assert not context.has_asked("topic4", "prp") and context.has_asked("topic5", "prp")


@pytest.mark.parametrize(
    ("asked", "treatment", "has"),
    [
        (("cost", "prp"), "prp", True),
        (("cost", "prp"), "exosomes", False),
        (("cost", "prp"), "both", False),
        (("cost", "both"), "prp", True),  # a comparison covers each treatment
        (("cost", "both"), "both", True),
        (("costs", "prp"), "prp", False),
    ],
)
def test_what_counts_as_asked(asked: tuple[str, str], treatment: str, has: bool) -> None:
    assert Context(subjects=(Subject("answer", *asked),)).has_asked("cost", treatment) is has


def test_one_of_several_questions_can_be_picked() -> None:
    several = [Subject("answer", "cost", "prp"), Subject("uncovered", "age", None)]
    context = FULL.having_answered([*several, several[0]])
    assert context.last_subjects == tuple(several)
    second, first = context.picked(1), context.picked(0)
    assert second and (second.kind, second.topic, second.treatment) == ("uncovered", "age", "prp")
    assert first and (first.kind, first.topic, first.subjects[-1]) == ("answer", "cost", COST)
    assert context.picked(2) is None
    assert context.having_answered([]) == context  # "thanks" asks no question
    slots = {event["name"]: event["value"] for event in context.events(Context())}
    assert Context.from_slots(slots).picked(1) == second


@pytest.mark.parametrize("subjects", [[], [("answer", "cost", "prp"), ("answer", "cost", "both")]])
def test_of_one_question_none_is_picked(subjects: list[tuple[str, str, str]]) -> None:
    context = FULL.having_answered([Subject(*each) for each in subjects])
    assert context.picked(0) is context.picked(1) is None


def test_what_was_asked_without_what_was_said_beside_it() -> None:
    context = FULL.about("uncovered", "age", None).in_order(["exosomes", "prp"])
    assert context.subjects == (SAFETY, COST, ("uncovered", "age", None))

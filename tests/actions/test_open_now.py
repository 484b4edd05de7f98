"""Whether the clinic is open now, where that is of use."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

import pytest

from actions.context import Context
from actions.dialogue import respond
from actions.knowledge import Knowledge
from actions.open_now import with_opening
from components.reading import Question, Reading

CALM = Context()
#: A Monday at nine in the morning and a Sunday at noon, in the sample clinic's time.
OPEN = datetime(2026, 11, 30, 14, tzinfo=timezone.utc)
CLOSED = datetime(2026, 11, 29, 17, tzinfo=timezone.utc)
CLOSED_SAID = "losed now and open again tomorrow at 9:00."


def answered(
    now: datetime, knowledge: Knowledge, *intents: str, before: Context = CALM
) -> list[str]:
    reading = Reading(tuple(Question(intent, confidence=0.99) for intent in intents))
    replies, after = respond(reading, before, knowledge)
    return [reply.text for reply in with_opening(replies, before, after, knowledge, now)]


def plain(knowledge: Knowledge, *intents: str) -> list[str]:
    replies, _ = respond(Reading(tuple(map(Question, intents))), CALM, knowledge)
    return [reply.text for reply in replies]


def test_who_asks_for_the_hours_reads_first_what_is_now(knowledge: Knowledge) -> None:
    (hours,) = plain(knowledge, "clinic/hours")
    assert answered(OPEN, knowledge, "clinic/hours") == [f"Open until 18:00. {hours}"]
    assert answered(CLOSED, knowledge, "clinic/hours") == [f"C{CLOSED_SAID} {hours}"]


@pytest.mark.parametrize("topic", ["booking", "person", "consultation", "contact"])
def test_who_wants_to_reach_somebody_reads_when(topic: str, knowledge: Knowledge) -> None:
    (said,) = plain(knowledge, f"clinic/{topic}")
    assert answered(OPEN, knowledge, f"clinic/{topic}") == [
        f"{said} The clinic is open until 18:00."
    ]
    assert answered(CLOSED, knowledge, f"clinic/{topic}") == [
        f"{said} The clinic is c{CLOSED_SAID}"
    ]


@pytest.mark.parametrize(
    ("topic", "calls"),
    [("complaint", True), ("change_appointment", True), ("staff", True), ("location", False)],
)
def test_nobody_is_told_to_call_a_closed_clinic(
    topic: str, calls: bool, knowledge: Knowledge
) -> None:
    said = plain(knowledge, f"clinic/{topic}")
    assert answered(OPEN, knowledge, f"clinic/{topic}") == said
    late = [f"{said[0]} The clinic is c{CLOSED_SAID}"]
    assert answered(CLOSED, knowledge, f"clinic/{topic}") == (late if calls else said)


@pytest.mark.parametrize(
    "intents",
    [
        ("clinic/hours", "clinic/person"),
        ("clinic/complaint", "faq/cost", "clinic/person"),
        ("clinic/complaint", "faq/cost"),
    ],
)
def test_it_is_said_once(intents: tuple[str, ...], knowledge: Knowledge) -> None:
    assert " ".join(answered(CLOSED, knowledge, *intents)).count(CLOSED_SAID) == 1


@pytest.mark.parametrize("intent", ["faq/cost", "gap/age", "smalltalk/greeting", "sheet/sheet"])
def test_nothing_else_changes(intent: str, knowledge: Knowledge) -> None:
    own = replace(knowledge, factors={})  # so that the sheet comes at once
    assert answered(CLOSED, own, intent) == plain(own, intent)


def test_without_times_nothing_is_said_of_them(knowledge: Knowledge) -> None:
    own = replace(knowledge, clinic=knowledge.clinic.copy(update={"opening": None}))
    assert answered(CLOSED, own, "clinic/hours") == plain(own, "clinic/hours")


def test_after_an_alarm_the_number_to_call_stands_first(knowledge: Knowledge) -> None:
    _, alarmed = respond(Reading(urgency="emergency"), CALM, knowledge)
    (said,) = answered(CLOSED, knowledge, "clinic/hours", before=alarmed)
    assert CLOSED_SAID not in said and knowledge.clinic.lines().emergency in said

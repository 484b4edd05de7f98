"""The state machine that follows an alarm, transition by transition."""

from __future__ import annotations

import json
from itertools import product
from typing import Any, cast, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.alarm import ALONE, TABLE, Alarm, Event, Say, Stage, event_of, step
from components.reading import Aftermath, Question, Reading, Urgency

KINDS = get_args(Urgency)


def asks(*intents: str, confidence: float = 0.9) -> Reading:
    return Reading(tuple(Question(intent, confidence=confidence) for intent in intents))


def written(alarm: str | None) -> Alarm:
    """An alarm from a table's cell: its kind, and after a colon its stage or count of reminders."""
    if not alarm:
        return Alarm()
    kind, _, then = alarm.partition(":")
    stage = Stage(then) if then.isalpha() else Stage.SAID
    return Alarm(cast("Urgency", kind), stage, int(then) if then.isdecimal() else 0)


def after(state: Aftermath) -> Reading:
    return Reading((Question("smalltalk/story"),), aftermath=state)


@pytest.mark.parametrize(
    ("slots", "alarm"),
    [
        ({}, Alarm()),
        ({"urgent": None}, Alarm()),
        ({"urgent": "gone", "urgent_reminders": 2}, Alarm()),
        ({"urgent": "crisis"}, Alarm("crisis", Stage.SAID)),
        ({"urgent": "crisis", "urgent_reminders": 3.0}, Alarm("crisis", Stage.SAID, 3)),
        ({"urgent": "emergency", "urgent_stage": "over"}, Alarm("emergency", Stage.OVER)),
        ({"urgent": "crisis:helped"}, Alarm("crisis", Stage.SAID)),  # stored by version 1.0
    ],
)
def test_it_is_kept_in_slots(slots: dict[str, Any], alarm: Alarm) -> None:
    assert Alarm.from_slots(slots) == alarm


@given(st.sampled_from(KINDS), st.sampled_from([*Stage][1:]), st.integers(0, 9))
def test_slots_and_back(kind: Urgency, stage: Stage, reminders: int) -> None:
    alarm = Alarm(kind, stage, reminders)
    assert Alarm.from_slots(json.loads(json.dumps(alarm.slots()))) == alarm


def test_the_table_is_whole() -> None:
    assert {(stage, event) for stage, row in TABLE.items() for event in row} == set(
        product(Stage, Event)
    )


@pytest.mark.parametrize(
    ("reading", "kind", "event"),
    [
        (Reading(urgency="crisis"), "emergency", Event.FRESH),
        (Reading(urgency="emergency"), "crisis", Event.FRESH),
        (Reading(urgency="emergency"), "post_procedure", Event.FRESH),
        (Reading(urgency="post_procedure"), "post_procedure", Event.FRESH),
        (Reading(urgency="post_procedure"), "emergency", Event.MILDER),
        (Reading(urgency="post_procedure"), "crisis", Event.MILDER),
        (Reading(urgency="crisis", aftermath="over"), "crisis", Event.FRESH),
        (after("helped"), "emergency", Event.HELPED),
        (after("over"), "emergency", Event.OVER),
        (after("still"), "emergency", Event.STILL),
        (Reading((Question("faq/cost"),), aftermath="still"), "crisis", Event.STILL),
        (asks("faq/cost"), "crisis", Event.ASKS),
        (asks("smalltalk/thanks", "clinic/hours"), "crisis", Event.ASKS),
        (asks("gap/age", confidence=0.4), "crisis", Event.UNCLEAR),
        (asks("faq/procedure", confidence=0.8), "crisis", Event.UNCLEAR),
        (asks("faq/procedure", confidence=0.8), "emergency", Event.ASKS),
        (asks("faq/procedure", confidence=0.95), "crisis", Event.ASKS),
        (asks("gap/medicines"), "post_procedure", Event.UNCLEAR),
        (asks("gap/medicines", "clinic/hours"), "post_procedure", Event.ASKS),
        (asks("check/recovery"), "emergency", Event.UNCLEAR),
        (asks("off_topic/general"), "emergency", Event.UNCLEAR),
        (asks("follow_up/more", "smalltalk/thanks"), "emergency", Event.UNCLEAR),
        (asks("nlu_fallback"), "emergency", Event.UNCLEAR),
        (Reading(), "emergency", Event.UNCLEAR),
        (asks("smalltalk/worry", "smalltalk/thanks"), "emergency", Event.UNCLEAR),
        (asks("smalltalk/affirm", "smalltalk/thanks"), "emergency", Event.COURTESY),
        (asks("smalltalk/affirm"), "emergency", Event.CHAT),
    ],
)
def test_what_a_message_is_to_an_alarm(reading: Reading, kind: Urgency, event: Event) -> None:
    assert event_of(reading, Alarm(kind, Stage.SAID)) is event


@pytest.mark.parametrize(
    ("intent", "kind", "stage", "event"),
    [
        ("faq/recovery", "emergency", Stage.HELPED, Event.ASKS),
        ("faq/procedure", "emergency", Stage.HELPED, Event.ASKS),
        ("faq/procedure", "crisis", Stage.HELPED, Event.UNCLEAR),
        ("faq/procedure", "crisis", Stage.OVER, Event.ASKS),
        ("gap/medicines", "emergency", Stage.OVER, Event.UNCLEAR),
    ],
)
def test_once_help_is_there_a_question_need_not_be_sure(
    intent: str, kind: Urgency, stage: Stage, event: Event
) -> None:
    assert event_of(asks(intent, confidence=0.4), Alarm(kind, stage)) is event


@pytest.mark.parametrize(
    ("before", "reading", "say", "then"),
    [
        (None, Reading(urgency="post_procedure"), Say.TEXT, "post_procedure"),
        (None, after("helped"), Say.ANSWERS, None),
        (None, asks("faq/cost"), Say.ANSWERS, None),
        ("emergency:2", Reading(urgency="crisis"), Say.TEXT, "crisis"),
        ("crisis:helped", Reading(urgency="emergency"), Say.TEXT, "emergency"),
        ("emergency:over", Reading(urgency="emergency"), Say.TEXT, "emergency"),
        ("emergency", Reading(urgency="post_procedure"), Say.AGAIN, "emergency:1"),
        ("emergency:helped", Reading(urgency="post_procedure"), Say.WAITING, "emergency:helped"),
        ("crisis", Reading(urgency="post_procedure"), Say.TEXT, "crisis"),
        ("crisis:helped", Reading(urgency="post_procedure"), Say.TEXT, "crisis:helped"),
        ("crisis:over", Reading(urgency="post_procedure"), Say.TEXT, "post_procedure"),
        ("emergency", after("still"), Say.AGAIN, "emergency:1"),
        ("emergency:1", after("still"), Say.AGAIN, "emergency:2"),
        ("emergency:1", after("helped"), Say.HELPED, "emergency:helped"),
        ("emergency:helped", after("still"), Say.WAITING, "emergency:helped"),
        ("emergency:helped", asks("nlu_fallback"), Say.WAITING, "emergency:helped"),
        ("emergency:helped", asks("smalltalk/thanks"), Say.ANSWERS, "emergency:helped"),
        ("emergency", after("over"), Say.OVER, "emergency:over"),
        ("emergency:over", after("over"), Say.AFFIRM, "emergency:over"),
        ("emergency:over", after("still"), Say.AGAIN, "emergency:1"),
        ("emergency:over", asks("faq/cost"), Say.ANSWERS, None),
        ("emergency", asks("faq/cost"), Say.ANSWERS_BEHIND_NUMBER, None),
        ("emergency:helped", asks("faq/cost"), Say.ANSWERS, None),
        ("emergency", asks("smalltalk/thanks"), Say.COURTESY_WITH_NUMBER, "emergency:1"),
        ("emergency", asks("smalltalk/affirm"), Say.AGAIN, "emergency:1"),
    ],
)
def test_steps(before: str | None, reading: Reading, say: Say, then: str | None) -> None:
    found = step(reading, written(before))
    assert (found.say, found.after) == (say, written(then))


alarms = st.builds(Alarm, st.sampled_from(KINDS), st.sampled_from(Stage), st.integers(0, 9))
readings = st.builds(
    Reading,
    questions=st.lists(
        st.builds(
            Question,
            st.sampled_from(["faq/cost", "gap/x", "smalltalk/thanks", "smalltalk/ok", "check/x"]),
            confidence=st.floats(0, 1),
        ),
        max_size=3,
    ).map(tuple),
    urgency=st.sampled_from([None, *KINDS]),
    aftermath=st.sampled_from([None, *get_args(Aftermath)]),
)


@given(readings, alarms)
def test_a_fresh_alarm_is_never_answered_by_anything_else(reading: Reading, alarm: Alarm) -> None:
    found = step(reading, alarm)
    if reading.urgency:
        assert found.say in ALONE and found.after.stage in (Stage.SAID, Stage.HELPED)
    if reading.urgency in ("emergency", "crisis"):
        assert (found.say, found.after.kind) == (Say.TEXT, reading.urgency)


@given(readings, alarms)
def test_only_clear_words_end_an_alarm(reading: Reading, alarm: Alarm) -> None:
    found = step(reading, alarm)
    if alarm.stage is Stage.SAID and found.after.stage is not Stage.SAID:
        assert event_of(reading, alarm) in (Event.HELPED, Event.OVER, Event.ASKS)
    if found.say not in ALONE and alarm.stage is Stage.SAID:
        assert found.say in (Say.ANSWERS_BEHIND_NUMBER, Say.COURTESY_WITH_NUMBER)

"""Opening hours in words are made from the times, and read where that can be done for certain."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.knowledge import load
from actions.knowledge.hours_text import hours_in_words, hours_read
from actions.knowledge.opening import Opening, Week

Edit = Callable[[str, str, str], None]
Problems = Callable[[], list[str]]
CLINIC = "knowledge/clinic.yml"
HOURS = "hours: Monday to Friday 9 to 5\n"


def week(**days: str) -> Week:
    return Opening.parse_obj({"zone": "UTC", **days}).week


def same(days: str, times: str) -> dict[str, str]:
    return dict.fromkeys(days.split(), times)


WEEKDAYS = same("monday tuesday wednesday thursday friday", "9:00-18:00")


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (
            WEEKDAYS | {"saturday": "9:00-13:00"},
            "Monday to Friday 9:00 to 18:00, Saturday 9:00 to 13:00",
        ),
        (
            same("monday tuesday", "9:00-12:30, 14:00-18:00") | {"thursday": "09:00-18:00"},
            "Monday and Tuesday 9:00 to 12:30 and 14:00 to 18:00, Thursday 9:00 to 18:00",
        ),
        ({}, ""),
    ],
)
def test_words_are_made_of_times(days: dict[str, str], text: str) -> None:
    assert hours_in_words(week(**days)) == text


_HOUR = st.tuples(st.integers(0, 10), st.integers(13, 22), st.integers(0, 59)).map(
    lambda each: ((time(each[0], each[2]), time(each[1], each[2])),)
)


@given(st.lists(st.one_of(st.just(()), _HOUR), min_size=7, max_size=7).map(tuple).filter(any))
def test_what_was_made_is_read_as_the_same(days: Week) -> None:
    assert hours_read(hours_in_words(days)) == days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (
            "Monday to Friday 9 am to 6 pm, Saturday 9 am to 1 pm",
            WEEKDAYS | {"saturday": "9:00-13:00"},
        ),
        ("Mon–Fri 9:00–18:00.", WEEKDAYS),
        ("MON-FRI: 9AM-6PM; SAT & SUN CLOSED", WEEKDAYS),
        ("Mon, Wed and Fri 9.30 a.m. to noon", same("monday wednesday friday", "9:30-12:00")),
        ("Tuesdays from 8:00 to 12:00 and 14:00 to 18:30", {"tuesday": "8:00-12:00, 14:00-18:30"}),
        ("daily 9 am to 12:30 pm", same(f"{' '.join(WEEKDAYS)} saturday sunday", "9:00-12:30")),
        ("Saturday to Monday 10:00-16:00", same("saturday sunday monday", "10:00-16:00")),
    ],
)
def test_usual_words_are_read(text: str, days: dict[str, str]) -> None:
    assert hours_read(text) == week(**days)


@pytest.mark.parametrize(
    "text",
    [
        "Monday to Friday 9 to 5",
        "Monday 1:30 to 5:30",
        "Monday 9:00 to 12:00",
        "Monday 9 am to 6",
        "Monday 9 am to 25 pm",
        "Monday 18:00 to 9:00",
        "Monday to Friday 9 am to 6 pm, Saturday by appointment",
        "by appointment",
        "Please call",
    ],
)
def test_what_can_be_meant_otherwise_is_not_read(text: str) -> None:
    assert hours_read(text) is None


@pytest.mark.parametrize(
    ("hours", "problem", "days"),
    [
        ("hours: Monday 9 am to 6 pm\n", "", ""),
        ("hours: Mondays and by appointment\n", "", ""),
        ("", "", ""),
        (
            "hours: Monday to Tuesday 9 am to 6 pm\n",
            "9:00 to 18:00 on Tuesday, but the times of that day are closed",
            "tuesday",
        ),
        (
            "hours: Monday 9 am to 5 pm\n",
            "9:00 to 17:00 on Monday, but the times of that day are 9:00 to 18:00",
            "monday",
        ),
        (
            "hours: Monday closed, Friday 9 am to 1 pm\n",
            "closed on Monday, but the times of that day are 9:00 to 18:",
            "monday friday",
        ),
    ],
)
def test_hours_and_opening_agree(
    edit: Edit, problems: Problems, hours: str, problem: str, days: str
) -> None:
    edit(CLINIC, HOURS, hours + "opening: {zone: UTC, monday: 9:00-18:00}\n")
    found = problems()
    assert bool(found) == bool(problem) and problem in "".join(found), found
    assert not found or found[0].startswith(f"{CLINIC}:6: hours says "), found
    assert all(each.startswith(f"{CLINIC}:7: opening.") for each in found[1:]), found
    assert len(found) == bool(problem) + len(days.split())
    for day in days.split():
        assert f"opening.{day} is " in "".join(found)


def test_hours_left_out_are_made_of_the_times(edit: Edit, data: Path) -> None:
    edit(CLINIC, HOURS, "opening: {zone: UTC, monday: 9:00-18:00}\n")
    knowledge = load(data / "knowledge", nlu=data / "nlu")
    assert knowledge.clinic.hours == "Monday 9:00 to 18:00"
    assert knowledge.clinic.facts()["hours"] == knowledge.clinic.hours

"""Opening hours are in the clinic's own time, also when clocks change."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from actions.knowledge.opening import Opening

BERLIN = Opening.parse_obj(
    {
        "zone": "Europe/Berlin",
        "monday": "9:00-12:30, 14:00-18:00",
        "tuesday": "9:00-18:00",
        "friday": "08:30-13:00",
    }
)


def at(moment: str, zone: str = "Europe/Berlin") -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-11-30 08:59", "closed now and open again today at 9:00"),
        ("2026-11-30 09:00", "open until 12:30"),
        ("2026-11-30 12:30", "closed now and open again today at 14:00"),
        ("2026-11-30 17:59", "open until 18:00"),
        ("2026-11-30 18:00", "closed now and open again tomorrow at 9:00"),
        ("2026-12-01 20:00", "closed now and open again on Friday at 8:30"),
        ("2026-12-05 10:00", "closed now and open again on Monday at 9:00"),
        ("2027-03-28 12:00", "closed now and open again tomorrow at 9:00"),  # the clocks change
    ],
)
def test_what_is_said(moment: str, said: str) -> None:
    assert BERLIN.said(at(moment)) == said
    assert BERLIN.is_open(at(moment)) is said.startswith("open")


def test_in_the_clinics_own_time() -> None:
    assert BERLIN.said(at("2026-12-01 04:30", "America/New_York")) == "open until 18:00"
    assert BERLIN.said(at("2026-12-01 12:00", "Asia/Tokyo")).endswith("today at 9:00")


NIGHT = Opening.parse_obj(
    {
        "zone": "Europe/Berlin",
        "monday": "9:00-12:00, 12:00-17:00",
        "friday": "20:00-23:59",
        "saturday": "0:00-2:00",
        "sunday": "20:00-23:59",
    }
)


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-11-30 10:00", "open until 17:00"),
        ("2026-11-30 12:00", "open until 17:00"),
        ("2026-12-04 21:00", "open until 2:00"),
        ("2026-12-04 23:59", "open until 2:00"),
        ("2026-12-05 01:59", "open until 2:00"),
        ("2026-12-06 23:59", "open until midnight"),
    ],
)
def test_times_that_touch_are_one(moment: str, said: str) -> None:
    assert NIGHT.said(at(moment)) == said
    assert NIGHT.is_open(at(moment))


def test_a_clinic_that_never_closes_is_open() -> None:
    days = "monday tuesday wednesday thursday friday saturday sunday".split()
    always = Opening.parse_obj({"zone": "UTC"} | dict.fromkeys(days, "0:00-23:59"))
    assert always.said(at("2026-12-01 23:59", "UTC")) == "open now"


def test_a_clinic_that_never_opens_is_closed() -> None:
    assert Opening(zone="UTC").said(at("2026-12-01 12:00")) == "closed now"


HOLIDAYS = BERLIN.copy(
    update={"closed": ("2026-12-01", "2026-12-24 to 2027-01-08", "2027-02-01", "2027-02-02")}
)


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-11-30 20:00", "closed now and open again on Friday at 8:30"),  # not tomorrow
        ("2026-12-01 10:00", "closed today and open again on Friday at 8:30"),
        ("2026-12-01 23:30", "closed today and open again on Friday at 8:30"),
        ("2026-12-22 18:30", "closed now and open again on Monday 11 January at 9:00"),
        ("2026-12-24 00:00", "closed today and open again on Monday 11 January at 9:00"),
        ("2027-01-04 10:00", "closed today and open again on Monday 11 January at 9:00"),
        ("2027-01-05 10:00", "closed today and open again on Monday at 9:00"),
        ("2027-01-08 10:00", "closed today and open again on Monday at 9:00"),
        ("2027-01-09 10:00", "closed now and open again on Monday at 9:00"),
        ("2027-01-11 10:00", "open until 12:30"),
        ("2027-02-01 10:00", "closed today and open again on Friday at 8:30"),
    ],
)
def test_days_on_which_it_is_closed(moment: str, said: str) -> None:
    assert HOLIDAYS.said(at(moment)) == said
    assert HOLIDAYS.is_open(at(moment)) is said.startswith("open")


def test_a_clinic_that_stays_closed_names_no_day() -> None:
    shut = BERLIN.copy(update={"closed": ("2026-01-01 to 2099-12-31",)})
    assert shut.said(at("2026-12-01 12:00")) == "closed today"


@pytest.mark.parametrize(
    ("closed", "hint"),
    [
        ("25 December", "'25 December' does not fit; write a date or two, e.g. 2026-12-25"),
        ("2026-02-30", "'2026-02-30' is not in the calendar"),
        ("2026-12-24 to 2026-12-99", "is not in the calendar"),
        ("2027-01-02 to 2026-12-24", "ends before it begins"),
    ],
)
def test_what_is_wrong_with_a_closed_day_is_said(closed: str, hint: str) -> None:
    with pytest.raises(ValueError, match=hint):
        Opening.parse_obj({"zone": "UTC", "closed": ["2026-12-25", closed]})


@pytest.mark.parametrize(
    ("field", "value", "hint"),
    [
        ("zone", "Berlin", "is not a time zone"),
        ("zone", "../etc/passwd", "is not a time zone"),
        ("monday", "9 to 6", "write times of day"),
        ("monday", "18:00-9:00", "ends before it begins"),
        ("monday", "9:00-18:00, 10:00-12:00", "overlap"),
        ("monday", "14:00-18:00, 9:00-12:30", "one after another"),
        ("monday", "9:00-24:30", "is not a time of day"),
    ],
)
def test_what_is_wrong_is_said(field: str, value: str, hint: str) -> None:
    with pytest.raises(ValueError, match=hint):
        Opening.parse_obj({"zone": "UTC", field: value})

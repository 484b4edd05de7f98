"""Opening hours: the model of them in clinic.yml, and whether the clinic is open now."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pydantic import Field, validator

from actions.knowledge.model import Form, Record

#: As Python counts them, from 0 on.
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_WEEK = 7
#: How many days ahead the next opening is looked for.
_FAR = 366
#: A day's last minute, written for midnight; hours that go on then count as one with these.
_LAST = time(23, 59)

#: The times of a day, each from when to when; and the days from Monday on.
Times = tuple[tuple[time, time], ...]
Week = tuple[Times, ...]


class Hours(Form):
    form = r"^\d{1,2}:\d\d-\d{1,2}:\d\d(, ?\d{1,2}:\d\d-\d{1,2}:\d\d)*$"
    hint = "times of day, e.g. 9:00-18:00, or 9:00-12:30, 14:00-18:00"


class ClosedDays(Form):
    form = r"^\d{4}-\d\d-\d\d( to \d{4}-\d\d-\d\d)?$"
    hint = "a date or two, e.g. 2026-12-25, or 2026-12-24 to 2027-01-02"


class Span(NamedTuple):
    """One opening and closing, in the clinic's time zone."""

    start: datetime
    end: datetime


class Opening(Record):
    zone: str = Field(description="Time zone of the clinic, e.g. America/New_York.")
    monday: Hours | None = None
    tuesday: Hours | None = None
    wednesday: Hours | None = None
    thursday: Hours | None = None
    friday: Hours | None = None
    saturday: Hours | None = None
    sunday: Hours | None = None
    closed: tuple[ClosedDays, ...] = Field(
        default=(), description="Holidays, which go before the hours."
    )

    @validator("zone")
    def _is_known(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise ValueError(f"'{value}' is not a time zone; write e.g. Europe/Berlin") from None
        return value

    @validator(*(name.lower() for name in WEEKDAYS))
    def _ends_after_it_begins(cls, value: Hours | None) -> Hours | None:
        try:
            times = times_of(value)
        except ValueError:
            raise ValueError(f"'{value}' is not a time of day; write 0:00 to 23:59") from None
        for start, end in times:
            if not start < end:
                raise ValueError(
                    f"'{value}' ends before it begins; past midnight write 18:00-23:59 there and "
                    "0:00-2:00 on the next day"
                )
        for (_, end), (start, _) in pairwise(times):
            if start < end:
                raise ValueError(f"'{value}' has times that overlap; write them one after another")
        return value

    @validator("closed", each_item=True)
    def _is_in_the_calendar(cls, value: ClosedDays) -> ClosedDays:
        try:
            first, last = _ends(value)
        except ValueError:
            raise ValueError(f"'{value}' is not in the calendar; check the date") from None
        if last < first:
            raise ValueError(f"'{value}' ends before it begins; write the earlier date first")
        return value

    @property
    def week(self) -> Week:
        """The usual times of each day."""
        return tuple(times_of(getattr(self, name.lower())) for name in WEEKDAYS)

    def is_open(self, now: datetime) -> bool:
        """Whether the clinic is open at `now`, which must have a time zone."""
        return any(span.start <= now < span.end for span in self._spans(now, days=1))

    def said(self, now: datetime) -> str:
        """In words: "open until 18:00", "closed today and open again on Monday at 9:00" …"""
        today = now.astimezone(ZoneInfo(self.zone)).date()
        closed = "closed today" if self._is_closed(today) else "closed now"
        for span in self._spans(now, days=_FAR):
            if span.start <= now < span.end:
                is_for_days = span.end - now > timedelta(days=1)
                return "open now" if is_for_days else f"open until {_end_said(span.end)}"
            if now < span.start:
                day = _day_said(span.start.date(), today)
                return f"{closed} and open again {day} at {clock(span.start)}"
        return closed

    def _spans(self, now: datetime, days: int) -> Iterator[Span]:
        """The opening hours of so many days from today on, in order; those that touch are one."""
        whole: Span | None = None
        for span in self._parts(now, days):
            if whole and span.start <= whole.end:
                whole = Span(whole.start, span.end)
                continue
            if whole:
                yield whole
            whole = span
        if whole:
            yield whole

    def _parts(self, now: datetime, days: int) -> Iterator[Span]:
        zone, week = ZoneInfo(self.zone), self.week
        today = now.astimezone(zone).date()
        for number in range(days):
            day = today + timedelta(days=number)
            following = datetime.combine(day + timedelta(days=1), time(), zone)
            for start, end in () if self._is_closed(day) else week[day.weekday()]:
                last = following if end == _LAST else datetime.combine(day, end, zone)
                yield Span(datetime.combine(day, start, zone), last)

    def _is_closed(self, day: date) -> bool:
        return any(first <= day <= last for first, last in map(_ends, self.closed))


def _ends(days: str) -> tuple[date, date]:
    """The first and the last of these days; a ValueError if one is not in the calendar."""
    first, _, last = days.partition(" to ")
    return date.fromisoformat(first), date.fromisoformat(last or first)


def _day_said(day: date, today: date) -> str:
    """The day in words, with its date where the name alone could be another one."""
    away, name = (day - today).days, WEEKDAYS[day.weekday()]
    if away >= _WEEK:
        return f"on {name} {day.day} {day:%B}"
    return {0: "today", 1: "tomorrow"}.get(away, f"on {name}")


def _end_said(moment: datetime) -> str:
    return clock(moment) if moment.time() != time() else "midnight"


def times_of(hours: str | None) -> Times:
    """The times in a text such as "9:00-12:30, 14:00-18:00"; a ValueError if one can't be."""
    pairs = re.findall(r"(\d+):(\d+)-(\d+):(\d+)", hours or "")
    return tuple(
        (time(int(from_hour), int(from_minute)), time(int(to_hour), int(to_minute)))
        for from_hour, from_minute, to_hour, to_minute in pairs
    )


def clock(moment: datetime | time) -> str:
    """For example 9:00."""
    return f"{moment.hour}:{moment:%M}"

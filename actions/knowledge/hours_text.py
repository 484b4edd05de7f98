"""Opening hours in words: made from times, and read where the words leave no doubt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time
from itertools import groupby

from actions.knowledge.opening import WEEKDAYS, Times, Week, clock

_DAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?"
_TO = r"(?: ?[-–] ?| to | until | through )"
_AND = r"(?:, ?| and | ?& ?)"
_DAYS = rf"(?:daily|every day|{_DAY}(?:(?:{_TO}|{_AND}){_DAY})*)"
_TIME = r"(?:\d{1,2}(?:[:.]\d\d)?(?: ?[ap]\.?m\.?)?|noon)"
_SPAN = rf"{_TIME}{_TO}{_TIME}"
_PART = re.compile(rf"({_DAYS})[:,]? (?:from )?(closed|{_SPAN}(?:{_AND}{_SPAN})*)")
_WHOLE = re.compile(rf"{_PART.pattern}(?:(?:[,;.] ?| and ){_PART.pattern})*\.?")
_HALF = re.compile(r"(\d{1,2})(?:[:.](\d\d))? ?([ap])\.?m\.?")
_FULL = re.compile(r"(\d{1,2})[:.](\d\d)")


def hours_in_words(week: Week) -> str:
    """For example "Monday to Friday 9:00 to 18:00, Saturday 9:00 to 13:00"."""
    parts = []
    for times, group in groupby(zip(WEEKDAYS, week, strict=True), key=lambda each: each[1]):
        days = [name for name, _ in group]
        link = " to " if len(days) > 2 else " and "
        if times:
            parts.append(f"{link.join(dict.fromkeys((days[0], days[-1])))} {times_in_words(times)}")
    return ", ".join(parts)


def times_in_words(times: Times) -> str:
    """For example "9:00 to 12:30 and 14:00 to 18:00"; "closed" without any."""
    return " and ".join(f"{clock(start)} to {clock(end)}" for start, end in times) or "closed"


def hours_read(text: str) -> Week | None:
    """The times that the words name; None if they can be meant otherwise."""
    text = " ".join(text.lower().split())
    if not _WHOLE.fullmatch(text):
        return None
    week: list[list[tuple[time, time]]] = [[] for _ in WEEKDAYS]
    # "1:30 to 5:30" may be in the afternoon, unless another time shows that hours go up to 24.
    is_full = any(int(hour) > 12 for hour, _ in _FULL.findall(text))
    try:
        for days, said in _PART.findall(text):
            for start, end in _spans(said, is_full):
                for day in _numbers(days):
                    week[day].append((start, end))
    except ValueError:
        return None
    return tuple(map(tuple, week))


def _numbers(days: str) -> Iterator[int]:
    if days in ("daily", "every day"):
        yield from range(len(WEEKDAYS))
        return
    for piece in re.split(_AND, days):
        first, last = (_number(name) for name in _ends(re.split(_TO, piece)))
        yield from ((first + n) % 7 for n in range((last - first) % 7 + 1))


def _ends(names: list[str]) -> tuple[str, str]:
    if len(names) > 2:
        raise ValueError
    return names[0], names[-1]


def _number(name: str) -> int:
    """The number of the day that begins like this; also in the plural."""
    begins = name.rstrip(".").replace("days", "day")
    (found,) = (n for n, day in enumerate(WEEKDAYS) if day.lower().startswith(begins))
    return found


def _spans(said: str, is_full: bool) -> Iterator[tuple[time, time]]:
    if said == "closed":
        return
    for span in re.findall(_SPAN, said):
        start, end = (_time(each, is_full) for each in re.findall(_TIME, span))
        if not start < end:
            raise ValueError
        yield start, end


def _time(said: str, is_full: bool) -> time:
    if said == "noon":
        return time(12)
    if half := _HALF.fullmatch(said):
        hour, minute = int(half[1]), int(half[2] or 0)
        if not 1 <= hour <= 12:
            raise ValueError
        return time(hour % 12 + 12 * (half[3] == "p"), minute)
    full = _FULL.fullmatch(said)
    if not full or not is_full:
        raise ValueError
    return time(int(full[1]), int(full[2]))

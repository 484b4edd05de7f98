"""Usage counts: how much was asked about what and when, from the labels of stored replies."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from storage.sql.database_tables import CONTACT_REQUESTS, EVENTS, SAID

#: The periods that can be chosen, in days, and how many days each bar covers.
PERIODS = {7: 1, 30: 1, 90: 7, 365: 7}
#: The kinds of replies that answer a question; small talk and the like have no topic.
_ANSWERS = ("answer", "uncovered", "clinic")
#: Seconds: messages are summed by the half hour before they are put into the clinic's hours,
#: because some time zones are half an hour apart from the others.
_HALF_HOUR = 1800

_EVENT = EVENTS.c
_WITHIN = (SAID, _EVENT.timestamp >= sa.bindparam("start"), _EVENT.timestamp < sa.bindparam("end"))
_LABELS = (
    sa.select(_EVENT.kind, _EVENT.topic, sa.func.count())
    .where(*_WITHIN, _EVENT.type_name == "bot")
    .group_by(_EVENT.kind, _EVENT.topic)
)
_SLOT = sa.cast(_EVENT.timestamp, sa.BigInteger).op("/")(sa.literal_column(str(_HALF_HOUR)))
_MOMENTS = (
    sa.select(_SLOT, sa.func.count()).where(*_WITHIN, _EVENT.type_name == "user").group_by(_SLOT)
)
_REQUESTS = sa.select(CONTACT_REQUESTS.c.received).where(
    CONTACT_REQUESTS.c.complete, CONTACT_REQUESTS.c.received >= sa.bindparam("start")
)


@dataclass(frozen=True)
class Counts:
    """`days` holds each bar's first day; every tuple but `hours` has one number for each bar."""

    days: tuple[datetime, ...]
    topics: Mapping[str, tuple[int, ...]]
    urgent: Mapping[str, tuple[int, ...]]
    requests: tuple[int, ...]
    messages: tuple[int, ...]
    #: Messages by weekday, Monday first, and hour.
    hours: tuple[tuple[int, ...], ...]


def count(connection: Any, period: int, zone: ZoneInfo, now: float | None = None) -> Counts:
    """The counts of the last `period` days, including today, in the clinic's time zone."""
    days = _days(period, PERIODS[period], datetime.fromtimestamp(now or time.time(), zone))
    bounds = [day.timestamp() for day in days]
    labels = _count_labels(connection, bounds)
    whole = {"start": bounds[0], "end": bounds[-1]}
    moments = [(slot * _HALF_HOUR, n) for slot, n in connection.execute(_MOMENTS, whole)]
    requests = [(at, 1) for at in connection.scalars(_REQUESTS, {"start": bounds[0]})]
    return Counts(
        tuple(days[:-1]),
        _by_topic(labels, _ANSWERS),
        _by_topic(labels, ("urgent",)),
        _by_bar(bounds, requests),
        _by_bar(bounds, moments),
        _by_hour(moments, zone),
    )


def _days(period: int, step: int, now: datetime) -> list[datetime]:
    """The midnights at which bars begin, and the last bar's end, also across a clock change."""
    end = now.replace(hour=0, minute=0, second=0, microsecond=0, fold=0) + timedelta(days=1)
    bars = -(-period // step)
    return [end - timedelta(days=step * n) for n in range(bars, -1, -1)]


def _count_labels(connection: Any, bounds: Sequence[float]) -> list[dict[tuple[str, str], int]]:
    found = []
    for start, end in pairwise(bounds):
        rows = connection.execute(_LABELS, {"start": start, "end": end})
        found.append({(kind, topic or ""): n for kind, topic, n in rows})
    return found


def _by_topic(
    labels: Sequence[Mapping[tuple[str, str], int]], kinds: Sequence[str]
) -> dict[str, tuple[int, ...]]:
    """Counts by topic, the most frequent topic first."""
    total: Counter[str] = Counter()
    for bar in labels:
        for (kind, topic), n in bar.items():
            if kind in kinds:
                total[topic] += n
    return {
        topic: tuple(sum(bar.get((kind, topic), 0) for kind in kinds) for bar in labels)
        for topic, _ in total.most_common()
    }


def _by_bar(bounds: Sequence[float], moments: Sequence[tuple[float, int]]) -> tuple[int, ...]:
    counts = [0] * (len(bounds) - 1)
    for at, n in moments:
        counts[min(len(counts), max(1, bisect_right(bounds, at))) - 1] += n
    return tuple(counts)


def _by_hour(moments: Sequence[tuple[float, int]], zone: ZoneInfo) -> tuple[tuple[int, ...], ...]:
    counts = [[0] * 24 for _ in range(7)]
    for at, n in moments:
        when = datetime.fromtimestamp(at, zone)
        counts[when.weekday()][when.hour] += n
    return tuple(map(tuple, counts))

"""Messages are counted on the day and in the hour of the clinic's own clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from desk.usage_counts import Counts, count
from storage.sql.database import Database
from storage.sql.database_tables import CONTACT_REQUESTS, EVENTS

HERE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 4, 15, 30, tzinfo=HERE)  # the clocks went back on the 1st


def at(*when: int) -> float:
    return datetime(*when, tzinfo=HERE).timestamp()  # type: ignore[arg-type, misc]


async def keep(database: Database, *events: tuple[str, float, str | None, str | None]) -> None:
    rows = [
        {"sender_id": "a", "turn": n, "type_name": type_, "timestamp": when, "data": "{}"}
        | {"kind": kind, "topic": topic}
        for n, (type_, when, kind, topic) in enumerate(events)
    ]
    await database.run(lambda connection: connection.execute(EVENTS.insert(), rows))


async def counted(database: Database, period: int) -> Counts:
    def work(connection: Any) -> Counts:
        return count(connection, period, HERE, NOW.timestamp())

    return await database.run(work)


async def test_each_falls_on_its_day(database: Database) -> None:
    await keep(
        database,
        ("bot", at(2026, 11, 4, 0, 0), "answer", "cost"),
        ("bot", at(2026, 11, 3, 23, 59), "uncovered", "cost"),
        ("bot", at(2026, 11, 1, 23, 59), "clinic", "hours"),
        ("bot", at(2026, 11, 1, 0, 30), "urgent", "emergency"),
        ("bot", at(2026, 10, 28, 23, 59), "answer", "cost"),  # before the week
        ("bot", at(2026, 11, 4, 9, 0), "smalltalk", "thanks"),
        ("action", at(2026, 11, 4, 9, 0), None, None),
        ("user", at(2026, 11, 4, 9, 0), None, None),
        ("user", at(2026, 11, 4, 9, 59), None, None),
        ("user", at(2026, 11, 1, 3, 0), None, None),
    )
    found = await counted(database, 7)
    assert [day.day for day in found.days] == [29, 30, 31, 1, 2, 3, 4]
    assert found.topics == {"cost": (0, 0, 0, 0, 0, 1, 1), "hours": (0, 0, 0, 1, 0, 0, 0)}
    assert found.urgent == {"emergency": (0, 0, 0, 1, 0, 0, 0)}
    assert found.messages == (0, 0, 0, 1, 0, 0, 2)
    busy = {
        (day, hour): n for day, row in enumerate(found.hours) for hour, n in enumerate(row) if n
    }
    assert busy == {(2, 9): 2, (6, 3): 1}


async def test_requests_are_counted_when_they_are_complete(database: Database) -> None:
    rows = [
        {"id": str(n), "conversation": "a", "sealed": "", "received": when, "complete": complete}
        for n, (when, complete) in enumerate(
            [
                (at(2026, 11, 4, 1, 0), True),
                (at(2026, 11, 2, 1, 0), True),
                (at(2026, 11, 4, 2, 0), False),
            ]
        )
    ]
    await database.run(lambda connection: connection.execute(CONTACT_REQUESTS.insert(), rows))
    assert (await counted(database, 7)).requests == (0, 0, 0, 0, 1, 0, 1)


@pytest.mark.parametrize(("period", "bars"), [(7, 7), (30, 30), (90, 13), (365, 53)])
async def test_a_bar_begins_at_midnight(database: Database, period: int, bars: int) -> None:
    found = await counted(database, period)
    assert len(found.days) == len(found.requests) == bars
    assert {(day.hour, day.minute) for day in found.days} == {(0, 0)}
    assert found.topics == {}

"""Limits hold in all processes of a database together, or in each while it is away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AsyncExitStack
from typing import Any

import pytest

from channels.message.errors import ChatError
from channels.message.limits import Limits
from storage.processes.shared_counts import SharedCounts
from storage.sql.database import Database
from tests.postgres import BIN, Postgres

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(
        BIN is None, reason="NOT RUN: PostgreSQL is not installed (Debian: postgresql)"
    ),
]


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    server = Postgres().start()
    yield server
    server.remove()


@pytest.fixture
def databases(server: Postgres, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Database]]:
    monkeypatch.setattr("storage.processes.shared_counts._PATIENCE", 30)
    server.empty()
    three = [Database(server.url) for _ in range(3)]
    for database in three:
        database.prepare()
    yield three
    for database in three:
        database.close()


def limits(databases: list[Database], *rates: Any, **more: Any) -> list[Limits]:
    """The limits of three processes."""
    made = [Limits(*rates, **more) for _ in databases]
    for each, database in zip(made, databases, strict=True):
        each._quotas.share(SharedCounts(database, "s" * 32))
        each._processes = lambda: 3
    return made


async def passed(made: list[Limits], count: int) -> int:
    """How many of `count` messages pass, sent to one process after the other."""
    total = 0
    for number in range(count):
        try:
            await made[number % len(made)].count_message("someone")
            total += 1
        except ChatError as error:
            assert 1 <= (error.fault.retry_after or 0) <= 3601
    return total


@pytest.mark.parametrize(("rate", "most"), [("5/hour", 5), ("30/hour", 30), ("300/hour", 300)])
async def test_a_rate_is_never_passed_and_met_within_a_tenth(
    databases: list[Database], rate: str, most: int
) -> None:
    assert most * 0.9 <= await passed(limits(databases, rate, "", 5), 2 * most) <= most


async def test_waiting_places_are_everybodys(databases: list[Database]) -> None:
    made = limits(databases, "", "", 4)
    async with AsyncExitStack() as stack:
        for number in range(4):
            await stack.enter_async_context(made[number % 3].queue("someone"))
        for each in made:
            with pytest.raises(ChatError, match="busy"):
                await stack.enter_async_context(each.queue("someone"))
            async with each.queue("another"):
                pass
    async with made[2].queue("someone"):
        pass


async def test_what_others_stored_counts_for_a_day(databases: list[Database]) -> None:
    made = limits(databases, "", "", 5, day_megabytes=1)
    for number in range(100):
        await made[number % 3].count_stored("someone", 10_000)
    with pytest.raises(ChatError, match="enough"):
        for _ in range(10):
            await made[0].count_stored("someone", 10_000)
            await made[0].check_stored("someone")
    await made[0].check_stored("another")


async def test_what_is_delivered_to_two_processes_counts_once(databases: list[Database]) -> None:
    made = limits(databases, "2/hour", "", 5)
    for each in made:
        await each.count_message("someone", "one")
    await made[0].count_message("someone", "two")
    with pytest.raises(ChatError):
        await made[1].count_message("someone", "three")


async def test_a_request_counts_once_in_all_and_one_that_was_refused_stays_so(
    databases: list[Database],
) -> None:
    made = limits(databases, "", "", 5, requests="1/day")
    for each in made:
        await each.count_request("someone", "one")
        with pytest.raises(ChatError, match="enough"):
            await each.count_request("someone", "two")
    await made[0].count_request("another", "two")


async def test_while_the_database_is_away_each_counts_for_itself(
    databases: list[Database], server: Postgres
) -> None:
    made = limits(databases, "5/hour", "", 5)
    await passed(made, 1)
    server.stop()
    try:
        assert await passed(made, 60) <= 15
    finally:
        server.start()

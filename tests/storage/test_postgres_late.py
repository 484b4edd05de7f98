"""On PostgreSQL work runs in threads: late work can't store what was given up or erased."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
import sqlalchemy as sa

from storage.archive import Archive
from storage.conversation_store import ConversationStore
from storage.inbox import Inbox
from storage.sql.database import Database
from storage.sql.database_tables import CONVERSATIONS, EVENTS, RATINGS
from storage.sql.store_errors import StoreError
from tests.postgres import BIN, Postgres
from tests.storage.test_archive import say
from tests.storage.test_conversation_store import DOMAIN

pytestmark = pytest.mark.skipif(
    BIN is None, reason="NOT RUN: PostgreSQL is not installed (Debian: postgresql)"
)
#: How many messages were stored before, and whether the erased conversation's id is refused.
cases = pytest.mark.parametrize(("turns", "refuse"), [(0, False), (0, True), (1, False), (1, True)])
_WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
_BUSY = "SELECT count(*) - 1 FROM pg_stat_activity WHERE xact_start IS NOT NULL"


class Other:
    """Another program that locks the tables and reads them."""

    def __init__(self, engine: sa.engine.Engine) -> None:
        self._engine = engine

    @contextmanager
    def having(self, statement: str) -> Iterator[sa.engine.Transaction]:
        """Hold the locks that the statement takes until `commit` is called."""
        with self._engine.connect() as connection, connection.begin() as transaction:
            connection.exec_driver_sql(statement)
            yield transaction

    def rows(self, table: sa.Table) -> list[Any]:
        with self._engine.connect() as connection:
            return list(connection.execute(sa.select(table)))

    async def sees(self, query: str, count: int) -> None:
        """Wait until the query returns this count."""
        end = time.monotonic() + 30
        while self._count(query) != count:
            assert time.monotonic() < end
            await asyncio.sleep(0.05)

    def _count(self, query: str) -> int:
        with self._engine.connect() as connection:
            count: int = connection.exec_driver_sql(query).scalar()
            return count


@pytest.fixture
def other(postgres: Postgres) -> Other:
    return Other(postgres.empty())


@pytest.fixture
def store(postgres: Postgres, other: Other) -> Iterator[ConversationStore]:
    store = ConversationStore(DOMAIN, postgres.url)
    store.database.prepare()
    yield store
    store.database.close()


@pytest.fixture
def archive(store: ConversationStore) -> Archive:
    return Archive(store.database)


@contextmanager
def slow_commit(database: Database) -> Iterator[tuple[asyncio.Event, Callable[[], None]]]:
    """The next work sets the event; its commit waits until the function is called."""
    done, go_on, first = asyncio.Event(), threading.Event(), iter([True])
    loop = asyncio.get_running_loop()

    def wait(connection: Any) -> None:
        writes = "SELECT pg_current_xact_id_if_assigned() IS NOT NULL"
        if connection.exec_driver_sql(writes).scalar() and next(first, False):
            loop.call_soon_threadsafe(done.set)
            go_on.wait(30)

    sa.event.listen(database.engine, "commit", wait)
    try:
        yield done, go_on.set
    finally:
        go_on.set()


async def give_up(work: Coroutine[Any, Any, object], when: Coroutine[Any, Any, object]) -> None:
    task = asyncio.ensure_future(work)
    await asyncio.wait_for(when, 30)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def begin(store: ConversationStore, turns: int) -> None:
    for number in range(turns):
        await say(store, "someone", f"question {number}")


@cases
@pytest.mark.parametrize("table", ["conversations", "events"])
async def test_a_message_that_was_given_up_is_not_stored_after_an_erasure(
    store: ConversationStore, archive: Archive, other: Other, turns: int, refuse: bool, table: str
) -> None:
    await begin(store, turns)
    with other.having(f"LOCK TABLE {table} IN SHARE MODE") as held:
        await give_up(say(store, "someone", "zanzibarian"), other.sees(_WAITING, 1))
        erasing = asyncio.ensure_future(archive.erase("someone", refuse=refuse))
        await other.sees(_WAITING, 2)
        held.commit()
    await erasing
    await other.sees(_BUSY, 0)
    assert other.rows(EVENTS) == []
    assert [row.erased for row in other.rows(CONVERSATIONS)] == [True] * refuse


@cases
async def test_an_erasure_waits_for_a_commit_that_takes_its_time(
    store: ConversationStore, archive: Archive, other: Other, turns: int, refuse: bool
) -> None:
    await begin(store, turns)
    with slow_commit(store.database) as (done, go_on):
        await give_up(say(store, "someone", "zanzibarian"), done.wait())
        erasing = asyncio.ensure_future(archive.erase("someone", refuse=refuse))
        await other.sees(_WAITING, 1)
        go_on()
        await erasing
    assert other.rows(EVENTS) == []
    assert [row.erased for row in other.rows(CONVERSATIONS)] == [True] * refuse


@pytest.mark.parametrize("refuse", [False, True])
async def test_an_erasure_takes_a_rating_along_whose_commit_takes_its_time(
    store: ConversationStore, archive: Archive, other: Other, refuse: bool
) -> None:
    await begin(store, 1)
    with slow_commit(store.database) as (done, go_on):
        rating = archive.rate("someone", "r", "down", "zanzibarian")
        await give_up(rating, done.wait())
        erasing = asyncio.ensure_future(archive.erase("someone", refuse=refuse))
        await other.sees(_WAITING, 1)
        go_on()
        await erasing
    assert other.rows(RATINGS) == []


async def test_a_rating_that_waits_for_an_erasure_is_not_kept(
    store: ConversationStore, archive: Archive, other: Other
) -> None:
    await begin(store, 1)
    with slow_commit(store.database) as (done, go_on):
        erasing = asyncio.ensure_future(archive.erase("someone"))
        await done.wait()
        rating = asyncio.ensure_future(archive.rate("someone", "r", "down", "zanzibarian"))
        await other.sees(_WAITING, 1)
        go_on()
        await erasing
    assert not await rating
    assert other.rows(RATINGS) == []


async def test_who_goes_on_while_it_is_time_to_forget_keeps_all(
    store: ConversationStore, archive: Archive, other: Other
) -> None:
    for sender in ("silent", "going on"):
        await say(store, sender, "hello")
    await store.database.run(lambda c: c.execute(CONVERSATIONS.update().values(last=1.0)))
    with slow_commit(store.database) as (done, go_on):
        going_on = asyncio.ensure_future(say(store, "going on", "and this?"))
        await done.wait()
        expiring = asyncio.ensure_future(archive.expire(time.time() - 86400))
        await asyncio.wait([expiring], timeout=0.5)  # if it waits, it sees who continued
        go_on()
        await going_on
    assert await expiring == 1
    assert [row.id for row in other.rows(CONVERSATIONS)] == ["going on"]
    assert [row.sender_id for row in other.rows(EVENTS)] == ["going on"] * 4


async def test_an_event_that_was_given_up_is_taken_when_it_comes_again(
    store: ConversationStore, other: Other, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = Inbox(store.database, "s" * 32, "app")
    with monkeypatch.context() as patched, other.having("LOCK TABLE inbox IN SHARE MODE") as held:
        patched.setattr("storage.sql.database._LONGEST", 0.5)
        with pytest.raises(StoreError, match="did not answer for"):
            await inbox.take("a", {}, "someone")
        held.commit()
    await other.sees(_BUSY, 0)
    monkeypatch.setattr(store.database.health, "_rest_until", 0)
    assert await inbox.take("a", {}, "someone")


async def test_the_server_lets_go_who_waits_too_long_for_a_lock(
    store: ConversationStore, other: Other
) -> None:
    """Otherwise work that nobody waits for would occupy all connections."""
    with (
        other.having("LOCK TABLE events IN SHARE MODE"),
        pytest.raises(StoreError, match="lock timeout"),
    ):
        await say(store, "someone", "hello")

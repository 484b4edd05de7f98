"""Processes on one PostgreSQL database know which ones live, who is oldest, and how they differ."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio

from storage.inbox import Inbox
from storage.processes.membership import _SILENT, Membership, hidden
from storage.processes.shared_counts import SharedCounts
from storage.sql.database import Database
from tests.postgres import BIN, Postgres

pytestmark = pytest.mark.skipif(
    BIN is None, reason="NOT RUN: PostgreSQL is not installed (Debian: postgresql)"
)
SECRET = "s" * 32
FACTS: dict[str, str | None] = {
    "version": "1",
    "model": "m",
    "knowledge": "k",
    "secret": hidden(SECRET),
    "requests_key": None,
}
Process = tuple[Membership, Inbox]


class Processes:
    """Processes with connections of their own, which beat when told to."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._stack = AsyncExitStack()

    async def start(self, **facts: str) -> Process:
        database = Database(self._url)
        self._stack.callback(database.close)
        member = Membership(database)
        await member.begin(lambda: FACTS | facts)
        assert member._keeping
        self._stack.callback(member._keeping.cancel)
        return member, Inbox(database, SECRET, "app", member)

    async def close(self) -> None:
        await self._stack.aclose()


@pytest_asyncio.fixture
async def processes(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Processes]:
    postgres.empty()
    monkeypatch.setattr("storage.processes.membership._BEAT", 1000)
    monkeypatch.setattr("storage.processes.shared_counts._PATIENCE", 30)
    Database(postgres.url).prepare()
    processes = Processes(postgres.url)
    yield processes
    await processes.close()


async def silence(survivor: Membership) -> None:
    """Let so much time pass that processes which don't beat are given up."""
    for _ in range(_SILENT + 2):
        await survivor.look()


async def test_who_has_another_secret_leaves_alone_what_it_cannot_open(
    processes: Processes,
) -> None:
    (_, dies), (heir, same), (stranger, other) = [
        await processes.start(secret=hidden(secret)) for secret in (SECRET, SECRET, "t" * 32)
    ]
    await dies.take("key", {"text": "hello"}, "conversation")
    for _ in range(_SILENT + 2):
        await heir.look()
        await stranger.look()
    assert stranger.processes == 2 and stranger.is_stranger
    assert await other.pending() == []
    assert [event.key for event in await same.pending()] == ["key"]


async def test_they_count_each_other_and_know_the_oldest(processes: Processes) -> None:
    (first, _), (second, _) = await processes.start(), await processes.start()
    await first.look()
    assert (first.processes, second.processes) == (2, 2)
    assert (first.is_oldest, second.is_oldest) == (True, False)
    await first.leave()
    await second.look()
    assert (second.processes, second.is_oldest) == (1, True)


async def test_who_is_silent_is_given_up_and_comes_back_as_another(processes: Processes) -> None:
    (first, _), (second, _) = await processes.start(), await processes.start()
    before = first.id
    await silence(second)
    assert (second.processes, second.is_oldest) == (1, True)
    await first.look()
    assert first.id != before and not first.is_oldest
    await second.look()
    assert second.processes == 2


async def test_who_beats_is_never_given_up(processes: Processes) -> None:
    (first, _), (second, _) = await processes.start(), await processes.start()
    for _ in range(3):
        for _ in range(_SILENT - 1):
            await second.look()
        await first.look()
    await second.look()
    assert second.processes == 2


async def test_while_the_database_is_away_nobody_is_given_up(
    processes: Processes, postgres: Postgres
) -> None:
    (first, _), (second, _) = await processes.start(), await processes.start()
    for _ in range(_SILENT):
        await second.look()
    postgres.stop()
    await second.look()
    postgres.start()
    second._database.health._rest_until = 0
    await second.look()
    await second.look()
    assert second.processes == 2
    assert first.id


async def test_what_differs_is_named(
    processes: Processes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    await processes.start()
    other, _ = await processes.start(knowledge="edited", secret=hidden("t" * 32))
    assert standing(other) == (["knowledge", "secret"], True)
    assert "differ in: knowledge, secret" in caplog.text
    other._facts = lambda: FACTS
    await other.look()
    assert standing(other) == ([], False)
    assert "do not differ any more" in caplog.text


async def test_keys_of_requests_differ_only_among_those_who_have_one(
    processes: Processes, caplog: pytest.LogCaptureFixture
) -> None:
    await processes.start()  # takes no requests, so it has no key
    first, _ = await processes.start(requests_key=hidden("r" * 32))
    assert standing(first) == ([], False)
    other, _ = await processes.start(requests_key=hidden("q" * 32))
    assert standing(other) == (["requests_key"], True)
    assert "differ in: requests_key" in caplog.text and "q" * 32 not in caplog.text
    await first.look()
    assert standing(first) == (["requests_key"], False)


def standing(member: Membership) -> tuple[list[str], bool]:
    return [*member.differences], member.is_stranger


async def test_what_a_dead_one_left_goes_to_one_that_lives(processes: Processes) -> None:
    (_, dead), (heir, inbox), (other, others) = [await processes.start() for _ in range(3)]
    for key in ("b", "a"):
        await dead.take(key, {"key": key}, "someone")
    await dead.sent("b", 1)
    assert await inbox.pending() == []
    for _ in range(_SILENT + 2):  # both beat
        await heir.look()
        await other.look()
    left = await inbox.pending()
    assert [(item.key, item.sent) for item in left] == [("b", 1), ("a", 0)]
    assert await others.pending() == []


async def test_who_stops_leaves_the_rest_at_once(processes: Processes) -> None:
    (stopped, before), (_, inbox) = await processes.start(), await processes.start()
    await before.take("a", {}, "someone")
    await stopped.leave()
    assert [item.key for item in await inbox.pending()] == ["a"]


async def test_a_conversation_is_in_the_hands_of_one(processes: Processes) -> None:
    (_, first), (_, second) = await processes.start(), await processes.start()
    taken = await first.take("a", {}, "someone")
    assert taken and taken.is_mine
    taken = await second.take("b", {}, "someone")
    assert taken and not taken.is_mine
    taken = await second.take("c", {}, "another")
    assert taken and taken.is_mine
    taken = await second.take("urgent", {}, "someone", True)
    assert taken and taken.is_mine
    assert not await second.take("a", {}, "someone")
    assert [item.key for item in await first.pending()] == ["a", "b"]
    for key in ("a", "b", "urgent"):
        await first.done(key)
    taken = await second.take("d", {}, "someone")
    assert taken and taken.is_mine


async def test_a_count_is_everybodys_and_says_nothing_of_whom(
    processes: Processes, postgres: Postgres
) -> None:
    both = [SharedCounts(Database(postgres.url), SECRET) for _ in range(2)]
    totals = [(await counts.add("203.0.113.7", 60)).total for counts in both * 2]
    assert totals == [1, 2, 3, 4]
    assert (await both[0].add("203.0.113.7", 60, -9)).total == 0
    counted = await both[0].add("another", 60, 5)
    assert counted.total == 5 and 59 < counted.rest <= 60
    rows = await both[0]._database.run(
        lambda connection: connection.exec_driver_sql("SELECT key FROM counts").scalars().all()
    )
    assert len(rows) == 2 and not any("203" in key for key in rows)


async def test_a_window_ends_and_begins_anew(processes: Processes, postgres: Postgres) -> None:
    counts = SharedCounts(Database(postgres.url), SECRET)
    await counts.add("a", 0, 3)
    assert (await counts.add("a", 60)).total == 1

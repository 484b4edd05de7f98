"""PostgreSQL, named by DATABASE_URL: does all that SQLite does, on a real server.

If PostgreSQL isn't installed, these tests are reported as not run.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import requests
import sqlalchemy as sa

from serving.backup import backup
from storage.archive import Archive
from storage.conversation_store import ConversationStore
from storage.sql.database import Database
from storage.sql.database_tables import METADATA, VERSION
from storage.sql.store_errors import StoreError, UnusableError
from tests.live import LiveServer, Visitor, new_id
from tests.postgres import BIN, Postgres
from tests.serving.faults import FULL, note
from tests.storage.sql.test_migrate import (  # noqa: F401  run here with the database below
    differences,
    test_a_later_version_that_only_added_to_the_tables_can_be_gone_back_from,
    test_an_empty_list_of_versions_is_nobodys,
    test_the_tables_of_another_program_are_not_touched,
    test_what_earlier_versions_left_of_an_erased_conversation_goes,
)
from tests.storage.test_archive import (  # noqa: F401  run here with the store below
    test_an_erased_conversation_cannot_be_taken_up,
    test_export_holds_every_table,
    test_standing,
    test_what_is_erased_cannot_be_rated,
    test_what_was_erased_for_good_stays_refused,
    test_what_was_said_is_read_in_order,
)
from tests.storage.test_conversation_store import (  # noqa: F401  run here with the store below
    DOMAIN,
    talk,
    test_a_message_is_never_stored_twice,
    test_a_new_conversation_stores_nothing_until_something_is_said,
    test_a_slot_set_before_the_loaded_turns_is_there,
    test_a_tracker_of_another_make_is_stored_too,
    test_events_are_stored_once_and_in_order,
    test_slots_are_as_after_all_turns,
    test_the_last_turns_are_loaded_and_all_are_kept,
    test_two_who_go_on_from_the_same_place_do_not_both_win,
    test_who_goes_on_from_before_an_erasure_does_not_win,
    texts,
)

pytestmark = pytest.mark.skipif(
    BIN is None, reason="NOT RUN: PostgreSQL is not installed (Debian: postgresql)"
)
COST = "How much does PRP cost?"


@pytest.fixture
def database(postgres: Postgres) -> Iterator[Database]:
    """An empty database on PostgreSQL."""
    postgres.empty()
    database = Database(postgres.url)
    yield database
    database.close()


@pytest.fixture
def store(database: Database, postgres: Postgres) -> Iterator[ConversationStore]:
    store = ConversationStore(DOMAIN, postgres.url)
    yield store
    store.database.close()


@pytest.fixture
def archive(store: ConversationStore) -> Archive:
    return Archive(store.database)


def test_its_tables_are_the_ones_of_the_program(database: Database) -> None:
    database.prepare()
    assert differences(database) == []


def test_many_who_start_at_once_migrate_once(database: Database, postgres: Postgres) -> None:
    program = (
        "import sys; from storage.sql.database import Database; Database(sys.argv[1]).prepare()"
    )
    command = [sys.executable, "-c", program, postgres.url]
    starts = [subprocess.Popen(command) for _ in range(3)]
    assert [start.wait(60) for start in starts] == [0, 0, 0]
    assert differences(database) == []


async def test_connections_that_only_a_burst_needed_are_closed(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server has a hundred by default, and each clinic has processes of its own."""
    monkeypatch.setattr(database._server, "_next_look", 0.0)
    count = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'burst'"

    def named(connection: Any, _: object) -> None:  # to count no other test's
        connection.autocommit = True
        connection.cursor().execute("SET application_name = 'burst'")
        connection.autocommit = False

    for engine in database._server._peaks:
        sa.event.listen(engine, "connect", named)

    def slow(connection: Any) -> None:
        connection.exec_driver_sql("SELECT pg_sleep(0.2)")

    async def locked(name: int) -> None:
        async with database.hold(str(name)):
            await asyncio.sleep(0.2)

    async def open_now() -> int:
        return int(await database.run(lambda c: c.exec_driver_sql(count).scalar()))

    seen = []
    for _ in range(2):
        await asyncio.gather(*(database.run(slow) for _ in range(20)), *map(locked, range(20)))
        seen.append(await open_now())
        for _ in range(2):  # the first look still sees the burst
            monkeypatch.setattr(database._server, "_next_look", 0.0)
            await database.tidy()
        end = time.monotonic() + 10
        while await open_now() > 1 and time.monotonic() < end:  # the server takes a moment
            await asyncio.sleep(0.02)
        seen.append(await open_now())
    assert seen == [16, 1, 16, 1]
    await asyncio.gather(*(database.run(slow) for _ in range(20)))
    await database.tidy()
    in_use = asyncio.create_task(database.run(slow))
    await asyncio.sleep(0.1)
    for _ in range(3):
        monkeypatch.setattr(database._server, "_next_look", 0.0)
        await database.tidy()
        seen.append(await open_now())
    await in_use
    assert seen[4:] == [8, 8, 8], "none is given up while it is in use"


def test_tables_of_a_later_version_are_not_touched(database: Database, postgres: Postgres) -> None:
    database.prepare()
    with database.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '99'"))
        connection.execute(sa.text("UPDATE heartbeat SET usable_from = 98"))
    with pytest.raises(UnusableError, match=f"version 99, and this program knows {VERSION}"):
        Database(postgres.url).prepare()


@pytest.mark.parametrize("change", [{"username": "nobody"}, {"database": "none"}])
def test_what_is_missing_on_the_server_may_still_be_made(
    database: Database, postgres: Postgres, change: dict[str, str]
) -> None:
    with pytest.raises(StoreError, match="does not exist") as error:
        Database(str(sa.engine.make_url(postgres.url).set(**change))).prepare()
    assert not isinstance(error.value, UnusableError)


async def test_what_is_erased_or_old_is_gone_from_every_table(
    store: ConversationStore, archive: Archive
) -> None:
    for sender in ("erased", "old", "kept"):
        await talk(store, 2, sender)
        await archive.rate(sender, "r", "up", "zanzibarian")
    await archive.erase("erased")
    past = sa.text("UPDATE conversations SET last = 1 WHERE id = 'old'")
    await store.database.run(lambda connection: connection.execute(past))
    assert await archive.expire(time.time() - 86400) == 1
    for table in METADATA.sorted_tables:
        query = sa.select(table)
        rows = await store.database.run(partial(_rows, query))
        assert all("old" not in row for row in rows)
    assert list(await store.keys()) == ["kept"]
    assert (await archive.export("erased", (1, 99)))["events"] == []


def _rows(query: Any, connection: Any) -> list[Any]:
    return list(connection.execute(query))


async def test_a_dump_is_made_while_it_runs(
    store: ConversationStore, postgres: Postgres, tmp_path: Path
) -> None:
    await talk(store, 2)
    copy = backup(postgres.url, tmp_path)
    assert copy.read_bytes().startswith(b"PGDMP")
    assert copy.stat().st_mode & 0o777 == 0o600
    await store.database.run(lambda connection: connection.execute(sa.text("DELETE FROM events")))
    restore = ["pg_restore", "--clean", f"--dbname={postgres.url}", str(copy)]
    subprocess.run(restore, check=True)
    tracker = await store.retrieve_full_tracker("someone")
    assert tracker and len(texts(tracker)) == 2


def eventually(holds: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.2)


def status(server: LiveServer, path: str = "/health/ready") -> int:
    return requests.get(server.base_url + path, timeout=30).status_code


def test_it_may_come_late_crash_and_fall_silent(
    model: Path, tmp_path: Path, postgres: Postgres, database: Database
) -> None:
    database.close()
    postgres.stop()
    server = LiveServer(tmp_path, model, DATABASE_URL=postgres.url)
    try:
        server.start()
        assert "The database can't be reached yet" in server.said()
        assert (status(server), status(server, "/health/live")) == (503, 200)
        postgres.start()
        eventually(lambda: status(server) == 200)
        assert "The database is back" in server.said()

        visitor, first = Visitor(server).begin(), new_id()
        replies = visitor.say(COST, first)
        crash = (postgres.stop, postgres.start)
        silence = (partial(postgres.freeze, True), partial(postgres.freeze, False))
        for put_away, bring_back in (crash, silence) if FULL else (crash,):
            put_away()
            id_ = new_id()
            refused = visitor.send("and exosomes?", id_)
            assert refused.status_code == 503
            assert refused.headers["Retry-After"]
            eventually(lambda: status(server) == 503, 5)
            assert status(server, "/health/live") == 200
            bring_back()
            eventually(lambda: status(server) == 200)
            (reply,) = visitor.say("and exosomes?", id_)
            assert reply["custom"]["topic"] == "cost"
            assert visitor.say("and exosomes?", id_) == [reply]
        assert visitor.say(COST, first) == replies
        assert len(visitor.history()) == (6 if FULL else 4)
        if FULL:
            _stop_in_silence(server, visitor, postgres)
        note("PostgreSQL late, crashed and silent", turns=3)
    finally:
        server.stop()


def _stop_in_silence(server: LiveServer, visitor: Visitor, postgres: Postgres) -> None:
    """A waiting visitor gets an error, and the process ends."""
    postgres.freeze(True)
    try:
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(visitor.send, "how long does it last?")
            time.sleep(0.5)
            process = server.process
            assert process
            process.terminate()
            assert process.wait(15) == 0
            assert waiting.result().status_code == 503
    finally:
        postgres.freeze(False)

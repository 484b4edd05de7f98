"""The database waits without blocking others, and reports what happens to its file."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from operator import methodcaller
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage.archive import Archive
from storage.sql.database import Database
from storage.sql.database_tables import CONVERSATIONS, RATINGS
from storage.sql.store_errors import BusyError, StoreError, UnusableError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "conversations.db"


@pytest.fixture
def database(file: Path) -> Database:
    return Database(f"sqlite:///{file}")


async def rated(database: Database, word: str | None = None) -> Archive:
    """An archive with a conversation and a rating."""
    archive = Archive(database)
    await archive.erase("a")
    await database.run(lambda c: c.execute(CONVERSATIONS.update().values(erased=False)))
    assert await archive.rate("a", "r", "up", word)
    return archive


async def test_only_its_owner_can_read_what_is_stored(database: Database, file: Path) -> None:
    await Archive(database).ping()
    modes = {path.name: path.stat().st_mode & 0o777 for path in file.parent.iterdir()}
    assert set(modes) >= {file.name, f"{file.name}-wal"} and set(modes.values()) == {0o600}


async def test_a_lock_is_awaited_and_others_go_on(database: Database, file: Path) -> None:
    archive = Archive(database)
    await archive.ping()
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    waiting = asyncio.create_task(archive.ping())
    for _ in range(20):
        await asyncio.sleep(0.001)
        assert await archive.spoken("nobody", 1, 99) == []
    assert not waiting.done()
    other.execute("ROLLBACK")
    await waiting


async def test_a_lock_is_not_awaited_for_ever(database: Database, file: Path) -> None:
    database.prepare()
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(BusyError):
        await Archive(database).ping()


async def test_a_file_that_is_moved_away_is_noticed_and_found_again(
    database: Database, file: Path
) -> None:
    archive = await rated(database)
    file.rename(file.with_name("elsewhere"))
    with pytest.raises(StoreError, match="is gone: put it back"):
        await archive.ping()
    assert not file.exists()
    file.with_name("elsewhere").rename(file)
    assert (await archive.export("a", (1, 99)))["ratings"]


async def test_another_file_in_its_place_is_not_mixed_with_its_log(
    database: Database, file: Path
) -> None:
    await rated(database)
    file.rename(file.with_name("elsewhere"))
    file.touch()
    with pytest.raises(StoreError, match="is not the file it was"):
        await Archive(database).ping()
    assert file.read_bytes() == b""
    file.with_name("elsewhere").rename(file)
    assert (await Archive(database).export("a", (1, 99)))["ratings"]


def test_what_is_no_database_is_said(database: Database, file: Path) -> None:
    file.write_text("not a database, but long enough to be taken for the head of one" * 99)
    with pytest.raises(UnusableError, match=r"conversations\.db is not a database: "):
        database.prepare()


async def test_what_a_reader_kept_in_the_log_is_forgotten_later(
    database: Database, file: Path
) -> None:
    archive = await rated(database, "zanzibarian")
    reader = sqlite3.connect(file, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM ratings").fetchall()
    await archive.erase("a")
    reader.execute("ROLLBACK")
    reader.close()
    await archive.tidy()
    left = b"".join(path.read_bytes() for path in file.parent.glob("conversations.db*"))
    assert b"zanzibarian" not in left


async def test_what_a_killed_process_left_in_the_log_is_forgotten_at_the_next_start(
    database: Database, file: Path
) -> None:
    await rated(database, "zanzibarian")
    keep_log = sqlite3.connect(file)  # the log remains while there is a connection
    keep_log.execute("SELECT * FROM ratings").fetchall()
    await database.run(lambda connection: connection.execute(sa.text("DELETE FROM ratings")))
    wal = file.with_name("conversations.db-wal")
    assert b"zanzibarian" in wal.read_bytes()
    again = Archive(Database(str(database.url)))
    await again.ping()
    await again.tidy()
    assert b"zanzibarian" not in wal.read_bytes() + file.read_bytes()
    keep_log.close()


@pytest.mark.parametrize("port", [1])
async def test_a_server_that_is_away_is_not_asked_by_everyone(port: int) -> None:
    database = Database(f"postgresql://nobody:secret@127.0.0.1:{port}/none")
    start = time.monotonic()
    results = await asyncio.gather(
        *(Archive(database).ping() for _ in range(40)), return_exceptions=True
    )
    results.append(*await asyncio.gather(Archive(database).ping(), return_exceptions=True))
    assert all(isinstance(result, StoreError) for result in results)
    assert "a moment ago" in str(results[-1])
    assert "secret" not in " ".join(map(str, results))
    assert time.monotonic() - start < 5


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("127.0.0.1:99999/none", 'invalid port number: "99999"'),
        ("127.0.0.1:1/none?sslmode=bogus", 'invalid sslmode value: "bogus"'),
        ("127.0.0.1:1/none?foo=bar", 'invalid connection option "foo"'),
        ("127.0.0.1:1/none?keepalives=x", 'invalid integer value "x"'),
        ("127.0.0.1:1/none?port=2&port=3", "could not match 2 port numbers to 1 hosts"),
        ("127.0.0.1:1/none?sslrootcert=system&sslmode=require", 'weak sslmode "require"'),
    ],
)
def test_an_address_that_can_never_work_is_said(place: str, reason: str) -> None:
    with pytest.raises(UnusableError) as error:
        Database(f"postgresql://nobody:hunter2@{place}").prepare()
    assert str(error.value).startswith("DATABASE_URL can't be used: ")
    assert reason in str(error.value)
    assert "hunter2" not in str(error.value) and "\n" not in str(error.value)


@pytest.mark.parametrize("place", ["127.0.0.1:1", "name.invalid"])
def test_an_address_where_nobody_is_yet_may_still_work(place: str) -> None:
    with pytest.raises(StoreError) as error:
        Database(f"postgresql://nobody:hunter2@{place}/none").prepare()
    assert not isinstance(error.value, UnusableError)
    assert "hunter2" not in str(error.value)


async def test_a_log_that_is_gone_is_noticed(database: Database, file: Path) -> None:
    """What is only in the log would be lost with the process."""
    archive = Archive(database)
    await archive.ping()
    log = file.with_name(f"{file.name}-wal")
    log.rename(file.with_name("elsewhere"))
    with pytest.raises(StoreError, match="-wal is gone: stop the bot"):
        await archive.ping()
    file.with_name("elsewhere").rename(log)
    await archive.ping()


async def test_the_log_is_put_into_the_file_beside_those_who_write(
    database: Database, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.sql.database._LOOKS", 0.01)
    monkeypatch.setattr("storage.sql.database._MOST_LOG", 100_000)
    keeping = asyncio.ensure_future(database.keep_log_small())
    log = file.with_name(f"{file.name}-wal")
    rating = {"sender_id": "a", "value": "up", "word": "word" * 500, "timestamp": 1.0}
    sizes: list[int] = []
    while len(sizes) < 20 or sizes[-1] > sizes[-20]:  # grows until the log is reused
        assert len(sizes) < 5_000, "never began anew"
        row = rating | {"reply_id": str(len(sizes))}
        insert = RATINGS.insert().values(row)
        await database.run(methodcaller("execute", insert))
        sizes.append(log.stat().st_size)
        await asyncio.sleep(0.001)
    keeping.cancel()
    assert max(sizes) > 100_000, "put there in the middle of a turn"

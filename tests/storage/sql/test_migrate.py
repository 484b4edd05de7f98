"""The tables of every earlier version are migrated to this one, and keep their content."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.command import upgrade
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from storage.archive import Archive
from storage.inbox import Inbox
from storage.sql.database import Database
from storage.sql.database_tables import CONVERSATIONS, EVENTS, HEARTBEAT, METADATA, RATINGS, VERSION
from storage.sql.migrate import SCRIPTS
from storage.sql.store_errors import UnusableError

CONVERSATION = "INSERT INTO conversations VALUES ('a', 1.0, 2.0, 1, '{}', 0)"
EVENT = """INSERT INTO events (id, sender_id, turn, type_name, timestamp, message_id, data)
VALUES (1, 'a', 1, 'user', 1.0, 'm', '{"text": "kept"}')"""


def alembic(connection: object = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(f"sqlite:///{tmp_path}/conversations.db")


def differences(database: Database) -> list[object]:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, METADATA))


def test_one_line_of_versions_leads_to_the_tables_of_the_program(database: Database) -> None:
    scripts = ScriptDirectory.from_config(alembic())
    versions = [script.revision for script in scripts.walk_revisions()]
    assert versions == [str(number) for number in range(int(VERSION), 0, -1)]
    database.prepare()
    assert differences(database) == []


@pytest.mark.parametrize("version", [None, *range(1, int(VERSION) + 1)])
async def test_every_earlier_database_is_taken_over(
    database: Database, version: int | None
) -> None:
    """None stands for a database older than the migrations."""
    with database.engine.begin() as connection:
        upgrade(alembic(connection), str(version or 1))
        if version is None:
            connection.exec_driver_sql("DROP TABLE alembic_version")
        for row in (CONVERSATION, EVENT):
            connection.exec_driver_sql(row)
    database.prepare()
    assert differences(database) == []
    archive = Archive(database)
    assert await archive.spoken("a", 1, 99) == [{"text": "kept"}]
    await archive.ping()


def test_what_earlier_versions_left_of_an_erased_conversation_goes(database: Database) -> None:
    with database.engine.begin() as connection:
        upgrade(alembic(connection), "4")
        gone = CONVERSATIONS.insert().values(id="gone", started=1, last=1, turns=-1, slots="{}")
        connection.execute(gone.values(erased=True))
        connection.exec_driver_sql(CONVERSATION.replace("0)", "false)"))
        for number, sender in enumerate(("a", "gone", "nowhere")):
            event = {"turn": 1, "type_name": "user", "data": "{}"}
            connection.execute(EVENTS.insert(), event | {"id": number, "sender_id": sender})
            rating = {"value": "up", "reply_id": "r", "timestamp": 1}
            connection.execute(RATINGS.insert(), rating | {"sender_id": sender})
    database.prepare()
    with database.engine.connect() as connection:
        for column in (EVENTS.c.sender_id, RATINGS.c.sender_id):
            assert list(connection.scalars(sa.select(column))) == ["a"]


def test_the_tables_of_a_later_version_are_not_touched(database: Database, tmp_path: Path) -> None:
    database.prepare()
    with sqlite3.connect(tmp_path / "conversations.db") as later:
        later.execute("UPDATE alembic_version SET version_num = '99'")
        later.execute("UPDATE heartbeat SET usable_from = 98")
    with pytest.raises(UnusableError, match=f"version 99, and this program knows {VERSION}"):
        Database(str(database.url)).prepare()


async def test_a_later_version_that_only_added_to_the_tables_can_be_gone_back_from(
    database: Database,
) -> None:
    database.prepare()
    with database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE inbox ADD COLUMN later VARCHAR(8)")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '99'")
    before = Database(str(database.url))
    before.prepare()
    assert await Inbox(before, "s" * 32, "app").take("a", {"text": "a"})
    with database.engine.connect() as connection:
        left = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    assert left == "99"


@pytest.mark.parametrize("version", range(6, int(VERSION) + 1))
def test_the_program_before_can_run_on_the_tables_of_each_version(
    database: Database, version: int
) -> None:
    """What was removed or became required since then is in a version of its own, two later."""
    with database.engine.begin() as connection:
        upgrade(alembic(connection), str(version - 1))
    before = required(database)
    with database.engine.begin() as connection:
        upgrade(alembic(connection), str(version))
        assert connection.scalar(sa.select(HEARTBEAT.c.usable_from)) < version
    after = required(database)
    assert all(after[name] == columns for name, columns in before.items())


def test_who_went_back_to_the_first_release_can_come_again(database: Database) -> None:
    """It ignores later tables; the number of its version is restored by hand."""
    database.prepare()
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '5'")
    Database(str(database.url)).prepare()
    assert differences(database) == []


def required(database: Database) -> dict[str, set[str]]:
    """The columns that can't be null, by table."""
    with database.engine.connect() as connection:
        inspector = sa.inspect(connection)
        return {
            name: {
                column["name"] for column in inspector.get_columns(name) if not column["nullable"]
            }
            for name in inspector.get_table_names()
        }


#: Tables as stock Rasa and other programs make them.
RASA = "CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id TEXT, type_name TEXT, data TEXT)"
INBOX = "CREATE TABLE inbox (id INTEGER PRIMARY KEY, mail TEXT)"
BEAT = "CREATE VIEW heartbeat AS SELECT 1 AS id"
VERSIONS = "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"


def version(number: str) -> tuple[str, str]:
    return VERSIONS, f"INSERT INTO alembic_version VALUES ('{number}')"


@pytest.mark.parametrize(
    ("statements", "sentence"),
    [
        ((RASA,), "another program's: it has a table events that"),
        ((INBOX,), "another program's: it has a table inbox that"),
        ((BEAT,), "another program's: it has a table heartbeat that"),
        (version("ae1027a6acf2"), "another program's: it has tables of version ae1027a6acf2"),
        (version("0002"), "another program's: it has tables of version 0002"),
        (version("²"), "another program's: it has tables of version ²"),
        (version("2"), "another program's: it has tables of version 2, but none named co"),
        (version(VERSION), f"another program's: it has tables of version {VERSION}, but non"),
    ],
)
def test_the_tables_of_another_program_are_not_touched(
    database: Database, statements: Sequence[str], sentence: str
) -> None:
    with database.engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    before = tables(database)
    with pytest.raises(UnusableError, match=f"{sentence}.*DATABASE_URL") as error:
        database.prepare()
    assert "\n" not in str(error.value)
    assert tables(database) == before


def tables(database: Database) -> list[object]:
    with database.engine.connect() as connection:
        inspector = sa.inspect(connection)
        names = [*inspector.get_table_names(), *inspector.get_view_names()]
        return [(name, inspector.get_columns(name)[0]["name"]) for name in sorted(names)]


def test_an_empty_list_of_versions_is_nobodys(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql(VERSIONS)
    database.prepare()
    assert differences(database) == []


@pytest.mark.live
def test_a_start_that_is_killed_leaves_the_tables_as_they_were(
    database: Database, tmp_path: Path
) -> None:
    with database.engine.begin() as connection:
        upgrade(alembic(connection), "1")
        connection.exec_driver_sql("DROP TABLE alembic_version")
        connection.exec_driver_sql(CONVERSATION)
    killed = f"""
import os, signal
from storage.sql import migrate
from storage.sql.database import Database
from storage.inbox import Inbox
from alembic import op
op.bulk_insert = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
Database({str(database.url)!r}).prepare()
"""
    assert subprocess.run([sys.executable, "-c", killed]).returncode == -9
    with sqlite3.connect(tmp_path / "conversations.db") as left:
        tables = {name for (name,) in left.execute("SELECT name FROM sqlite_master")}
    assert "heartbeat" not in tables and "conversations" in tables
    database.prepare()
    assert differences(database) == []

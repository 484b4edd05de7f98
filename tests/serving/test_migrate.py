"""Every earlier version's tables become this version's, and what they hold stays."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.command import upgrade
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from serving.archive import Archive
from serving.database import Database
from serving.migrate import SCRIPTS
from serving.schema import METADATA, VERSION
from serving.store_errors import UnusableError

FIRST_TABLES = [METADATA.tables[name] for name in ("conversations", "events", "ratings")]
CONVERSATION = "INSERT INTO conversations VALUES ('a', 1.0, 2.0, 1, '{}', 0)"
EVENT = """INSERT INTO events VALUES (1, 'a', 1, 'user', 1.0, 'm', '{"text": "kept"}')"""


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
    """None: from before there were versions."""
    with database.engine.begin() as connection:
        if version is None:
            METADATA.create_all(connection, tables=FIRST_TABLES)
        else:
            upgrade(alembic(connection), str(version))
        for row in (CONVERSATION, EVENT):
            connection.exec_driver_sql(row)
    database.prepare()
    assert differences(database) == []
    archive = Archive(database)
    assert await archive.spoken("a") == [{"text": "kept"}]
    await archive.ping()


def test_the_tables_of_a_later_version_are_not_touched(database: Database, tmp_path: Path) -> None:
    database.prepare()
    with sqlite3.connect(tmp_path / "conversations.db") as later:
        later.execute("UPDATE alembic_version SET version_num = '99'")
    with pytest.raises(UnusableError, match=f"version 99, and this program knows {VERSION}"):
        Database(str(database.url)).prepare()


def test_a_start_that_is_killed_leaves_the_tables_as_they_were(
    database: Database, tmp_path: Path
) -> None:
    with database.engine.begin() as connection:
        METADATA.create_all(connection, tables=FIRST_TABLES)
        connection.exec_driver_sql(CONVERSATION)
    killed = f"""
import os, signal
from serving import migrate
from serving.database import Database
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

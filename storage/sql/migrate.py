"""Migrate: brings a database's tables to this version, or says why that is impossible."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from storage.sql.database_server import take_time
from storage.sql.database_tables import CONVERSATIONS, HEARTBEAT, METADATA, VERSION

SCRIPTS = Path(__file__).parent / "migrations"
#: An arbitrary number for PostgreSQL's lock: one process migrates while the others wait.
_LOCK = 5_005_005


class TablesError(RuntimeError):
    """The tables belong to a later version or to another program. They were not changed."""


def migrate(connection: Any) -> None:
    """Migrate in the caller's transaction, so that a killed start leaves the tables as they were.

    A new version first only adds what the previous program can ignore (expand). What only the old
    one needed is removed a version later (contract), which is recorded in `usable_from`. So the
    previous program can run at the same time, or again later, without restoring a backup.

    Raises:
        TablesError: the tables aren't ours. The caller rolls back what was done so far.
    """
    if not _is_current(connection):
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            take_time(connection)
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        _refuse_others(connection)
        _upgrade(connection)
    _refuse_others(connection)


def _is_current(connection: Any) -> bool:
    """Whether the tables are this program's, or later ones that it can use."""
    version = _version(connection)
    return version == VERSION or (version is not None and _is_later(version, connection))


def _is_later(version: str, connection: Any) -> bool:
    """Whether the tables are of a later version.

    Raises:
        TablesError: they are, and this program can't use them.
    """
    if _number(version) <= int(VERSION):
        return False
    inspector = sa.inspect(connection)
    if inspector.has_table(HEARTBEAT.name):
        columns = {column["name"] for column in inspector.get_columns(HEARTBEAT.name)}
        if HEARTBEAT.c.usable_from.name in columns:
            usable_from = connection.scalar(sa.select(HEARTBEAT.c.usable_from))
            if usable_from is not None and usable_from <= int(VERSION):
                return True
    raise TablesError(
        f"The database has tables of version {version}, and this program knows {VERSION}: "
        f"run the later program, or restore the backup made before it"
    )


def _refuse_others(connection: Any) -> None:
    """Recognise foreign tables by their version, names and columns that can't be null."""
    version, inspector = _version(connection), sa.inspect(connection)
    is_later = version is not None and _is_later(version, connection)
    if version is not None and not is_later and not _number(version):
        raise _others(f"it has tables of version {version}")
    for table in METADATA.sorted_tables:
        if inspector.has_table(table.name):
            found = {column["name"] for column in inspector.get_columns(table.name)}
            if not found >= {column.name for column in table.columns if not column.nullable}:
                raise _others(f"it has a table {table.name} that is not like ours")
        elif version == VERSION or is_later or (version and table is CONVERSATIONS):
            raise _others(f"it has tables of version {version}, but none named {table.name}")


def _number(version: str) -> int:
    """A version of ours as a number; 0 for any other."""
    return int(version) if re.fullmatch("[1-9][0-9]{0,3}", version) else 0


def _others(why: str) -> TablesError:
    return TablesError(
        f"The database is another program's: {why}. Name one for the bot alone in DATABASE_URL"
    )


def _version(connection: Any) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return version


def _upgrade(connection: Any) -> None:
    # Imported here: it takes half a second, and is needed only at the first start of a version.
    from alembic.command import upgrade
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    upgrade(config, VERSION)

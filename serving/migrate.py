"""Migrate: brings the tables of a database to this version's, or says why it can't."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from serving.database_server import take_time
from serving.schema import CONVERSATIONS, METADATA, VERSION

SCRIPTS = Path(__file__).parent / "migrations"
#: Any number, the same for all who migrate a PostgreSQL database: one does, the others wait.
_LOCK = 5_005_005


class TablesError(RuntimeError):
    """The tables are a later version's of ours or another program's. They are not touched."""


def migrate(connection: Any) -> None:
    """Within the caller's transaction: a start that is killed leaves the tables as they were.

    Raises:
        TablesError: they are not for us. The caller rolls back what was done so far.
    """
    if _version(connection) != VERSION:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            take_time(connection)
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        _refuse_others(connection)
        _upgrade(connection)
    _refuse_others(connection)


def _refuse_others(connection: Any) -> None:
    """By its version and by our tables' names; what a row of ours can't be without tells them."""
    version, inspector = _version(connection), sa.inspect(connection)
    if version is not None and not _is_ours(version):
        raise _others(f"it has tables of version {version}")
    for table in METADATA.sorted_tables:
        if inspector.has_table(table.name):
            found = {column["name"] for column in inspector.get_columns(table.name)}
            if not found >= {column.name for column in table.columns if not column.nullable}:
                raise _others(f"it has a table {table.name} that is not like ours")
        elif version == VERSION or (version and table is CONVERSATIONS):
            raise _others(f"it has tables of version {version}, but none named {table.name}")


def _is_ours(version: str) -> bool:
    number = int(version) if re.fullmatch("[1-9][0-9]{0,3}", version) else 0
    if number > int(VERSION):
        raise TablesError(
            f"The database has tables of version {version}, and this program knows {VERSION}: "
            f"run the later program, or restore the backup made before it"
        )
    return number > 0


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
    # Imported here: half a second that only the first start of a version needs.
    from alembic.command import upgrade
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    upgrade(config, VERSION)

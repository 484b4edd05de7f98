"""Migrate: brings the tables of a database to this version's, or says why it can't."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from serving.database_server import take_time
from serving.schema import VERSION

SCRIPTS = Path(__file__).parent / "migrations"
#: Any number, the same for all who migrate a PostgreSQL database: one does, the others wait.
_LOCK = 5_005_005


class NewerError(RuntimeError):
    """A later version of ours has been here; its tables are not touched."""


def migrate(connection: Any) -> None:
    """Within the caller's transaction: a start that is killed leaves the tables as they were.

    Raises:
        NewerError: the tables are a later version's.
    """
    if _version(connection) == VERSION:
        return
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        take_time(connection)
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    found = _version(connection)
    if found is not None and int(found) > int(VERSION):
        raise NewerError(
            f"The database has tables of version {found}, and this program knows {VERSION}: "
            f"run the later program, or restore the backup made before it"
        )
    _upgrade(connection)


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

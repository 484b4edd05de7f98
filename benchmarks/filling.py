"""Filling: fills a database with a given number of conversations, by copying real ones."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from storage.sql.database_tables import CONVERSATIONS, EVENTS

#: Conversations copied in one transaction.
_BATCH = 5_000


def fill(database: Path, conversations: int) -> int:
    """Copy the conversations in an SQLite file until it has that many; returns their number.

    Raises:
        ValueError: there is no conversation to copy.
    """
    engine = sa.create_engine(f"sqlite:///{database}", future=True)
    with engine.connect() as connection:
        originals = list(connection.scalars(sa.select(CONVERSATIONS.c.id)))
        if not originals:
            raise ValueError(f"{database} holds no conversation to copy")
        connection.exec_driver_sql("CREATE TEMP TABLE copies (original, copy)")
        total = len(originals)
        while total < conversations:
            more = min(_BATCH, conversations - total)
            pairs = [
                (originals[n % len(originals)], f"{n:032x}") for n in range(total, total + more)
            ]
            connection.exec_driver_sql("DELETE FROM copies")
            connection.exec_driver_sql("INSERT INTO copies VALUES (?, ?)", pairs)
            _copy(connection, CONVERSATIONS, CONVERSATIONS.c.id)
            _copy(connection, EVENTS, EVENTS.c.sender_id, without=EVENTS.c.id)
            connection.commit()
            total += more
    engine.dispose()
    return total


def _copy(
    connection: sa.engine.Connection,
    table: sa.Table,
    owner: sa.Column[str],
    without: sa.Column[int] | None = None,
) -> None:
    """Insert the rows of each original again, under the id of its copy."""
    names = [c.name for c in table.columns if c is not without]
    chosen = ", ".join("copies.copy" if name == owner.name else f"t.{name}" for name in names)
    connection.exec_driver_sql(
        f"INSERT INTO {table.name} ({', '.join(names)}) SELECT {chosen} "
        f"FROM copies JOIN {table.name} t ON t.{owner.name} = copies.original ORDER BY copies.rowid"
    )

"""Membership: which processes share a database, which have died, and in what they differ."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import secrets
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from operations import metrics
from storage.sql.database import Database
from storage.sql.database_tables import COUNTS, PROCESSES
from storage.sql.server_locks import clock
from storage.sql.store_errors import StoreError

logger = logging.getLogger(__name__)

#: Seconds between beats, and how many checks may see an unchanged beat before its process is given
#: up. What a dead process left is taken over within twelve seconds.
_BEAT = 1.5
_SILENT = 6
#: Seconds for which a process that stops tries to say so.
_FAREWELL = 1.0
#: Beats between two deletions of expired counts.
_TIDY = 40
#: What all processes should have in common.
_FACTS = ("version", "model", "knowledge", "secret", "requests_key")
#: The facts without which a process can't read what the others encrypt or sign.
_KEYS = ("secret", "requests_key")

#: Returns the facts by name; None for a fact that a process doesn't have.
Facts = Callable[[], "dict[str, str | None]"]


class Membership:
    """A process is in the table as long as its beats go on; with a file there is only one process.

    Beats are counted, not timed, so that no machine's clock matters. While the database is away no
    process beats, and none is given up.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._facts: Facts | None = None
        self._keeping: asyncio.Task[None] | None = None
        self._id: str | None = None
        self._seen: dict[str, tuple[int, int]] = {}  # by id: last beat, checks since it changed
        self._rows: list[Any] = []
        self._told: tuple[str, ...] = ()
        self._until_tidy = 0
        self._looked = 0.0
        self._looking = asyncio.Lock()

    @property
    def id(self) -> str | None:
        """This process's id; None without other processes or a database. It changes after this
        process was given up."""
        return self._id

    async def current_id(self) -> str | None:
        """The same, but read anew if this process stood still and may have been given up."""
        if self._keeping and time.monotonic() - self._looked > 2 * _BEAT:
            await self.look()
        return self._id

    @property
    def is_alone(self) -> bool:
        """Whether this is the only process, because the database can't be shared."""
        return self._keeping is None

    @property
    def processes(self) -> int:
        """How many processes share the database."""
        return max(1, len(self._rows))

    @property
    def is_oldest(self) -> bool:
        """Whether this process should do what only one of them should."""
        return not self._rows or self._rows[0]["id"] == self._id

    @property
    def differences(self) -> tuple[str, ...]:
        """The facts that are not the same in all processes."""
        return tuple(name for name in _FACTS if len(self._values(name)) > 1)

    @property
    def is_stranger(self) -> bool:
        """Whether this process's secret, or its key for requests, differs from the oldest's."""
        mine = next((row for row in self._rows if row["id"] == self._id), None)
        return mine is not None and any(mine[k] not in (None, *self._values(k)[:1]) for k in _KEYS)

    def _values(self, fact: str) -> list[str]:
        """The different values of a fact, the oldest process's first, without missing ones."""
        return list(dict.fromkeys(row[fact] for row in self._rows if row[fact] is not None))

    async def begin(self, facts: Facts) -> None:
        """Join and stay until `leave`; calling it again changes nothing."""
        if self._database.is_shared and self._keeping is None:
            self._facts = facts
            self._keeping = asyncio.create_task(self._keep())
            await self.look()

    async def leave(self) -> None:
        """Leave, so that the others take over at once what is unfinished."""
        if self._keeping is None:
            return
        self._keeping.cancel()
        gone = PROCESSES.delete().where(PROCESSES.c.id == self._id)
        with suppress(StoreError, asyncio.TimeoutError):  # the others will notice by themselves
            leaving = self._database.run(lambda connection: connection.execute(gone))
            await asyncio.wait_for(leaving, _FAREWELL)
        self._id, self._rows = None, []

    async def look(self) -> None:
        """Beat once, and read the others' beats."""
        async with self._looking:
            await self._look()

    async def _look(self) -> None:
        assert self._facts
        facts = self._facts()
        dead = [
            (process, beat) for process, (beat, looks) in self._seen.items() if looks >= _SILENT
        ]
        try:
            rows = await self._database.run(lambda connection: self._beat(connection, facts, dead))
        except StoreError:
            self._seen.clear()  # the others could not beat either
            return
        self._rows, self._looked = rows, time.monotonic()
        seen = {}
        for row in rows:
            beat, looks = self._seen.get(row["id"], (-1, 0))
            seen[row["id"]] = (row["beats"], looks + 1 if beat == row["beats"] else 0)
        self._seen = seen
        self._log_changes()

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(_BEAT)
            await self.look()

    def _beat(
        self, connection: Any, facts: dict[str, str | None], dead: Iterable[tuple[str, int]]
    ) -> list[Any]:
        mine = PROCESSES.update().where(PROCESSES.c.id == self._id)
        beat = mine.values(beats=PROCESSES.c.beats + 1, **facts)
        if self._id is None or not connection.execute(beat).rowcount:
            self._id = secrets.token_hex(8)
            row = {"id": self._id, "started": clock(connection), "beats": 0} | facts
            connection.execute(PROCESSES.insert().values(row))
        for process, beat in dead:  # checked again: it may have beaten, or be given up by another
            silent = sa.select(PROCESSES.c.id).where(
                PROCESSES.c.id == process, PROCESSES.c.beats == beat
            )
            silent = silent.with_for_update(skip_locked=True)
            if connection.execute(silent).first():
                connection.execute(PROCESSES.delete().where(PROCESSES.c.id == process))
                logger.warning("A process of this database is silent and was given up")
        self._until_tidy -= 1
        if self._until_tidy < 0:
            self._until_tidy = _TIDY
            connection.execute(COUNTS.delete().where(COUNTS.c.ends < clock(connection)))
        every = sa.select(PROCESSES).order_by(PROCESSES.c.started, PROCESSES.c.id)
        return list(connection.execute(every).mappings())

    def _log_changes(self) -> None:
        metrics.PROCESSES.set(self.processes)
        differences = self.differences
        if differences == self._told:
            return
        self._told = differences
        if differences:
            logger.warning("Processes of this database differ in: %s", ", ".join(differences))
        else:
            logger.info("Processes of this database do not differ any more")


def has_processes(database: Database) -> bool:
    """Whether any process uses the database, or did a moment ago."""
    with suppress(SQLAlchemyError), database.engine.connect() as connection:
        return connection.execute(sa.select(PROCESSES.c.id).limit(1)).first() is not None
    return False  # the database has gone away again


def hidden(secret: str) -> str:
    """A short hash that tells whether two secrets differ, and nothing else about them."""
    return hmac.digest(secret.encode(), b"which secret", hashlib.sha256).hex()[:16]

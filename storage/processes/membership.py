"""Membership: which processes serve one database, who of them has died, and in what they differ."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import secrets
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

#: Seconds between beats, and looks at a beat that stands still until its process is given up:
#: what a dead one left is taken over within twelve seconds.
_BEAT = 1.5
_SILENT = 6
#: Seconds in which a process that stops says so.
_FAREWELL = 1.0
#: Beats between looks for counts whose time is over.
_TIDY = 40
#: What all should have in common.
_FACTS = ("version", "model", "knowledge", "secret", "requests_key")
#: Of these, what one stores or signs with it the others can't read.
_KEYS = ("secret", "requests_key")

#: None for what there is none of.
Facts = Callable[[], "dict[str, str | None]"]


class Membership:
    """A process is in the table as long as it beats; a file has but one, which needs no table.

    Beats are counted, not timed: no clock of any machine matters. While the database is away
    nobody beats and nobody is given up.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._facts: Facts | None = None
        self._keeping: asyncio.Task[None] | None = None
        self._id: str | None = None
        self._seen: dict[str, tuple[int, int]] = {}  # last beat and looks since it changed, by id
        self._rows: list[Any] = []
        self._told: tuple[str, ...] = ()
        self._until_tidy = 0

    @property
    def id(self) -> str | None:
        """Ours; None while there is nobody to be told from. Another one after we were given up."""
        return self._id

    @property
    def is_alone(self) -> bool:
        """Whether there can be no others."""
        return self._keeping is None

    @property
    def processes(self) -> int:
        """How many serve the database."""
        return max(1, len(self._rows))

    @property
    def is_eldest(self) -> bool:
        """For what only one should do."""
        return not self._rows or self._rows[0]["id"] == self._id

    @property
    def differences(self) -> tuple[str, ...]:
        """Names of what not all have in common."""
        return tuple(name for name in _FACTS if len(self._all(name)) > 1)

    @property
    def is_stranger(self) -> bool:
        """Whether our secret or key for requests differs from the eldest process's."""
        mine = next((row for row in self._rows if row["id"] == self._id), None)
        return mine is not None and any(mine[k] not in (None, *self._all(k)[:1]) for k in _KEYS)

    def _all(self, fact: str) -> list[str]:
        """What they say it is, the eldest's first; who has no requests has no key for them."""
        return list(dict.fromkeys(row[fact] for row in self._rows if row[fact] is not None))

    async def begin(self, facts: Facts) -> None:
        """Become one of them, and stay so until `leave`; once, however often it is asked for."""
        if self._database.is_shared and self._keeping is None:
            self._facts = facts
            self._keeping = asyncio.create_task(self._keep())
            await self.look()

    async def leave(self) -> None:
        """What is left undone is the others', at once."""
        if self._keeping is None:
            return
        self._keeping.cancel()
        gone = PROCESSES.delete().where(PROCESSES.c.id == self._id)
        with suppress(StoreError, asyncio.TimeoutError):  # they notice by themselves
            leaving = self._database.run(lambda connection: connection.execute(gone))
            await asyncio.wait_for(leaving, _FAREWELL)
        self._id, self._rows = None, []

    async def look(self) -> None:
        """Beat, and look who else does."""
        assert self._facts
        facts = self._facts()
        dead = [
            (process, beat) for process, (beat, looks) in self._seen.items() if looks >= _SILENT
        ]
        try:
            rows = await self._database.run(lambda connection: self._beat(connection, facts, dead))
        except StoreError:
            self._seen.clear()  # they could not beat either
            return
        self._rows = rows
        seen = {}
        for row in rows:
            beat, looks = self._seen.get(row["id"], (-1, 0))
            seen[row["id"]] = (row["beats"], looks + 1 if beat == row["beats"] else 0)
        self._seen = seen
        self._tell()

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
        for process, beat in dead:  # unless it beats again, or another gives it up, at this moment
            silent = sa.select(PROCESSES.c.id).where(
                PROCESSES.c.id == process, PROCESSES.c.beats == beat
            )
            silent = silent.with_for_update(skip_locked=True)
            if connection.execute(silent).first():
                connection.execute(PROCESSES.delete().where(PROCESSES.c.id == process))
                logger.warning("A process of this database said nothing any more; it is given up")
        self._until_tidy -= 1
        if self._until_tidy < 0:
            self._until_tidy = _TIDY
            connection.execute(COUNTS.delete().where(COUNTS.c.ends < clock(connection)))
        every = sa.select(PROCESSES).order_by(PROCESSES.c.started, PROCESSES.c.id)
        return list(connection.execute(every).mappings())

    def _tell(self) -> None:
        metrics.PROCESSES.set(self.processes)
        differences = self.differences
        if differences == self._told:
            return
        self._told = differences
        if differences:
            logger.warning("Processes of this database differ in: %s", ", ".join(differences))
        else:
            logger.info("Processes of this database have all in common again")


def has_processes(database: Database) -> bool:
    """Whether any serves it, or did a moment ago."""
    with suppress(SQLAlchemyError), database.engine.connect() as connection:
        return connection.execute(sa.select(PROCESSES.c.id).limit(1)).first() is not None
    return False  # it went away again


def hidden(secret: str) -> str:
    """Tells one secret from another, and nothing about either."""
    return hmac.digest(secret.encode(), b"which secret", hashlib.sha256).hex()[:16]

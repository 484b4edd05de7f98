"""Unanswered: stores questions that got no answer, for the clinic, without who asked them."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import sqlalchemy as sa
from rasa.shared.core.events import Event
from sqlalchemy.dialects import postgresql, sqlite

from operations.settings import Settings
from storage.sql.database import Database
from storage.sql.database_tables import UNANSWERED
from storage.sql.store_errors import StoreError
from storage.unanswerable import Unanswerable, unanswerable

logger = logging.getLogger(__name__)

_DAY = 86400
#: Seconds between writes, the most questions that wait to be written, and the rows per
#: transaction: with a file the event loop, and so everybody, waits for a transaction.
_PAUSE = 2.0
_WAITING = 2000
_BATCH = 20
#: After a vector comes a break, this many times as long, for visitors' messages.
_BREAK = 3

_ROW = UNANSWERED.c


def _adding(insert: Any) -> Any:
    """Built once: SQLAlchemy takes longer to build it than SQLite to run it."""
    new = insert(UNANSWERED)
    more = {"count": _ROW.count + new.excluded.count}
    return new.on_conflict_do_update(index_elements=["key"], set_=more)


_ADD = {"postgresql": _adding(postgresql.insert), "sqlite": _adding(sqlite.insert)}


class Meanings(Protocol):
    """Computes vectors of questions; packed vectors can be unpacked only by the same `name`."""

    name: str
    #: The intents that a vector's numbers stand for, such as gap/duration.
    labels: tuple[str, ...]

    def pack(self, text: str) -> bytes:
        """The vector of a text, in few bytes."""

    def unpack(self, packed: list[bytes]) -> Any:
        """Unit vectors, one for each packed one; the closer they are, the more alike the texts."""


@dataclass(frozen=True)
class Kept:
    """A stored question of one day; `vector` is None if it is from another encoder."""

    kind: str
    topic: str
    text: str
    day: int
    count: int
    vector: bytes | None


class Unanswered:
    """Off unless the clinic wants it. Questions are written after the reply, so it costs no time.

    Because they are written every two seconds, a killed process loses the last ones.
    """

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self.is_on, self._days = settings.learn, settings.learn_days
        #: Computes the vectors, if anything can.
        self.reader: Meanings | None = None
        self._has_older_vectors = True
        self._waiting: Counter[tuple[int, Unanswerable]] = Counter()
        self._writing = asyncio.Lock()
        self._closing = False

    def notice(self, events: Sequence[Event], *, after_alarm: bool) -> None:
        """Note the unanswered questions among the new events of a turn that was stored."""
        if not self.is_on or after_alarm or len(self._waiting) >= _WAITING:
            return
        today = int(time.time() // _DAY)
        self._waiting.update((today, each) for each in unanswerable(events))

    async def keep(self) -> None:
        """Write what was noticed every few seconds, until cancelled."""
        while self.is_on:
            await asyncio.sleep(_PAUSE)
            with suppress(StoreError):  # DatabaseWatch logs it; the next round tries again
                await self.write()
                await self._renew_vectors()

    async def close(self) -> None:
        """Write at once what is waiting, without vectors, which the next start adds.

        Raises:
            StoreError: the database failed, and the waiting questions are lost.
        """
        self._closing = True
        await self.write()

    async def write(self) -> None:
        """Write everything that is waiting.

        Raises:
            StoreError: the database failed; what was not written goes on waiting.
        """
        async with self._writing:
            while self._waiting:
                batch = list(self._waiting.items())[:_BATCH]
                rows = sorted((_row(*each, count) for each, count in batch), key=_key)
                if not self._closing:
                    await self._add_vectors(rows)
                await self._database.run(partial(_add, rows))
                self._waiting.subtract(dict(batch))
                self._waiting = +self._waiting

    def find(self, connection: Any, days: int, most: int) -> tuple[list[Kept], bool]:
        """The questions of the last days, latest first, and whether there are more than `most`."""
        after = int(time.time() // _DAY) - days
        query = sa.select(UNANSWERED).where(_ROW.day > after)
        query = query.order_by(_ROW.day.desc(), _ROW.key).limit(most + 1)
        rows = connection.execute(query).all()
        return [self._stored_question(row) for row in rows[:most]], len(rows) > most

    async def expire(self, now: float) -> None:
        """Delete old questions, or all if the clinic doesn't want them any more."""
        old = sa.true()
        if self.is_on:
            old = _ROW.day < int(now // _DAY) - self._days
        gone = UNANSWERED.delete().where(old)
        count = await self._database.run(lambda c: int(c.execute(gone).rowcount))
        if count:
            await self._database.forget()
            logger.info("Retention: %s questions without an answer deleted", count)
        self._has_older_vectors = True  # another process may have an older encoder

    def _stored_question(self, row: Any) -> Kept:
        is_ours = self.reader is not None and row.encoder == self.reader.name
        vector = row.vector if is_ours else None
        return Kept(row.kind, row.topic, row.text, row.day, row.count, vector)

    async def _add_vectors(self, rows: list[dict[str, Any]]) -> None:
        """Add vectors to rows that are new."""
        keys = sa.select(_ROW.key).where(_ROW.key.in_([row["key"] for row in rows]))
        known = set(await self._database.run(lambda c: c.scalars(keys).all()))
        for row in rows:
            if row["key"] not in known:
                row |= await self._vector(row["text"])

    async def _renew_vectors(self) -> None:
        """Compute the vectors of another encoder's rows again, a batch at a time."""
        if not (self.reader and self._has_older_vectors):
            return
        others = _ROW.encoder.is_(None) | (_ROW.encoder != self.reader.name)
        query = sa.select(_ROW.key, _ROW.text).where(others).limit(_BATCH)
        rows = await self._database.run(lambda connection: connection.execute(query).all())
        self._has_older_vectors = bool(rows)
        for row in rows:
            change = UNANSWERED.update().where(_ROW.key == row.key)
            change = change.values(await self._vector(row.text))
            await self._database.run(partial(_run, change))

    async def _vector(self, text: str) -> dict[str, Any]:
        """Compute a vector in a thread, with a break after it."""
        if not self.reader:
            return {}
        begun = time.monotonic()
        vector = await asyncio.to_thread(self.reader.pack, text)
        await asyncio.sleep(_BREAK * (time.monotonic() - begun))
        return {"vector": vector, "encoder": self.reader.name}


def _row(day: int, question: Unanswerable, count: int) -> dict[str, Any]:
    key = hashlib.sha256("\0".join([str(day), *question]).encode()).hexdigest()
    row = {"key": key, "day": day, "count": count, "encoder": None, "vector": None}
    return row | question._asdict() | {"topic": question.topic[:64]}


def _key(row: dict[str, Any]) -> str:
    """Rows are written in the order of their keys, so that two processes can't deadlock."""
    return str(row["key"])


def _add(rows: list[dict[str, Any]], connection: Any) -> None:
    connection.execute(_ADD[connection.dialect.name], rows)


def _run(statement: Any, connection: Any) -> None:
    connection.execute(statement)

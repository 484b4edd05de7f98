"""RequestDeliveries: which requests have to be brought to the clinic, and which process does it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa

from operations.settings import Settings
from storage.contact_requests import ContactRequest
from storage.sealing import personal
from storage.sql.database import Database
from storage.sql.database_tables import CONTACT_DELIVERIES, CONTACT_REQUESTS
from storage.sql.server_locks import clock

#: Seconds for which a delivery is reserved for the process that tries it, unless it renews that.
LEASE = 12

_ROW, _WAY = CONTACT_REQUESTS.c, CONTACT_DELIVERIES.c


class Due(NamedTuple):
    """A delivery to try; `request` is None if today's key can't decrypt it."""

    id: str
    way: str
    attempts: int
    received: float
    request: ContactRequest | None


class Waiting(NamedTuple):
    """The number of pending deliveries by way, and how many seconds the oldest has waited."""

    ways: Mapping[str, int]
    seconds: float


class RequestDeliveries:
    """Every method may raise StoreError."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database, self._sealing = database, personal(settings)

    async def due(self, way: str) -> Due | None:
        """The next delivery to try by this way, if any; it is reserved for `LEASE` seconds.

        Exactly one process gets it, since the update checks what was read. The oldest process can't
        do this alone: it may be a version without requests or without this way, and a process that
        was given up may still be sending. Just after a failure of the database nothing is retried:
        first, whoever sent it should be able to record that it has arrived.
        """
        left = (
            sa.select(CONTACT_DELIVERIES, _ROW.received, _ROW.sealed)
            .where(_WAY.request == _ROW.id, _WAY.way == way, _WAY.delivered.is_(None))
            .order_by(_WAY.due)
            .limit(1)
        )
        if self._database.health.has_failed_lately:
            left = left.where(_WAY.attempts == 0)

        def work(connection: Any) -> Any:
            now = clock(connection)
            row = connection.execute(left.where(_WAY.due <= now)).first()
            if row is None:
                return None
            this = (_WAY.request == row.request) & (_WAY.way == row.way)
            mine = CONTACT_DELIVERIES.update().where(this, _WAY.attempts == row.attempts)
            mine = mine.values(due=now + LEASE, attempts=row.attempts + 1)
            return row if connection.execute(mine).rowcount == 1 else None

        row = await self._database.run(work)
        if row is None:
            return None
        content = self._sealing.open(row.sealed)
        request = ContactRequest.restored(content) if content else None
        return Due(row.request, row.way, row.attempts + 1, row.received, request)

    async def renew(self, due: Due) -> bool:
        """Reserve the delivery for `LEASE` seconds from now; False if another process has it."""
        return await self._set(due, lambda now: {"due": now + LEASE})

    async def delivered(self, due: Due) -> None:
        """The delivery has arrived; changes nothing if another process has it."""
        await self._set(due, lambda now: {"delivered": now, "problem": None})

    async def failed(self, due: Due, problem: str, wait: float) -> None:
        """It failed and is tried again after `wait` seconds; nothing if another process has it."""
        await self._set(due, lambda now: {"due": now + wait, "problem": problem[:200]})

    async def waiting(self) -> Waiting:
        """What has not arrived yet."""
        query = sa.select(sa.func.count(), sa.func.min(_ROW.received), _WAY.way)
        query = query.where(_WAY.request == _ROW.id, _WAY.delivered.is_(None)).group_by(_WAY.way)
        rows = await self._database.run(lambda connection: connection.execute(query).all())
        counts = {way: count for count, _, way in rows}
        since = min((first for _, first, _ in rows), default=None)
        return Waiting(counts, max(0.0, time.time() - since) if since else 0.0)

    async def _set(self, what: Due, values: Callable[[Any], dict[str, Any]]) -> bool:
        """Whether it was still reserved for this attempt: each process that takes it counts one."""
        this = (_WAY.request == what.id) & (_WAY.way == what.way) & _WAY.delivered.is_(None)
        change = CONTACT_DELIVERIES.update().where(this, _WAY.attempts == what.attempts)
        done = await self._database.run(lambda c: c.execute(change.values(values(clock(c)))))
        return bool(done.rowcount == 1)

"""ContactRows: the requests as the desk lists them, with how far each got; opened nowhere else."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from desk.tools import Tools
from storage.contact_requests import ContactRequest, delete_requests
from storage.sealing import personal
from storage.sql.database_tables import CONTACT_DELIVERIES, CONTACT_REQUESTS

#: How a request may stand, by what the page calls it.
STATES = {"failed": "Not delivered", "waiting": "On its way", "delivered": "Delivered"}
DONE = "done"
#: Requests on a page.
PAGE = 20

_ROW, _WAY = CONTACT_REQUESTS.c, CONTACT_DELIVERIES.c


def _some(*also: Any) -> Any:
    """Whether a way of it has not arrived."""
    left = sa.select(_WAY.request).where(_WAY.request == _ROW.id, _WAY.delivered.is_(None), *also)
    return left.exists()


_STATE = sa.case(
    (_ROW.done.is_not(None), DONE),
    (_some(_WAY.problem.is_not(None)), "failed"),
    (_some(), "waiting"),
    else_="delivered",
)


@dataclass(frozen=True)
class Delivery:
    """One way to the clinic, and when it arrived or is tried again."""

    way: str
    delivered: float | None
    attempts: int
    problem: str | None
    due: float


@dataclass(frozen=True)
class Listed:
    """`request` is None where today's key does not open it."""

    id: str
    received: float
    state: str
    request: ContactRequest | None
    deliveries: tuple[Delivery, ...]


class ContactRows:
    """Every call may raise StoreError."""

    def __init__(self, tools: Tools) -> None:
        self._read, self._database = tools.read, tools.database
        self._sealing = personal(tools.settings)

    async def counts(self) -> Mapping[str, int]:
        """How many stand in which state."""
        query = sa.select(_STATE, sa.func.count()).where(_ROW.complete).group_by(_STATE)
        rows = await self._read(lambda connection: connection.execute(query).all())
        return dict(rows)

    async def page(self, state: str, number: int) -> list[Listed]:
        """Those in that state, the latest first; "" are all that are not done."""
        query = sa.select(_ROW.id, _ROW.received, _ROW.sealed, _STATE.label("state"))
        chosen = state == _STATE if state else _ROW.done.is_(None)
        query = query.where(_ROW.complete, chosen).order_by(_ROW.received.desc(), _ROW.id)
        query = query.limit(PAGE).offset((number - 1) * PAGE)

        def work(connection: Any) -> list[Listed]:
            rows = connection.execute(query).all()
            ways = _ways(connection, [row.id for row in rows])
            return [self._listed(row, ways.get(row.id, ())) for row in rows]

        return await self._read(work)

    async def mark(self, id_: str, *, done: bool) -> bool:
        """Whether there is one to be marked."""
        change = CONTACT_REQUESTS.update().where(_ROW.id == id_, _ROW.complete)
        change = change.values(done=time.time() if done else None)
        return bool(await self._database.run(lambda c: c.execute(change).rowcount))

    async def delete(self, id_: str) -> bool:
        """Whether there was one; nothing of it is left."""
        which = (_ROW.id == id_) & _ROW.complete
        count = await self._database.run(lambda connection: delete_requests(connection, which))
        if count:
            await self._database.forget()
        return bool(count)

    def _listed(self, row: Any, ways: tuple[Delivery, ...]) -> Listed:
        content = self._sealing.open(row.sealed)
        request = ContactRequest.restored(content) if content else None
        return Listed(row.id, row.received, row.state, request, ways)


def _ways(connection: Any, ids: list[str]) -> dict[str, tuple[Delivery, ...]]:
    query = sa.select(CONTACT_DELIVERIES).where(_WAY.request.in_(ids)).order_by(_WAY.way)
    found: dict[str, tuple[Delivery, ...]] = {}
    for row in connection.execute(query):
        way = Delivery(row.way, row.delivered, row.attempts, row.problem, row.due)
        found[row.request] = (*found.get(row.request, ()), way)
    return found

"""ContactRows: the requests and how far each has got, for the desk; nothing else decrypts them."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from desk.services import Services
from storage.contact_requests import ContactRequest, delete_requests
from storage.sealing import personal
from storage.sql.database_tables import CONTACT_DELIVERIES, CONTACT_REQUESTS

#: The states of a request and what the page calls them.
STATES = {"failed": "Not delivered", "waiting": "On its way", "delivered": "Delivered"}
DONE = "done"
#: Requests per page.
PAGE = 20

_ROW, _WAY = CONTACT_REQUESTS.c, CONTACT_DELIVERIES.c


def _undelivered(*also: Any) -> Any:
    """Whether a delivery of the request has not arrived, and matches all conditions in `also`."""
    left = sa.select(_WAY.request).where(_WAY.request == _ROW.id, _WAY.delivered.is_(None), *also)
    return left.exists()


def _state(ways: Collection[str]) -> Any:
    """The state of a request, where these are the ways that are set up."""
    fails = _WAY.problem.is_not(None) | _WAY.way.not_in(ways)
    return sa.case(
        (_ROW.done.is_not(None), DONE),
        (_undelivered(fails), "failed"),
        (_undelivered(), "waiting"),
        else_="delivered",
    )


@dataclass(frozen=True)
class DeliveryStatus:
    """One way to the clinic, and when the request arrived there or is tried again.

    `is_set_up` is false if the way was taken out of the settings, so that nothing is tried.
    """

    way: str
    is_set_up: bool
    delivered: float | None
    attempts: int
    problem: str | None
    due: float


@dataclass(frozen=True)
class Listed:
    """`request` is None if today's key can't decrypt it."""

    id: str
    received: float
    state: str
    request: ContactRequest | None
    deliveries: tuple[DeliveryStatus, ...]


class ContactRows:
    """Every method may raise StoreError."""

    def __init__(self, services: Services) -> None:
        self._read, self._database = services.read, services.database
        self._sealing = personal(services.settings)
        self._set_up = services.settings.request_ways
        self._state = _state(self._set_up)

    async def counts(self) -> Mapping[str, int]:
        """The number of requests in each state."""
        query = sa.select(self._state.label("state"), sa.func.count())
        query = query.where(_ROW.complete).group_by("state")
        rows = await self._read(lambda connection: connection.execute(query).all())
        return dict(rows)

    async def page(self, state: str, number: int) -> list[Listed]:
        """The requests in a state, the latest first; "" means all that are not done."""
        query = sa.select(_ROW.id, _ROW.received, _ROW.sealed, self._state.label("state"))
        chosen = state == self._state if state else _ROW.done.is_(None)
        query = query.where(_ROW.complete, chosen).order_by(_ROW.received.desc(), _ROW.id)
        query = query.limit(PAGE).offset((number - 1) * PAGE)

        def work(connection: Any) -> list[Listed]:
            rows = connection.execute(query).all()
            ways = self._ways(connection, [row.id for row in rows])
            return [self._listed(row, ways.get(row.id, ())) for row in rows]

        return await self._read(work)

    async def mark(self, id_: str, *, done: bool) -> bool:
        """Mark a request as done or not done; whether it exists."""
        change = CONTACT_REQUESTS.update().where(_ROW.id == id_, _ROW.complete)
        change = change.values(done=time.time() if done else None)
        return bool(await self._database.run(lambda c: c.execute(change).rowcount))

    async def delete(self, id_: str) -> bool:
        """Delete a request with its deliveries; whether it existed."""
        which = (_ROW.id == id_) & _ROW.complete
        count = await self._database.run(lambda connection: delete_requests(connection, which))
        if count:
            await self._database.forget()
        return bool(count)

    def _listed(self, row: Any, ways: tuple[DeliveryStatus, ...]) -> Listed:
        content = self._sealing.open(row.sealed)
        request = ContactRequest.restored(content) if content else None
        return Listed(row.id, row.received, row.state, request, ways)

    def _ways(self, connection: Any, ids: list[str]) -> dict[str, tuple[DeliveryStatus, ...]]:
        query = sa.select(CONTACT_DELIVERIES).where(_WAY.request.in_(ids)).order_by(_WAY.way)
        found: dict[str, tuple[DeliveryStatus, ...]] = {}
        for row in connection.execute(query):
            is_set_up = row.way in self._set_up
            times = (row.delivered, row.attempts, row.problem, row.due)
            way = DeliveryStatus(row.way, is_set_up, *times)
            found[row.request] = (*found.get(row.request, ()), way)
        return found

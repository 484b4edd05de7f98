"""ContactRequests: visitors' requests to the clinic, encrypted, apart from conversations."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from operations.settings import Settings
from storage.sealing import personal
from storage.sql.database import Database
from storage.sql.database_tables import CONTACT_DELIVERIES, CONTACT_REQUESTS, CONVERSATIONS
from storage.sql.server_locks import clock

#: Seconds after which an unfinished request is deleted.
_ABANDONED = 3600

_ROW, _WAY = CONTACT_REQUESTS.c, CONTACT_DELIVERIES.c


@dataclass(frozen=True)
class ContactRequest:
    """What the clinic receives. `consent` holds the words that the visitor agreed to."""

    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    time: str = field(default="", repr=False)
    about: str = field(default="", repr=False)
    consent: str = field(default="", repr=False)
    channel: str = "web"

    @classmethod
    def restored(cls, content: Mapping[str, Any]) -> ContactRequest:
        """From a stored `asdict`, also of another version of this class."""
        known = {each.name for each in fields(cls)} & set(content)
        return cls(**{name: content[name] for name in known})


class OtherRequestError(RuntimeError):
    """A different request is stored under this id; the new one was not stored."""


class ContactRequests:
    """Every method may raise StoreError."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database, self._settings = database, settings
        self._sealing = personal(settings)

    @property
    def is_on(self) -> bool:
        """Whether there is a way to deliver requests."""
        return bool(self._settings.request_ways)

    async def add(self, id_: str, conversation: str, request: ContactRequest) -> bool:
        """Store a request, to be delivered each way; the same id again changes nothing.

        False if the conversation is erased or the id belongs to another conversation.

        Raises:
            OtherRequestError: a different request of this conversation has the id.
        """
        row = self._row(id_, conversation, asdict(request), complete=True)
        ways = self._settings.request_ways

        def work(connection: Any) -> bool:
            if _is_erased(connection, conversation):
                return False
            by_id = sa.select(_ROW.conversation, _ROW.sealed).where(_ROW.id == id_)
            known = connection.execute(by_id).first()
            if known and known.conversation == conversation:
                if self._sealing.open(known.sealed) != asdict(request):
                    raise OtherRequestError
                return True
            if known:
                return False
            try:
                with connection.begin_nested():
                    connection.execute(CONTACT_REQUESTS.insert(), row)
            except IntegrityError:  # another process stored it at this very moment
                return False
            started = {"request": id_, "due": clock(connection), "attempts": 0}
            each = [started | {"way": way} for way in ways]
            connection.execute(CONTACT_DELIVERIES.insert().values(each))
            connection.execute(CONTACT_REQUESTS.delete().where(_ROW.id == conversation))
            return True

        return await self._database.run(work)

    async def has(self, id_: str) -> bool:
        """Whether a request with this id is stored."""
        query = sa.select(_ROW.id).where(_ROW.id == id_)
        return await self._database.run(lambda c: c.execute(query).first() is not None)

    async def draft(self, conversation: str) -> dict[str, Any] | None:
        """The answers so far of a visitor who is asked step by step; None if there are none."""
        query = sa.select(_ROW.sealed).where(
            _ROW.id == conversation, ~_ROW.complete, _ROW.received > time.time() - _ABANDONED
        )
        sealed = await self._database.run(lambda connection: connection.scalar(query))
        return self._sealing.open(sealed) if sealed else None

    async def keep_draft(self, conversation: str, content: Mapping[str, Any]) -> None:
        """Store the draft in place of the one before."""
        row = self._row(conversation, conversation, content, complete=False)

        def work(connection: Any) -> None:
            connection.execute(CONTACT_REQUESTS.delete().where(_ROW.id == conversation))
            connection.execute(CONTACT_REQUESTS.insert(), row)

        await self._database.run(work)

    async def drop_draft(self, conversation: str) -> None:
        """Delete the draft."""
        gone = CONTACT_REQUESTS.delete().where(_ROW.id == conversation)
        if (await self._database.run(lambda c: c.execute(gone))).rowcount:
            await self._database.forget()

    async def export(self, conversation: str) -> list[dict[str, Any]]:
        """All stored requests of a conversation, decrypted, and its draft."""
        query = (
            sa.select(CONTACT_REQUESTS)
            .where(_ROW.conversation == conversation)
            .order_by(_ROW.received)
        )
        rows = await self._database.run(lambda connection: connection.execute(query).all())
        opened = ((row.received, self._sealing.open(row.sealed)) for row in rows)
        return [
            {"received": received} | asdict(ContactRequest.restored(content))
            for received, content in opened
            if content
        ]

    async def expire(self, before: float) -> int:
        """Delete older requests, delivered or not, and abandoned drafts; returns how many."""
        old = _ROW.received < before
        left = ~_ROW.complete & (_ROW.received < time.time() - _ABANDONED)

        def work(connection: Any) -> int:
            return delete_requests(connection, old | left)

        count = await self._database.run(work)
        if count:
            await self._database.forget()
        return count

    def _row(
        self, id_: str, conversation: str, content: Mapping[str, Any], *, complete: bool
    ) -> dict[str, Any]:
        sealed = self._sealing.seal(content)
        row = {"id": id_, "conversation": conversation, "received": time.time()}
        return row | {"complete": complete, "sealed": sealed}


def forget_requests(connection: Any, conversation: str) -> None:
    """Delete all requests of a conversation that is being erased, in the same transaction."""
    delete_requests(connection, _ROW.conversation == conversation)


def delete_requests(connection: Any, which: Any) -> int:
    """Delete matching requests in the caller's transaction; returns how many there were."""
    ids = sa.select(_ROW.id).where(which)
    connection.execute(CONTACT_DELIVERIES.delete().where(_WAY.request.in_(ids)))
    return int(connection.execute(CONTACT_REQUESTS.delete().where(which)).rowcount)


def _is_erased(connection: Any, conversation: str) -> bool:
    """Locks the row, if there is one: an erasure waits and then deletes the request, too."""
    row = sa.select(CONVERSATIONS.c.erased).where(CONVERSATIONS.c.id == conversation)
    return bool(connection.scalar(row.with_for_update()))

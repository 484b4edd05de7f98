"""Inbox: which events of messaging apps have arrived, and what remains to be done for each."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from storage.processes.membership import Membership
from storage.sealing import Sealing
from storage.sql.database import Database
from storage.sql.database_tables import INBOX, PROCESSES
from storage.sql.server_locks import clock, take_within, try_within
from storage.sql.store_errors import StoreError

logger = logging.getLogger(__name__)

#: Seconds for which an event's key is kept: no app delivers an event again after that.
KEPT = 7 * 86400

_NOTHING_LEFT = {"sealed": None, "conversation": None}


#: Seconds after which an event without an owner may be taken over. Older versions write no owner,
#: and may be working on it.
_ORPHANED = 60

#: The channel of requests that the website makes and that are done at once.
_WEB = "web"

_OF = (INBOX.c.channel == sa.bindparam("of")) & INBOX.c.sealed.is_not(None)


class Pending(NamedTuple):
    """An event that is still to be answered; `sent` messages of its answer are out already."""

    key: str
    content: dict[str, Any]
    sent: int
    age: float  # seconds


class Taken(NamedTuple):
    """A new event. `before` has the keys of unfinished events of the same conversation."""

    is_mine: bool = True
    before: tuple[str, ...] = ()


class Inbox:
    """Contents say where to answer, so they are encrypted, and deleted once the event is done.

    The process that has begun with a conversation does all that waits in it. What a process leaves
    behind when it stops or dies is taken over by another one as a whole.

    Every method may raise StoreError.
    """

    def __init__(
        self, database: Database, secret: str, channel: str, membership: Membership | None = None
    ) -> None:
        """Without a `membership` this is the only process."""
        self._database, self._channel = database, channel
        self._membership = membership or Membership(database)
        self._sealing = Sealing("inbox", lambda: secret)

    @property
    def owner(self) -> str | None:
        """This process's id; None if it is the only one, or while the database is away."""
        return self._membership.id

    async def current_owner(self) -> str | None:
        """The same, but certain: another process may have taken over while this one stood still."""
        return await self._membership.current_id()

    @property
    def is_alone(self) -> bool:
        """Whether there are no other processes that could leave events to this one."""
        return self._membership.is_alone

    async def take(
        self,
        key: str,
        content: Mapping[str, Any] | None,
        conversation: str | None = None,
        at_once: bool = False,
    ) -> Taken | None:
        """Store an event; None if it is not new. Its content is kept until `done` or `forget`.

        An event that is answered `at_once` waits for no other, so it belongs to this process.
        """
        sealed = None if content is None else self._sealing.seal(content)
        owner = await self._joined()
        row = {"key": key, "channel": self._channel, "sent": 0}
        row |= {"sealed": sealed, "conversation": conversation}
        known = sa.select(INBOX.c.key).where(INBOX.c.key == key)

        def work(connection: Any) -> Taken | None:
            if connection.execute(known).first():
                return None
            taken, doer = Taken(), owner
            if owner and conversation and not at_once:
                taken, doer = _queued(connection, conversation, owner)
            try:
                with connection.begin_nested():
                    values = row | {"received": clock(connection), "owner": doer}
                    connection.execute(INBOX.insert().values(values))
            except IntegrityError:  # another process stored it at this very moment
                return None
            return taken

        return await self._database.run(work)

    async def sent(self, key: str, count: int) -> None:
        """Record that `count` messages of the answer were sent."""
        await self._set(key, sent=count)

    async def done(self, key: str) -> None:
        """Delete the event's content; only its key remains."""
        await self._set(key, **_NOTHING_LEFT)

    async def pending(self) -> list[Pending]:
        """The events that this process has to answer, oldest first, others' leftovers included.

        Events that today's secret can't decrypt are left out. A process whose secret differs from
        the others' takes over nothing of theirs.
        """
        owner = self.owner
        if not self.is_alone and not owner:
            return []

        def work(connection: Any) -> list[Any]:
            age = (clock(connection) - INBOX.c.received).label("age")
            mine = sa.select(INBOX, age).where(_OF).order_by(INBOX.c.received)
            if owner:
                if not self._membership.is_stranger:
                    self._take_over(connection, owner)
                mine = mine.where(INBOX.c.owner == owner)
            return list(connection.execute(mine, {"of": self._channel}))

        rows = await self._database.run(work)
        return [found for row in rows if (found := self._open(row))]

    async def tidy(self) -> None:
        """Delete the keys of old events."""

        def work(connection: Any) -> None:
            old = INBOX.c.received < clock(connection) - KEPT
            connection.execute(INBOX.delete().where(INBOX.c.channel == self._channel, old))

        await self._database.run(work)

    def _take_over(self, connection: Any, owner: str) -> None:
        """All in one go by one process; otherwise a conversation's messages could be split up."""
        alive = sa.select(PROCESSES.c.id)
        nobodys = INBOX.c.received < clock(connection) - _ORPHANED
        left = _OF & sa.or_(INBOX.c.owner.not_in(alive), INBOX.c.owner.is_(None) & nobodys)
        which = {"of": self._channel}
        if connection.execute(sa.select(INBOX.c.key).where(left).limit(1), which).first() is None:
            return
        if try_within(connection, f"take over/{self._channel}"):
            change = INBOX.update().where(left).values(owner=sa.bindparam("new"))
            count = connection.execute(change, which | {"new": owner}).rowcount
            logger.warning("%s: %d messages taken over", self._channel, count)

    async def _joined(self) -> str | None:
        if not self.is_alone and not self.owner:
            await self._membership.look()
            if not self.owner:
                raise StoreError("The database can't be joined yet.")
        return self.owner

    async def _set(self, key: str, **values: Any) -> None:
        change = INBOX.update().where(INBOX.c.key == key).values(**values)
        await self._database.run(lambda connection: connection.execute(change))

    def _open(self, row: Any) -> Pending | None:
        content = self._sealing.open(row.sealed)
        return None if content is None else Pending(row.key, content, row.sent, row.age)


def _queued(connection: Any, conversation: str, owner: str) -> tuple[Taken, str]:
    """What waits before it in the conversation, and who does both; one caller at a time."""
    take_within(connection, f"inbox/{conversation}")
    waiting = sa.select(INBOX.c.key, INBOX.c.owner).order_by(INBOX.c.received)
    waiting = waiting.where(INBOX.c.conversation == conversation, INBOX.c.sealed.is_not(None))
    before = connection.execute(waiting).all()
    doer = next((each.owner for each in before if each.owner), owner)
    return Taken(doer == owner, tuple(each.key for each in before)), doer


def forget(connection: Any, conversation: str, request: str | None = None) -> None:
    """Delete the events of a conversation that is being erased, in the same transaction.

    `request` is the key of the event that asks for it; this one and later ones remain to be done.
    """
    gone = INBOX.c.conversation == conversation
    if request:
        asked = sa.select(INBOX.c.received).where(INBOX.c.key == request).scalar_subquery()
        before = INBOX.c.received <= sa.func.coalesce(asked, clock(connection))
        gone = gone & before & (INBOX.c.key != request)
    connection.execute(INBOX.update().where(gone).values(**_NOTHING_LEFT))


def first_time(connection: Any, key: str) -> bool:
    """Whether the website sends this key for the first time; it is remembered from now on."""
    old = INBOX.c.received < clock(connection) - KEPT
    connection.execute(INBOX.delete().where(INBOX.c.channel == _WEB, old))
    if connection.execute(sa.select(INBOX.c.key).where(INBOX.c.key == key)).first():
        return False
    row = {"key": key, "channel": _WEB, "received": clock(connection), "sent": 0}
    connection.execute(INBOX.insert().values(row))
    return True

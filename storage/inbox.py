"""Inbox: which events of messaging apps were taken, and what is still to be done for each."""

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

#: Seconds an event's key is kept: no app delivers an event again after that.
KEPT = 7 * 86400

_NOTHING_LEFT = {"sealed": None, "conversation": None}


#: Seconds after which what nobody owns is anybody's: a version before this one owns nothing, and
#: may be at it.
_ORPHANED = 60

#: What is asked on the website once, and is done at once.
_WEB = "web"

_OF = (INBOX.c.channel == sa.bindparam("of")) & INBOX.c.sealed.is_not(None)


class Pending(NamedTuple):
    """An event that is still to be done; `sent` of its messages went out already."""

    key: str
    content: dict[str, Any]
    sent: int
    age: float  # seconds


class Taken(NamedTuple):
    """An event that is new. `before` are the keys of what its conversation still waits for."""

    is_mine: bool = True
    before: tuple[str, ...] = ()


class Inbox:
    """Contents hold where to answer, so they are encrypted, and gone once the work is done.

    Of several processes the one that has begun with a conversation is to do all that waits in it;
    what one leaves behind that stopped or died, another takes over as a whole.

    Every call may raise StoreError.
    """

    def __init__(
        self, database: Database, secret: str, channel: str, membership: Membership | None = None
    ) -> None:
        """Without a `membership` there is but this process."""
        self._database, self._channel = database, channel
        self._membership = membership or Membership(database)
        self._sealing = Sealing("inbox", lambda: secret)

    @property
    def owner(self) -> str | None:
        """This process; None where there is but one, or while the database is away."""
        return self._membership.id

    @property
    def is_alone(self) -> bool:
        """Whether nobody else can leave anything here."""
        return self._membership.is_alone

    async def take(
        self,
        key: str,
        content: Mapping[str, Any] | None,
        conversation: str | None = None,
        at_once: bool = False,
    ) -> Taken | None:
        """None if the event is not new; its content is then kept until `done`, or until `forget`.

        `at_once` is for what waits for nothing, so it is this process's to do.
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
            except IntegrityError:  # taken by another at this very moment
                return None
            return taken

        return await self._database.run(work)

    async def sent(self, key: str, count: int) -> None:
        """So many messages of the answer went out."""
        await self._set(key, sent=count)

    async def done(self, key: str) -> None:
        """Nothing is left to do; only the key stays."""
        await self._set(key, **_NOTHING_LEFT)

    async def pending(self) -> list[Pending]:
        """What this process is to do, with what others left behind, oldest first.

        What can't be opened with today's secret is left out, and who has another secret than the
        others leaves theirs to them.
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
        """Forget old events."""

        def work(connection: Any) -> None:
            old = INBOX.c.received < clock(connection) - KEPT
            connection.execute(INBOX.delete().where(INBOX.c.channel == self._channel, old))

        await self._database.run(work)

    def _take_over(self, connection: Any, owner: str) -> None:
        """All at once and by one process: else a conversation's messages could part."""
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
    """Behind what waits in its conversation, and who is to do it; one after the other."""
    take_within(connection, f"inbox/{conversation}")
    waiting = sa.select(INBOX.c.key, INBOX.c.owner).order_by(INBOX.c.received)
    waiting = waiting.where(INBOX.c.conversation == conversation, INBOX.c.sealed.is_not(None))
    before = connection.execute(waiting).all()
    doer = next((each.owner for each in before if each.owner), owner)
    return Taken(doer == owner, tuple(each.key for each in before)), doer


def forget(connection: Any, conversation: str, request: str | None = None) -> None:
    """Leave nothing to do for a conversation that is erased, within the same transaction.

    `request` is the key of the event that asks for it: it and what came later is still to be done.
    """
    gone = INBOX.c.conversation == conversation
    if request:
        asked = sa.select(INBOX.c.received).where(INBOX.c.key == request).scalar_subquery()
        before = INBOX.c.received <= sa.func.coalesce(asked, clock(connection))
        gone = gone & before & (INBOX.c.key != request)
    connection.execute(INBOX.update().where(gone).values(**_NOTHING_LEFT))


def first_time(connection: Any, key: str) -> bool:
    """Whether a visitor of the website asks this for the first time; then it is remembered."""
    old = INBOX.c.received < clock(connection) - KEPT
    connection.execute(INBOX.delete().where(INBOX.c.channel == _WEB, old))
    if connection.execute(sa.select(INBOX.c.key).where(INBOX.c.key == key)).first():
        return False
    row = {"key": key, "channel": _WEB, "received": clock(connection), "sent": 0}
    connection.execute(INBOX.insert().values(row))
    return True

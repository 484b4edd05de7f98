"""Handovers: conversations that a person of the clinic has taken over, and what is said there."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from operations.settings import Settings
from storage.sealing import personal
from storage.sql.database import Database
from storage.sql.database_tables import HANDOVER_MESSAGES, HANDOVERS
from storage.sql.server_locks import clock

Role = Literal["visitor", "person", "bot"]
_OF, _SAID = HANDOVERS.c, HANDOVER_MESSAGES.c
#: How many messages are read at once; a page of the history has fewer turns.
_MOST = 200
#: Seconds without a word after which a handover ends in which the clinic wrote last.
_DAY = 86400
#: Seconds between two messages at least, so that their times order them.
_TICK = 0.001


@dataclass(frozen=True)
class Handover:
    """`to` is where an app's visitor gets answers; `conversation` is "" once it is erased.

    `is_answered` says that the clinic wrote last.
    """

    thread: str
    conversation: str
    is_open: bool
    is_silent: bool  # whether the bot is
    channel: str = "web"
    to: Mapping[str, Any] = field(default_factory=dict, repr=False)
    is_answered: bool = False


class HandoverMessage(NamedTuple):
    """A message in a handover."""

    id: str
    role: Role
    text: str
    time: float


class News(NamedTuple):
    """New messages, and the id of the latest one so far: the next news are those after it."""

    messages: list[HandoverMessage]
    latest: str


class Handovers:
    """Every method may raise StoreError."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database, self._sealing = database, personal(settings)
        self._wait = settings.handover_minutes * 60

    async def of(self, conversation: str) -> Handover | None:
        """The conversation's open handover, if any."""
        found = await self._find((_OF.conversation == conversation) & _OF.is_open)
        return found[0] if found else None

    async def at(self, thread: str) -> Handover | None:
        """The handover of this thread, even if it is over."""
        found = await self._find(_OF.thread == thread)
        return found[0] if found else None

    async def overdue(self) -> list[Handover]:
        """Handovers to be closed: those without an answer in time, those without any word for a
        day, and those whose conversation was erased while they were open."""
        return await self._find(_OF.is_open, is_due=True)

    async def begin(
        self, thread: str, conversation: str, channel: str, to: Mapping[str, Any]
    ) -> Handover:
        """Begin a handover; the bot is silent from now on."""
        row = {"thread": thread, "conversation": conversation, "answered": False}
        row |= {"is_open": True, "is_silent": True}
        row |= {"sealed": self._sealing.seal({"channel": channel, "to": dict(to)})}

        def work(connection: Any) -> None:
            now = clock(connection)
            times = {"opened": time.time(), "due": now + self._wait}
            connection.execute(HANDOVERS.insert().values(row | times))

        await self._database.run(work)
        return Handover(thread, conversation, True, True, channel, to)

    async def visitor_wrote(self, handover: Handover, *, urgent: bool = False) -> None:
        """Start the clinic's time to answer, unless it is running already.

        If the message is urgent, the bot answers again, too.
        """
        this = _OF.thread == handover.thread

        def work(connection: Any) -> None:
            begun = HANDOVERS.update().where(this, _OF.answered)
            connection.execute(begun.values(answered=False, due=clock(connection) + self._wait))
            if urgent:
                connection.execute(HANDOVERS.update().where(this).values(is_silent=False))

        await self._database.run(work)

    async def person_wrote(self, handover: Handover) -> None:
        """Make the bot silent again, and give the visitor a day to write."""
        this = HANDOVERS.update().where(_OF.thread == handover.thread)
        await self._database.run(
            lambda connection: connection.execute(
                this.values(answered=True, is_silent=True, due=clock(connection) + _DAY)
            )
        )

    async def close(self, handover: Handover) -> bool:
        """End the handover; an app's address of the visitor is deleted.

        True unless it was closed before, maybe by another process.
        """
        over = HANDOVERS.update().where(_OF.thread == handover.thread, _OF.is_open)
        over = over.values(is_open=False, sealed=None)
        return await self._database.run(lambda c: c.execute(over).rowcount == 1)

    async def keep(self, handover: Handover, id_: str, role: Role, text: str) -> None:
        """Store a message, once by its id; nothing if the conversation was erased meanwhile."""
        row = {"id": id_, "conversation": handover.conversation}
        row |= {"sealed": self._sealing.seal({"role": role, "text": text})}
        # The rows are locked. So an erasure waits and then deletes the message, too, and another
        # message waits and then gets a later time: whoever has read this one misses none.
        these = sa.select(_OF.thread).where(_OF.conversation == handover.conversation)
        these = these.order_by(_OF.thread).with_for_update()
        known = sa.select(_SAID.id).where(_SAID.id == id_)
        latest = sa.select(sa.func.max(_SAID.time)).where(
            _SAID.conversation == handover.conversation
        )

        def work(connection: Any) -> None:
            if not connection.execute(these).first() or connection.execute(known).first():
                return
            moment = max(time.time(), (connection.scalar(latest) or 0.0) + _TICK)
            try:
                with connection.begin_nested():
                    connection.execute(HANDOVER_MESSAGES.insert(), row | {"time": moment})
            except IntegrityError:  # another process stored it at this very moment
                return

        await self._database.run(work)

    async def has(self, conversation: str, id_: str) -> bool:
        """Whether this message was passed on to a person."""
        query = sa.select(_SAID.id).where(_SAID.id == id_, _SAID.conversation == conversation)
        return await self._database.run(lambda c: c.execute(query).first() is not None)

    async def said(
        self,
        conversation: str,
        since: float = 0.0,
        until: float = float("inf"),
        most: int | None = _MOST,
    ) -> list[HandoverMessage]:
        """The latest messages of a period, in order: at most `most`, or all if that is None."""
        query = sa.select(HANDOVER_MESSAGES).where(
            _SAID.conversation == conversation, _SAID.time >= since, _SAID.time < until
        )
        query = query.order_by(_SAID.time.desc()).limit(most)
        rows = await self._database.run(lambda connection: connection.execute(query).all())
        return self._opened(reversed(rows))

    async def news(self, conversation: str, since: str) -> News:
        """The next messages after the one with this id, in order; the latest if there is none."""
        mine = _SAID.conversation == conversation
        found = sa.select(_SAID.time).where(_SAID.id == since, mine)
        said = sa.select(HANDOVER_MESSAGES).where(mine).limit(_MOST)

        def work(connection: Any) -> tuple[list[Any], str]:
            after = connection.scalar(found) if since else None
            if after is None:
                return connection.execute(said.order_by(_SAID.time.desc())).all()[::-1], ""
            fresh = said.where(_SAID.time > after).order_by(_SAID.time)
            return connection.execute(fresh).all(), since

        rows, before = await self._database.run(work)
        return News(self._opened(rows), rows[-1].id if rows else before)

    async def expire(self, before: float) -> int:
        """Delete older handovers; returns the number of deleted messages."""

        def work(connection: Any) -> int:
            connection.execute(HANDOVERS.delete().where(_OF.opened < before))
            gone = HANDOVER_MESSAGES.delete().where(_SAID.time < before)
            return int(connection.execute(gone).rowcount)

        count = await self._database.run(work)
        if count:
            await self._database.forget()
        return count

    def _opened(self, rows: Iterable[Any]) -> list[HandoverMessage]:
        opened = ((row, self._sealing.open(row.sealed)) for row in rows)
        return [HandoverMessage(row.id, c["role"], c["text"], row.time) for row, c in opened if c]

    async def _find(self, which: Any, *, is_due: bool = False) -> list[Handover]:
        query = sa.select(HANDOVERS).where(which)

        def work(connection: Any) -> list[Any]:
            is_over = (_OF.due < clock(connection)) | _OF.conversation.is_(None)
            return list(connection.execute(query.where(is_over) if is_due else query))

        rows = await self._database.run(work)
        return [self._handover(row) for row in rows]

    def _handover(self, row: Any) -> Handover:
        way = (self._sealing.open(row.sealed) if row.sealed else None) or {}
        is_open = row.is_open and row.conversation is not None
        state = (row.thread, row.conversation or "", is_open, row.is_silent)
        return Handover(*state, way.get("channel", "web"), way.get("to", {}), row.answered)


def forget_handovers(connection: Any, conversations: Collection[str]) -> None:
    """Delete the handovers of erased conversations, in the same transaction.

    Of an open one the thread remains in `overdue` until the clinic was told.
    """
    over = {"conversation": None, "sealed": None}
    which = _OF.conversation.in_(conversations)
    connection.execute(HANDOVERS.update().where(which).values(**over))
    gone = HANDOVER_MESSAGES.delete().where(_SAID.conversation.in_(conversations))
    connection.execute(gone)

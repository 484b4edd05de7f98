"""Archive: reads, rates, exports, erases and expires conversations."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from storage.contact_requests import forget_requests
from storage.handovers import forget_handovers
from storage.inbox import first_time, forget
from storage.sql.database import Database
from storage.sql.database_tables import CONVERSATIONS, EVENTS, HEARTBEAT, RATINGS

#: Conversations deleted per transaction, so that others don't wait long.
_BATCH = 20
#: Both dialects have ON CONFLICT, but SQLAlchemy has no common function for it.
_INSERT = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
# Built once: SQLAlchemy takes longer to build it than SQLite to run it. A message id of None
# matches nothing, because NULL equals nothing.
_STANDING = sa.select(
    CONVERSATIONS.c.erased,
    sa.select(EVENTS.c.turn)
    .where(
        EVENTS.c.sender_id == sa.bindparam("conversation"),
        EVENTS.c.message_id == sa.bindparam("message", type_=sa.String),
    )
    .scalar_subquery()
    .label("answered"),
).where(CONVERSATIONS.c.id == sa.bindparam("conversation"))

_OF = EVENTS.c.sender_id == sa.bindparam("id")
_BOUNDS = sa.select(
    sa.func.min(EVENTS.c.turn).label("first"), sa.func.max(EVENTS.c.turn).label("last")
).where(_OF)
_WORDS = sa.select(EVENTS.c.data).where(_OF, EVENTS.c.type_name.in_(["user", "bot"]))
_SPOKEN = _WORDS.where(EVENTS.c.turn.between(sa.bindparam("first"), sa.bindparam("last"))).order_by(
    EVENTS.c.id
)
#: A visitor can't type this text: quotes in a stored text have a backslash before them.
MASKED = _WORDS.where(
    EVENTS.c.turn.in_(
        sa.select(EVENTS.c.turn)
        .where(_OF, EVENTS.c.type_name == "user", EVENTS.c.turn < sa.bindparam("before"))
        .where(EVENTS.c.data.contains('"masked": ['))
        .order_by(EVENTS.c.turn)
        .limit(sa.bindparam("most"))
    )
).order_by(EVENTS.c.id)


@dataclass(frozen=True)
class Standing:
    """The state of a conversation when a message arrives."""

    erased: bool = False
    answered: int | None = None  # the turn that has already answered this message


class Archive:
    """Every method may raise StoreError. Events are as Rasa writes them, oldest first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def has_failed_lately(self) -> bool:
        """Whether anything failed in the last seconds; a full disk may still pass a ping."""
        return self._database.health.has_failed_lately

    def hold(self, conversation: str) -> AbstractAsyncContextManager[None]:
        """Keep all other processes away from the conversation."""
        return self._database.hold(conversation)

    async def ping(self) -> None:
        """Write to the database as storing a message would: a full disk can still be read."""
        beat = HEARTBEAT.update().values(id=HEARTBEAT.c.id)
        await self._database.run(lambda connection: connection.execute(beat))

    async def last_look(self) -> float:
        """When retention last ran, as a timestamp; 0.0 if never."""
        query = sa.select(HEARTBEAT.c.time)
        return float(await self._database.run(lambda c: c.scalar(query)) or 0.0)

    async def looked(self, moment: float) -> None:
        """Store when retention ran, by which a wrong clock is recognised at the next start."""
        look = HEARTBEAT.update().values(time=moment)
        await self._database.run(lambda connection: connection.execute(look))

    async def tidy(self) -> None:
        """Finish erasures that had to wait because another process was reading, and the like."""
        await self._database.tidy()

    async def standing(self, conversation: str, message_id: str | None = None) -> Standing:
        """Whether the conversation is erased, and whether the message was answered."""
        which = {"conversation": conversation, "message": message_id}
        row = await self._database.run(lambda c: c.execute(_STANDING, which).first())
        return Standing() if row is None else Standing(row.erased, row.answered)

    async def bounds(self, conversation: str) -> tuple[int, int]:
        """The numbers of its first and last turn; (1, 0) if it has none."""
        row = await self._database.run(lambda c: c.execute(_BOUNDS, {"id": conversation}).first())
        return (1, 0) if row.last is None else (row.first, row.last)

    async def spoken(self, conversation: str, first: int, last: int) -> list[dict[str, Any]]:
        """The messages and replies of these turns."""
        which = {"id": conversation, "first": first, "last": last}
        rows = await self._database.run(lambda c: list(c.scalars(_SPOKEN, which)))
        return [json.loads(row) for row in rows]

    async def masked(self, conversation: str, before: int, most: int) -> list[dict[str, Any]]:
        """The first turns before `before` in which something was masked, at most `most` of them."""
        which = {"id": conversation, "before": before, "most": most}
        rows = await self._database.run(lambda c: list(c.scalars(MASKED, which)))
        return [json.loads(row) for row in rows]

    async def rate(self, conversation: str, reply: str, value: str, word: str | None) -> bool:
        """Store the rating of a reply, in place of an earlier one.

        False if the conversation doesn't exist or is erased.
        """
        key = {"sender_id": conversation, "reply_id": reply}
        same = (RATINGS.c.sender_id == conversation) & (RATINGS.c.reply_id == reply)
        rating = {"value": value, "word": word, "timestamp": time.time()}

        # The row is locked, so an erasure or expiry waits and then deletes the rating, too.
        row = sa.select(CONVERSATIONS.c.id).where(CONVERSATIONS.c.id == conversation)
        row = row.where(~CONVERSATIONS.c.erased).with_for_update()

        def work(connection: Any) -> bool:
            if connection.execute(row).first() is None:
                return False
            connection.execute(RATINGS.delete().where(same))
            connection.execute(RATINGS.insert(), key | rating)
            return True

        return await self._database.run(work)

    async def ratings(self, conversation: str, replies: list[str]) -> dict[str, str]:
        """The ratings of these replies, "up" or "down", by the replies' ids."""
        rated = sa.select(RATINGS.c.reply_id, RATINGS.c.value)
        rated = rated.where(RATINGS.c.sender_id == conversation, RATINGS.c.reply_id.in_(replies))
        rows = await self._database.run(lambda connection: connection.execute(rated).all())
        return {row.reply_id: row.value for row in rows}

    async def export(self, conversation: str, turns: tuple[int, int]) -> dict[str, Any]:
        """All that is stored of the conversation, by table, with the events of these turns only."""
        owners = (CONVERSATIONS.c.id, EVENTS.c.sender_id, RATINGS.c.sender_id)
        queries = [sa.select(owner.table).where(owner == conversation) for owner in owners]
        queries[1] = queries[1].where(EVENTS.c.turn.between(*turns)).order_by(EVENTS.c.id)

        def work(connection: Any) -> dict[str, Any]:
            results = [connection.execute(query).mappings().all() for query in queries]
            return {
                owner.table.name: [dict(row) for row in rows]
                for owner, rows in zip(owners, results, strict=True)
            }

        return await self._database.run(work)

    async def erase(
        self,
        conversation: str,
        *,
        refuse: bool = True,
        request: str | None = None,
        once: bool = False,
    ) -> None:
        """Delete the conversation. With `refuse`, its id remains as an empty row and is refused.

        `request` is the key of the inbox event that asked for it. With `once`, that key is stored
        here, so that the same request, sent again, doesn't erase what was said since.
        """

        def work(connection: Any) -> None:
            if once and not first_time(connection, str(request)):
                return
            _hold_row(connection, conversation, refuse)
            _delete(connection, (EVENTS.c.sender_id, RATINGS.c.sender_id), [conversation])
            forget(connection, conversation, request)
            forget_requests(connection, conversation)
            forget_handovers(connection, [conversation])
            if not refuse:
                row = CONVERSATIONS.delete().where(CONVERSATIONS.c.id == conversation)
                connection.execute(row.where(~CONVERSATIONS.c.erased))

        await self._database.run(work)
        await self._database.forget()

    async def expire(self, before: float) -> int:
        """Delete conversations whose last message is older; returns how many there were."""
        old = sa.select(CONVERSATIONS.c.id).where(CONVERSATIONS.c.last < before).limit(_BATCH)
        # Locked until they are deleted; a conversation that goes on right now is locked itself.
        old = old.with_for_update(skip_locked=True)
        total = 0
        while True:
            count = await self._database.run(lambda connection: _delete_all(connection, old))
            total += count
            if count < _BATCH:
                break
            await asyncio.sleep(0)
        if total:
            await self._database.forget()
        return total


def _hold_row(connection: Any, conversation: str, refuse: bool) -> None:
    """Create or overwrite the conversation's row, and hold it.

    Every writer takes this row first. So a transaction that is just being committed is waited for
    and then seen, even if its client has given up or it begins the conversation.
    """
    now = time.time()
    row = {"erased": refuse, "slots": "{}", "turns": -1, "started": now, "last": now}
    mine = _INSERT[connection.dialect.name](CONVERSATIONS).values(id=conversation, **row)
    if not refuse:
        del row["erased"]  # an id that is refused stays refused
    connection.execute(mine.on_conflict_do_update(index_elements=["id"], set_=row))


def _delete_all(connection: Any, which: Any) -> int:
    ids = list(connection.scalars(which))
    owners = (EVENTS.c.sender_id, RATINGS.c.sender_id, CONVERSATIONS.c.id)
    _delete(connection, owners, ids)
    forget_handovers(connection, ids)
    return len(ids)


def _delete(connection: Any, owners: Iterable[Any], conversations: list[str]) -> None:
    for owner in owners:
        connection.execute(owner.table.delete().where(owner.in_(conversations)))

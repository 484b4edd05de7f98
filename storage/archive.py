"""Archive: what was said, to be read, rated, exported, erased and in time forgotten."""

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

#: Conversations deleted in one transaction: others wait no longer than that takes.
_BATCH = 20
#: Both know ON CONFLICT; SQLAlchemy has no word for it that both share.
_INSERT = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
# Built once: SQLAlchemy takes longer to build it than SQLite to run it. Without a message's id
# nothing is compared, since NULL equals nothing.
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
#: A visitor can't type this: in what is stored of a text, quotes have a backslash.
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
    """How a conversation stands when a message arrives."""

    erased: bool = False
    answered: int | None = None  # the turn that already answered this message


class Archive:
    """Every call may raise StoreError. Events are as Rasa writes them, oldest first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def has_failed_lately(self) -> bool:
        """Whether anything failed within seconds: a full disk may still take a ping."""
        return self._database.health.has_failed_lately

    def hold(self, conversation: str) -> AbstractAsyncContextManager[None]:
        """No other process does anything to the conversation meanwhile."""
        return self._database.hold(conversation)

    async def ping(self) -> None:
        """Write to the database, as storing a message would: a full disk can still be read."""
        beat = HEARTBEAT.update().values(id=HEARTBEAT.c.id)
        await self._database.run(lambda connection: connection.execute(beat))

    async def last_look(self) -> float:
        """When retention last looked; 0.0 if never."""
        query = sa.select(HEARTBEAT.c.time)
        return float(await self._database.run(lambda c: c.scalar(query)) or 0.0)

    async def looked(self, moment: float) -> None:
        """Keep it: a clock that is wrong at the next start is found out by it."""
        look = HEARTBEAT.update().values(time=moment)
        await self._database.run(lambda connection: connection.execute(look))

    async def tidy(self) -> None:
        """Finish what an erasure had to leave because another process was reading."""
        await self._database.forget_leftovers()

    async def standing(self, conversation: str, message_id: str | None = None) -> Standing:
        """Whether the conversation is erased, and whether the message was answered."""
        which = {"conversation": conversation, "message": message_id}
        row = await self._database.run(lambda c: c.execute(_STANDING, which).first())
        return Standing() if row is None else Standing(row.erased, row.answered)

    async def bounds(self, conversation: str) -> tuple[int, int]:
        """The numbers of its first and last turn; there is none in between for (1, 0)."""
        row = await self._database.run(lambda c: c.execute(_BOUNDS, {"id": conversation}).first())
        return (1, 0) if row.last is None else (row.first, row.last)

    async def spoken(self, conversation: str, first: int, last: int) -> list[dict[str, Any]]:
        """What was said in these turns."""
        which = {"id": conversation, "first": first, "last": last}
        rows = await self._database.run(lambda c: list(c.scalars(_SPOKEN, which)))
        return [json.loads(row) for row in rows]

    async def masked(self, conversation: str, before: int, most: int) -> list[dict[str, Any]]:
        """What was said in the first turns, at most so many, in which something was masked."""
        which = {"id": conversation, "before": before, "most": most}
        rows = await self._database.run(lambda c: list(c.scalars(MASKED, which)))
        return [json.loads(row) for row in rows]

    async def rate(self, conversation: str, reply: str, value: str, word: str | None) -> bool:
        """Keep the rating of a reply; a later one takes its place.

        False where there is no such conversation, or not any more.
        """
        key = {"sender_id": conversation, "reply_id": reply}
        same = (RATINGS.c.sender_id == conversation) & (RATINGS.c.reply_id == reply)
        rating = {"value": value, "word": word, "timestamp": time.time()}

        # The row is held, so that who erases or expires it waits, and takes the rating along.
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
        """Of these replies of a conversation, up or down by their ids."""
        rated = sa.select(RATINGS.c.reply_id, RATINGS.c.value)
        rated = rated.where(RATINGS.c.sender_id == conversation, RATINGS.c.reply_id.in_(replies))
        rows = await self._database.run(lambda connection: connection.execute(rated).all())
        return {row.reply_id: row.value for row in rows}

    async def export(self, conversation: str, turns: tuple[int, int]) -> dict[str, Any]:
        """Everything that is stored of a conversation, table by table; events of these turns."""
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
        """Delete all of it. With `refuse` its id stays, refused, without a word or a slot.

        `request` is the key of the inbox's event that asks for it. With `once` it becomes one
        with that, and one that comes again erases nothing of what was said since.
        """

        def work(connection: Any) -> None:
            if once and not first_time(connection, str(request)):
                return
            _take(connection, conversation, refuse)
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
        """Delete conversations whose last message is older; how many there were."""
        old = sa.select(CONVERSATIONS.c.id).where(CONVERSATIONS.c.last < before).limit(_BATCH)
        # Held until they are gone; who is just going on holds its own, and isn't old any more.
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


def _take(connection: Any, conversation: str, refuse: bool) -> None:
    """Make the conversation's row an empty one of our own, whether it is there or not.

    Who writes to a conversation takes its row first. So what is being committed at this moment
    is waited for, and then seen; also when its writer gave up, or begins the conversation.
    """
    now = time.time()
    row = {"erased": refuse, "slots": "{}", "turns": -1, "started": now, "last": now}
    mine = _INSERT[connection.dialect.name](CONVERSATIONS).values(id=conversation, **row)
    if not refuse:
        del row["erased"]  # what was erased for good stays so
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

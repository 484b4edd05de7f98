"""Inbox: which events of messaging apps were taken, and what is still to be done for each."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy.exc import IntegrityError

from serving.database import Database
from serving.schema import INBOX

#: Seconds an event's key is kept: no app delivers an event again after that.
KEPT = 7 * 86400

_NOTHING_LEFT = {"sealed": None, "conversation": None}


class Pending(NamedTuple):
    """An event that a stopped server left behind; `sent` of its messages went out already."""

    key: str
    content: dict[str, Any]
    sent: int
    received: float


class Inbox:
    """Contents hold where to answer, so they are encrypted, and gone once the work is done.

    Every call may raise StoreError.
    """

    def __init__(self, database: Database, secret: str, channel: str) -> None:
        self._database, self._channel = database, channel
        key = hashlib.sha256(b"inbox:" + secret.encode()).digest()
        self._cipher = Fernet(base64.urlsafe_b64encode(key))

    async def take(
        self, key: str, content: Mapping[str, Any] | None, conversation: str | None = None
    ) -> bool:
        """Whether the event is new; its content is then kept until `done`, or until `forget`."""
        sealed = None if content is None else self._seal(content)
        row = {"key": key, "channel": self._channel, "received": time.time(), "sent": 0}
        row |= {"sealed": sealed, "conversation": conversation}
        known = sa.select(INBOX.c.key).where(INBOX.c.key == key)

        def work(connection: Any) -> bool:
            if connection.execute(known).first():
                return False
            try:
                with connection.begin_nested():
                    connection.execute(INBOX.insert(), row)
            except IntegrityError:  # taken by another at this very moment
                return False
            return True

        return await self._database.run(work)

    async def sent(self, key: str, count: int) -> None:
        """So many messages of the answer went out."""
        await self._set(key, sent=count)

    async def done(self, key: str) -> None:
        """Nothing is left to do; only the key stays."""
        await self._set(key, **_NOTHING_LEFT)

    async def pending(self) -> list[Pending]:
        """What is not done, oldest first; what can't be opened with today's secret is left out."""
        query = (
            sa.select(INBOX)
            .where(INBOX.c.channel == self._channel, INBOX.c.sealed.is_not(None))
            .order_by(INBOX.c.received)
        )
        rows = await self._database.run(lambda connection: connection.execute(query).all())
        return [found for row in rows if (found := self._open(row))]

    async def tidy(self) -> None:
        """Forget old events."""
        old = INBOX.delete().where(
            INBOX.c.channel == self._channel, INBOX.c.received < time.time() - KEPT
        )
        await self._database.run(lambda connection: connection.execute(old))

    async def _set(self, key: str, **values: Any) -> None:
        change = INBOX.update().where(INBOX.c.key == key).values(**values)
        await self._database.run(lambda connection: connection.execute(change))

    def _seal(self, content: Mapping[str, Any]) -> str:
        return self._cipher.encrypt(json.dumps(content).encode()).decode()

    def _open(self, row: Any) -> Pending | None:
        try:
            content = json.loads(self._cipher.decrypt(row.sealed))
        except InvalidToken:
            return None
        return Pending(row.key, content, row.sent, row.received)


def forget(connection: Any, conversation: str, request: str | None = None) -> None:
    """Leave nothing to do for a conversation that is erased, within the same transaction.

    `request` is the key of the event that asks for it: it and what came later is still to be done.
    """
    gone = INBOX.c.conversation == conversation
    if request:
        asked = sa.select(INBOX.c.received).where(INBOX.c.key == request).scalar_subquery()
        before = INBOX.c.received <= sa.func.coalesce(asked, time.time())
        gone = gone & before & (INBOX.c.key != request)
    connection.execute(INBOX.update().where(gone).values(**_NOTHING_LEFT))

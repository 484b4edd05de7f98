"""Sessions: who is logged in at the desk, by a signed cookie and a row that ends with log-out."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from itsdangerous import BadData, URLSafeSerializer

from storage.sql.database import Database
from storage.sql.database_tables import DESK_SESSIONS

#: Seconds after which it is over: since it was used last, and since it was begun.
IDLE, LONGEST = 30 * 60, 10 * 3600
#: Seconds between two notes that it is still used: not each page writes one.
_NOTES = 60
_MOST_CHARACTERS = 300

_ROW = DESK_SESSIONS.c


@dataclass(frozen=True)
class Session:
    """A browser, and whether it is logged in. `token` comes back with every form of it."""

    cookie: str
    token: str
    is_staff: bool = False


class Sessions:
    """A password that is changed ends them all: its hash is part of the key they are signed with.

    The row keeps only a hash of what stands in the cookie: who reads the database is not let in.
    """

    def __init__(self, database: Database, secret: str, password_hash: str) -> None:
        key = hashlib.sha256(f"desk:{password_hash}:{secret}".encode()).digest()
        self._database, self._key = database, key
        self._serializer = URLSafeSerializer(
            key, salt="desk", signer_kwargs={"digest_method": hashlib.sha256}
        )

    def stranger(self) -> Session:
        """Somebody who is not logged in; nothing is stored."""
        return self._session(secrets.token_hex(32))

    async def find(self, cookie: str | None) -> Session | None:
        """Whose cookie it is; None where it is forged, or there is none."""
        if not cookie or len(cookie) > _MOST_CHARACTERS or not cookie.isascii():
            return None
        try:
            id_ = self._serializer.loads(cookie)
        except BadData:
            return None
        now = time.time()
        return self._session(id_, is_staff=await self._database.run(lambda c: _use(c, id_, now)))

    async def enter(self) -> Session:
        """A new one that is logged in; those that are over are forgotten."""
        id_, now = secrets.token_hex(32), time.time()
        over = (_ROW.used < now - IDLE) | (_ROW.started < now - LONGEST)

        def work(connection: Any) -> None:
            connection.execute(DESK_SESSIONS.delete().where(over))
            row = {"id": _hashed(id_), "started": now, "used": now}
            connection.execute(DESK_SESSIONS.insert(), row)

        await self._database.run(work)
        return self._session(id_, is_staff=True)

    async def leave(self, session: Session) -> None:
        """Log out: its cookie opens nothing any more, wherever it was copied to."""
        gone = DESK_SESSIONS.delete().where(
            _ROW.id == _hashed(self._serializer.loads(session.cookie))
        )
        await self._database.run(lambda connection: connection.execute(gone))

    def _session(self, id_: str, *, is_staff: bool = False) -> Session:
        token = hmac.digest(self._key, f"form:{id_}".encode(), hashlib.sha256).hex()
        return Session(str(self._serializer.dumps(id_)), token, is_staff)


def _use(connection: Any, id_: str, now: float) -> bool:
    """Whether it is logged in; then it is used now. A clock set back makes nobody younger."""
    row = connection.execute(sa.select(DESK_SESSIONS).where(_ROW.id == _hashed(id_))).first()
    if row is None or now - row.used > IDLE or now - row.started > LONGEST:
        return False
    if abs(now - row.used) > _NOTES:
        used = DESK_SESSIONS.update().where(_ROW.id == row.id).values(used=now)
        connection.execute(used)
    return True


def _hashed(id_: str) -> str:
    return hashlib.sha256(id_.encode()).hexdigest()

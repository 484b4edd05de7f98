"""Sessions: who is logged in at the desk, by a signed cookie and a row that log-out deletes."""

from __future__ import annotations

import hashlib
import secrets
import time
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from itsdangerous import BadData, URLSafeSerializer

from storage.sql.database import Database
from storage.sql.database_tables import DESK_SESSIONS

#: Seconds after which a session ends: since its last use, and since its beginning.
IDLE, LONGEST = 30 * 60, 10 * 3600
#: Seconds after a log-in for which what was typed since then can still be brought back.
_REMEMBERED = 24 * 3600
#: Seconds between two updates of a session's last use, so that not every page writes one.
_NOTES = 60
_MOST_CHARACTERS = 300

_ROW = DESK_SESSIONS.c


@dataclass(frozen=True)
class DeskSession:
    """A browser, logged in or not. `token` must come back with each of its forms."""

    cookie: str
    token: str
    is_staff: bool = False


class DeskSessions:
    """Changing the password ends all sessions: its hash is part of the key that signs them.

    The row holds only a hash of what the cookie says, so that reading the database lets nobody in.
    """

    def __init__(self, database: Database, secret: str, password_hash: str) -> None:
        key = hashlib.sha256(f"desk:{password_hash}:{secret}".encode()).digest()
        self._database = database
        by = {"digest_method": hashlib.sha256}
        self._serializer = URLSafeSerializer(key, salt="desk", signer_kwargs=by)
        self._tokens = URLSafeSerializer(key, salt="desk form", signer_kwargs=by)

    def stranger(self) -> DeskSession:
        """A session that is not logged in; nothing is stored."""
        return self._session(secrets.token_hex(32))

    async def find(self, cookie: str | None) -> DeskSession | None:
        """The session of this cookie; None if it is missing, forged or malformed."""
        if not cookie or len(cookie) > _MOST_CHARACTERS or not cookie.isascii():
            return None
        try:
            id_ = self._serializer.loads(cookie)
        except BadData:
            return None
        now = time.time()
        return self._session(id_, await self._database.run(lambda c: _use(c, id_, now)))

    async def enter(self) -> DeskSession:
        """A new session that is logged in; expired rows are deleted."""
        id_, now = secrets.token_hex(32), time.time()
        over = (_ROW.used < now - IDLE) | (_ROW.started < now - LONGEST)

        def work(connection: Any) -> None:
            connection.execute(DESK_SESSIONS.delete().where(over))
            row = {"id": _hashed(id_), "started": now, "used": now}
            connection.execute(DESK_SESSIONS.insert(), row)

        await self._database.run(work)
        return self._session(id_, now)

    async def leave(self, session: DeskSession) -> None:
        """Log out: the cookie is worthless from now on, wherever it was copied."""
        gone = DESK_SESSIONS.delete().where(
            _ROW.id == _hashed(self._serializer.loads(session.cookie))
        )
        await self._database.run(lambda connection: connection.execute(gone))

    def was_staff(self, token: str) -> bool:
        """Whether this is the token of somebody who logged in during the last day.

        They may be logged out by now.
        """
        try:
            _, started = self._tokens.loads(token)
        except BadData:
            return False
        return bool(time.time() - started < _REMEMBERED)

    def _session(self, id_: str, started: float = 0.0) -> DeskSession:
        """`started` is the time of the log-in, 0.0 for a stranger."""
        token = self._tokens.dumps([_hashed(f"form:{id_}"), int(started)])
        return DeskSession(str(self._serializer.dumps(id_)), str(token), bool(started))


def _use(connection: Any, id_: str, now: float) -> float:
    """When the session logged in; 0.0 if it isn't logged in (any more).

    Its use is noted, also when the clock was set back.
    """
    row = connection.execute(sa.select(DESK_SESSIONS).where(_ROW.id == _hashed(id_))).first()
    if row is None or now - row.used > IDLE or now - row.started > LONGEST:
        return 0.0
    if abs(now - row.used) > _NOTES:
        used = DESK_SESSIONS.update().where(_ROW.id == row.id).values(used=now)
        connection.execute(used)
    return float(row.started)


def _hashed(id_: str) -> str:
    return hashlib.sha256(id_.encode()).hexdigest()

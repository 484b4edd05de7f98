"""DatabaseServer: PostgreSQL's time limits, and which of its errors waiting can't cure."""

from __future__ import annotations

import re
import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

#: How libpq rejects a URL before it contacts any server.
_HOPELESS = re.compile(r"(connection to server .* failed: )?(invalid |weak |could not match )")
#: The most connections of each kind, and how many of them stay open when nobody writes.
CONNECTIONS, _IDLE = 8, 3
#: Seconds between two looks for connections that only a burst needed.
_LOOKS = 60.0


class DatabaseServer:
    """A lock is waited for `patience` seconds; any statement may take `longest` seconds."""

    def __init__(self, patience: int, longest: int) -> None:
        # With these, a connection that the network has lost is noticed within `longest` seconds.
        limits: dict[str, Any] = {
            "application_name": "clinic-chat",
            "connect_timeout": patience,
            "keepalives_idle": 5,
            "keepalives_interval": 2,
            "keepalives_count": 2,
            "tcp_user_timeout": 1000 * longest,
        }
        #: For `create_engine`.
        self.options: dict[str, Any] = {"pool_size": CONNECTIONS, "max_overflow": 0}
        self.options |= {"pool_pre_ping": True, "connect_args": limits}
        self._peaks: dict[sa.engine.Engine, int] = {}
        self._next_look = time.monotonic() + _LOOKS
        self._limits = (
            f"SET lock_timeout = {1000 * patience}; SET statement_timeout = {1000 * longest}"
        )

    def attend(self, engine: sa.engine.Engine) -> None:
        """Tune its connections, and count how many are in use at once."""

        def count(*_: object) -> None:
            self._peaks[engine] = max(self._peaks[engine], engine.pool.checkedout())

        self._peaks[engine] = 0
        sa.event.listen(engine, "connect", self.tune)
        sa.event.listen(engine, "checkout", count)

    def close_idle(self) -> None:
        """Once a minute, close what nobody needed since: many clinics may share a server.

        While some are in use it waits for a later call: a pool that is given up closes those only
        when Python happens to collect garbage.
        """
        if time.monotonic() < self._next_look:
            return
        self._next_look = time.monotonic() + _LOOKS
        for engine, peak in self._peaks.items():
            in_use, idle = engine.pool.checkedout(), engine.pool.checkedin()
            is_idle = in_use + idle > max(_IDLE, peak)
            if is_idle and in_use:
                self._next_look = 0.0
                continue
            if is_idle:
                engine.dispose()
            self._peaks[engine] = 0

    def tune(self, connection: Any, _: object) -> None:
        """Set the limits on a new connection; DATABASE_URL may have `options` of its own.

        Without them, a statement that nobody waits for any more would block one of few connections.
        """
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(self._limits)
        connection.autocommit = False

    @staticmethod
    def is_hopeless(error: SQLAlchemyError, reason: str) -> bool:
        """Whether the URL itself is wrong; what a server refuses can be corrected on the server."""
        code = getattr(getattr(error, "orig", None), "pgcode", None)
        return code is None and bool(_HOPELESS.match(reason))


def take_time(connection: Any) -> None:
    """Lift the limits for a migration, which runs once and may take long."""
    connection.exec_driver_sql("SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0")

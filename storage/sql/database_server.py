"""DatabaseServer: PostgreSQL's time limits, and which of its errors waiting can't cure."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

#: How libpq rejects a URL before it contacts any server.
_HOPELESS = re.compile(r"(connection to server .* failed: )?(invalid |weak |could not match )")


#: The most connections of each kind, and how many stay open: many clinics may share a server.
CONNECTIONS, IDLE = 8, 3


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
        #: For `create_engine`: connections beyond the few that stay open end after their work.
        self.options: dict[str, Any] = {"pool_size": IDLE, "max_overflow": CONNECTIONS - IDLE}
        self.options |= {"pool_use_lifo": True, "pool_pre_ping": True, "connect_args": limits}
        self._limits = (
            f"SET lock_timeout = {1000 * patience}; SET statement_timeout = {1000 * longest}"
        )

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

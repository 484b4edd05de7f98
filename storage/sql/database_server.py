"""DatabaseServer: how long PostgreSQL may take, and which of its failures no waiting mends."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

#: How libpq refuses an address before it asks any server.
_HOPELESS = re.compile(r"(connection to server .* failed: )?(invalid |weak |could not match )")


class DatabaseServer:
    """A lock is waited for `patience` seconds; whoever asks is gone after `longest`."""

    def __init__(self, patience: int, longest: int) -> None:
        #: A connection that the network lost is noticed within `longest`.
        self.options: dict[str, Any] = {
            "application_name": "clinic-chat",
            "connect_timeout": patience,
            "keepalives_idle": 5,
            "keepalives_interval": 2,
            "keepalives_count": 2,
            "tcp_user_timeout": 1000 * longest,
        }
        self._limits = (
            f"SET lock_timeout = {1000 * patience}; SET statement_timeout = {1000 * longest}"
        )

    def tune(self, connection: Any, _: object) -> None:
        """Set on every connection, not by `options`, which DATABASE_URL may hold itself.

        Else a statement that nobody waits for any more would keep one of the few connections.
        """
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(self._limits)
        connection.autocommit = False

    @staticmethod
    def is_hopeless(error: SQLAlchemyError, reason: str) -> bool:
        """Whether the address itself is wrong; what a server says can be put right over there."""
        code = getattr(getattr(error, "orig", None), "pgcode", None)
        return code is None and bool(_HOPELESS.match(reason))


def take_time(connection: Any) -> None:
    """A migration's transaction has no limits: it is waited for, and done once."""
    connection.exec_driver_sql("SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0")

"""DatabaseServer: how long PostgreSQL may take."""

from __future__ import annotations

from typing import Any


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


def take_time(connection: Any) -> None:
    """A migration's transaction has no limits: it is waited for, and done once."""
    connection.exec_driver_sql("SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0")

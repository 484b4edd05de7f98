"""DatabaseHealth: turns the database's failures into errors, and remembers them for a while."""

from __future__ import annotations

import time

from sqlalchemy.exc import DatabaseError, OperationalError, SQLAlchemyError

from operations import metrics
from storage.sql.database_file import DatabaseFile
from storage.sql.database_server import DatabaseServer
from storage.sql.store_errors import BusyError, StoreError, UnusableError

#: Seconds for which a failed server isn't asked again, and for which a failure is remembered.
_REST = 1.0
_DOUBT = 5.0

#: What a right address looks like.
_RIGHT = "write postgresql://user:password@host:5432/database."


class DatabaseHealth:
    """`file` is None for a server, whose time limit in seconds is `longest`."""

    def __init__(self, file: DatabaseFile | None, server: DatabaseServer, longest: float) -> None:
        self._file, self._server, self._longest = file, server, longest
        self._rest_until = 0.0
        self._failed = -_DOUBT

    @property
    def has_failed_lately(self) -> bool:
        """Whether anything failed in the last seconds."""
        return time.monotonic() < self._failed + _DOUBT

    def count_failure(self) -> None:
        """Record a failure."""
        metrics.DATABASE_FAILURES.inc()
        self._failed = time.monotonic()

    def check_rest(self) -> None:
        """Check that the server may be asked.

        Raises:
            StoreError: it failed a moment ago.
        """
        if time.monotonic() < self._rest_until:
            raise StoreError("The database was away a moment ago.")

    def silence(self) -> StoreError:
        """The error for a server that did not answer in time."""
        self._rest_until = time.monotonic() + _REST
        return StoreError(f"The database did not answer for {self._longest} seconds.")

    def explained(self, error: SQLAlchemyError) -> StoreError:
        """The error in one sentence."""
        # Only the first line: after it PostgreSQL quotes the row, and SQLAlchemy the SQL.
        reason = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
        if self._file and "locked" in reason:
            return BusyError(reason)
        if not self._file and self._server.is_hopeless(error, reason):
            return UnusableError(f"DATABASE_URL can't be used: {reason}; {_RIGHT}")
        if isinstance(error, OperationalError):
            self._rest_until = time.monotonic() + _REST
        elif type(error) is DatabaseError and self._file:
            return UnusableError(f"{self._file.path} is not a database: {reason}.")
        return StoreError(reason)

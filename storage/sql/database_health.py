"""DatabaseHealth: what a failure of the database means, and for how long it is remembered."""

from __future__ import annotations

import time

from sqlalchemy.exc import DatabaseError, OperationalError, SQLAlchemyError

from operations import metrics
from storage.sql.database_file import DatabaseFile
from storage.sql.database_server import DatabaseServer
from storage.sql.store_errors import BusyError, StoreError, UnusableError

#: Seconds for which a server that failed isn't asked, and for which no failure is forgotten.
_REST = 1.0
_DOUBT = 5.0


class DatabaseHealth:
    """Of a file or, where there is none, of a server."""

    def __init__(self, file: DatabaseFile | None, server: DatabaseServer, longest: float) -> None:
        self._file, self._server, self._longest = file, server, longest
        self._rest_until = 0.0
        self._failed = -_DOUBT

    @property
    def has_failed_lately(self) -> bool:
        """Whether anything failed within seconds."""
        return time.monotonic() < self._failed + _DOUBT

    def count_failure(self) -> None:
        """Something could not be done."""
        metrics.DATABASE_FAILURES.inc()
        self._failed = time.monotonic()

    def check_rest(self) -> None:
        """Whether the server may be asked.

        Raises:
            StoreError: it failed a moment ago.
        """
        if time.monotonic() < self._rest_until:
            raise StoreError("The database was away a moment ago.")

    def silence(self) -> StoreError:
        """The server did not answer in time."""
        self._rest_until = time.monotonic() + _REST
        return StoreError(f"The database said nothing for {self._longest} seconds.")

    def explained(self, error: SQLAlchemyError) -> StoreError:
        """The error in a sentence."""
        # The first line only: PostgreSQL goes on with the row, and SQLAlchemy with the SQL.
        reason = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
        if self._file and "locked" in reason:
            return BusyError(reason)
        if not self._file and self._server.is_hopeless(error, reason):
            return UnusableError(f"DATABASE_URL can't be used: {reason}.")
        if isinstance(error, OperationalError):
            self._rest_until = time.monotonic() + _REST
        elif type(error) is DatabaseError and self._file:
            return UnusableError(f"{self._file.path} is not a database: {reason}.")
        return StoreError(reason)

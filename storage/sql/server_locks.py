"""ServerLocks: PostgreSQL's advisory locks, with which processes wait for each other."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from storage.sql.database_server import CONNECTIONS
from storage.sql.store_errors import ConflictError, StoreError

#: The lock's number from its name and our schema, as one database may hold several clinics.
_NUMBER = "hashtextextended(current_schema() || '/' || %(name)s, 0)"
_TAKE = f"SELECT pg_advisory_xact_lock({_NUMBER})"
_TRY = f"SELECT pg_try_advisory_xact_lock({_NUMBER})"
#: Seconds after which the server ends an idle session that holds a lock: its machine may have
#: disappeared, and nobody should wait for it.
_IDLE = 30
_LOCK_NOT_AVAILABLE = "55P03"


class ServerLocks:
    """A lock lasts as long as its transaction, on a connection that does nothing else.

    Waiting processes queue in the server. A process that dies loses its locks.
    """

    def __init__(
        self,
        url: Any,
        options: dict[str, Any],
        attend: Callable[[sa.engine.Engine], None],
        longest: float,
        failed: Callable[[Exception], StoreError],
    ) -> None:
        """`longest` is the server's time limit in seconds; `failed` makes errors of exceptions."""
        self._engine = sa.create_engine(url, **options)
        attend(self._engine)
        sa.event.listen(self._engine, "connect", _end_idle)
        self._longest, self._failed = longest, failed
        self._threads = ThreadPoolExecutor(CONNECTIONS, "locks")
        self._places = asyncio.Semaphore(CONNECTIONS)

    @asynccontextmanager
    async def hold(self, name: str) -> AsyncIterator[None]:
        """Hold the lock of this name.

        Raises:
            ConflictError: another process held it for too long.
            StoreError: the server failed.
        """
        async with self._places:
            taking = self._threads.submit(self._take, name)
            try:
                held = await asyncio.wait_for(asyncio.wrap_future(taking), self._longest)
            except (SQLAlchemyError, asyncio.TimeoutError) as error:
                taking.add_done_callback(_let_go_late)
                raise self._failed(error) from error
            except asyncio.CancelledError:
                taking.add_done_callback(_let_go_late)
                raise
            try:
                yield
            finally:  # in a thread: only those who want the lock wait for its release
                self._threads.submit(_let_go, held)

    def _take(self, name: str) -> Any:
        connection = self._engine.connect()
        try:
            connection.exec_driver_sql(_TAKE, {"name": name})
        except SQLAlchemyError as error:
            connection.close()
            if getattr(getattr(error, "orig", None), "pgcode", None) == _LOCK_NOT_AVAILABLE:
                raise ConflictError("Another process held the lock for too long.") from error
            raise
        return connection

    def close(self) -> None:
        """Close all connections, which releases their locks."""
        self._threads.shutdown(wait=False)
        self._engine.dispose()


def _let_go(held: Any) -> None:
    with suppress(SQLAlchemyError):
        held.close()


def _let_go_late(taking: Future[Any]) -> None:
    """Release a lock that was granted after the caller had given up."""
    if not taking.cancelled() and taking.exception() is None:
        _let_go(taking.result())


def clock(connection: Any) -> Any:
    """The current time, by the one clock that all writers to the database share."""
    if connection.dialect.name == "postgresql":
        return sa.literal_column("extract(epoch FROM clock_timestamp())", sa.Float)
    return time.time()


def take_within(connection: Any, name: str) -> None:
    """Wait for a lock that ends with this connection's transaction."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_TAKE, {"name": name})


def try_within(connection: Any, name: str) -> bool:
    """Try to take a lock that ends with this connection's transaction; whether it was free."""
    if connection.dialect.name != "postgresql":
        return True
    return bool(connection.exec_driver_sql(_TRY, {"name": name}).scalar())


def _end_idle(connection: Any, _: object) -> None:
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"SET idle_in_transaction_session_timeout = {1000 * _IDLE}")
    connection.autocommit = False

"""ServerLocks: PostgreSQL's advisory locks, by which processes wait for each other."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from storage.sql.store_errors import ConflictError, StoreError

#: Of the name, in our schema: one database may hold several clinics.
_NUMBER = "hashtextextended(current_schema() || '/' || %(name)s, 0)"
_TAKE = f"SELECT pg_advisory_xact_lock({_NUMBER})"
_TRY = f"SELECT pg_try_advisory_xact_lock({_NUMBER})"
#: Seconds after which the server ends a session that holds a lock and does nothing: its machine
#: may be gone without a word, and nobody should wait for it.
_IDLE = 30
_LOCK_NOT_AVAILABLE = "55P03"


class ServerLocks:
    """A lock lasts as long as its transaction, on a connection that does nothing else.

    Whoever waits stands in the server's own queue. A process that dies holds nothing any more.
    """

    def __init__(
        self,
        url: Any,
        options: dict[str, Any],
        tune: Any,
        longest: float,
        failed: Callable[[Exception], StoreError],
    ) -> None:
        """`longest` is how many seconds the server may say nothing; `failed` says what it means."""
        self._engine = sa.create_engine(url, **options)
        sa.event.listen(self._engine, "connect", tune)
        sa.event.listen(self._engine, "connect", _end_idle)
        self._longest, self._failed = longest, failed
        self._threads = ThreadPoolExecutor(options["pool_size"], "locks")
        self._places = asyncio.Semaphore(options["pool_size"])

    @asynccontextmanager
    async def hold(self, name: str) -> AsyncIterator[None]:
        """Alone with that name.

        Raises:
            ConflictError: another held it for too long.
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
            finally:  # nobody waits for its end but who waits for the lock
                self._threads.submit(_let_go, held)

    def _take(self, name: str) -> Any:
        connection = self._engine.connect()
        try:
            connection.exec_driver_sql(_TAKE, {"name": name})
        except SQLAlchemyError as error:
            connection.close()
            if getattr(getattr(error, "orig", None), "pgcode", None) == _LOCK_NOT_AVAILABLE:
                raise ConflictError("Another process is still at it.") from error
            raise
        return connection

    def close(self) -> None:
        """Give all connections back, and with them what they hold."""
        self._threads.shutdown(wait=False)
        self._engine.dispose()


def _let_go(held: Any) -> None:
    with suppress(SQLAlchemyError):
        held.close()


def _let_go_late(taking: Future[Any]) -> None:
    """Nobody waits for it any more."""
    if not taking.cancelled() and taking.exception() is None:
        _let_go(taking.result())


def clock(connection: Any) -> Any:
    """Now, by the one clock that all who write to the database share."""
    if connection.dialect.name == "postgresql":
        return sa.literal_column("extract(epoch FROM clock_timestamp())", sa.Float)
    return time.time()


def take_within(connection: Any, name: str) -> None:
    """Wait for a lock that ends with this connection's transaction."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_TAKE, {"name": name})


def try_within(connection: Any, name: str) -> bool:
    """Whether nobody else had it; then it ends with this connection's transaction."""
    if connection.dialect.name != "postgresql":
        return True
    return bool(connection.exec_driver_sql(_TRY, {"name": name}).scalar())


def _end_idle(connection: Any, _: object) -> None:
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"SET idle_in_transaction_session_timeout = {1000 * _IDLE}")
    connection.autocommit = False

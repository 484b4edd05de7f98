"""Database: runs work in a transaction, and says when it could not."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from operations import metrics
from storage.sql.database_file import DatabaseFile, tune
from storage.sql.database_health import DatabaseHealth
from storage.sql.database_server import DatabaseServer
from storage.sql.migrate import TablesError, migrate
from storage.sql.server_locks import ServerLocks
from storage.sql.store_errors import BusyError, ConflictError, StoreError, UnusableError

logger = logging.getLogger(__name__)

Result = TypeVar("Result")
#: Seconds to wait for a lock, for a connection, and for a server that says nothing.
_PATIENCE = 3
_LONGEST = 6
#: Seconds until a lock is tried again.
_AGAIN = 0.01
_CONNECTIONS = 8
#: Seconds between looks at the log's size, and the bytes from which it is put into the file.
_LOOKS = 1.0
_MOST_LOG = 4_000_000


class Database:
    """SQLite works in the event loop itself: a turn takes it less time than changing threads.

    Connecting and migrating happen at first use, and again until they succeed.
    """

    def __init__(self, url: str) -> None:
        self.url = sa.engine.make_url(url)
        is_file = self.url.get_backend_name() == "sqlite"
        self._file = DatabaseFile(Path(self.url.database)) if is_file else None
        self._server = DatabaseServer(_PATIENCE, _LONGEST)
        self.health = DatabaseHealth(self._file, self._server, _LONGEST)
        # Without hide_parameters an error would carry what a visitor typed.
        options: dict[str, Any] = {"future": True, "hide_parameters": True}
        if self._file:
            options |= {"poolclass": QueuePool, "pool_timeout": _PATIENCE}
            options["connect_args"] = {"timeout": 0, "check_same_thread": False}
        else:
            options |= {"pool_size": _CONNECTIONS, "max_overflow": 0, "pool_timeout": _PATIENCE}
            options |= {"pool_pre_ping": True, "connect_args": self._server.options}
        self.engine = sa.create_engine(self.url, **options)
        self._ready = False
        self._leftovers = False
        self._kept: Any = None
        self._threads = ThreadPoolExecutor(_CONNECTIONS, "database")
        self._locks: ServerLocks | None = None
        if self._file:
            sa.event.listen(self.engine, "connect", tune)
            sa.event.listen(self.engine, "connect", self._file.opened)
        else:
            sa.event.listen(self.engine, "connect", self._server.tune)
            limits = (self._server.tune, _LONGEST)
            self._locks = ServerLocks(self.url, options, *limits, self._lock_failed)

    @property
    def size(self) -> int | None:
        """Bytes of the SQLite file and its log; None where there is a server."""
        return self._file.size if self._file else None

    @property
    def is_shared(self) -> bool:
        """Whether other processes may use it too; a file is one's own."""
        return self._file is None

    async def run(self, work: Callable[[Any], Result]) -> Result:
        """The result of `work(connection)`, committed; all of it or nothing.

        Raises:
            StoreError: the database failed.
        """
        try:
            with metrics.DATABASE_SECONDS.time():
                return await (self._run_here(work) if self._file else self._run_aside(work))
        except ConflictError:
            raise  # no failure: another process was quicker
        except StoreError:
            self.health.count_failure()
            raise

    def hold(self, name: str) -> AbstractAsyncContextManager[None]:
        """No other process on this database holds that name meanwhile; a file has one process.

        It keeps order and saves work. That nothing is lost does not hang on it: an older version
        holds nothing, and a connection may break.

        Raises:
            ConflictError: another held it for too long.
            StoreError: the database failed.
        """
        if not self._locks:
            return nullcontext()
        self.health.check_rest()
        return self._locks.hold(name)

    def prepare(self) -> None:
        """Reach the database and bring its tables to this version.

        Raises:
            UnusableError: that can't be done with this database.
            StoreError: it can't be done now.
        """
        self._run_now(lambda connection: None)

    def close(self) -> None:
        """Give all connections back; SQLite then puts its log into the file."""
        self._hang_up()
        self.engine.dispose()
        self._threads.shutdown(wait=False)
        if self._locks:
            self._locks.close()

    async def forget(self) -> None:
        """Take what was deleted out of the write-ahead log too, not only out of the file.

        SQLite overwrites deleted rows with zeros (secure_delete), but the log keeps old pages.
        While another process reads them they can't go; `forget_leftovers` tries again.
        """
        if self._file:
            self._leftovers = True
            await self.forget_leftovers()

    async def forget_leftovers(self) -> None:
        """Finish what `forget` could not do yet."""
        if self._leftovers:
            self._leftovers = not await asyncio.to_thread(self._checkpoint, "TRUNCATE")

    async def keep_log_small(self) -> None:
        """Put the write-ahead log into the file now and then, until cancelled.

        In a thread, beside those who write: else every hundredth turn, and all visitors with it,
        would wait for the disk.
        """
        while self._file:
            await asyncio.sleep(_LOOKS)
            if self._file.log_size > _MOST_LOG:
                with suppress(StoreError):
                    await asyncio.to_thread(self._checkpoint, "PASSIVE")

    async def _run_here(self, work: Callable[[Any], Result]) -> Result:
        end = time.monotonic() + _PATIENCE
        while True:
            try:
                return self._run_now(work)
            except BusyError:
                if time.monotonic() >= end:
                    raise
            await asyncio.sleep(_AGAIN)  # and all who don't write go on

    async def _run_aside(self, work: Callable[[Any], Result]) -> Result:
        self.health.check_rest()
        loop, given_up = asyncio.get_running_loop(), threading.Event()
        try:
            running = loop.run_in_executor(self._threads, self._run_now, work, given_up)
            return await asyncio.wait_for(running, _LONGEST)
        except asyncio.TimeoutError:
            raise self.health.silence() from None
        finally:
            given_up.set()  # also where the caller is cancelled: the thread goes on

    def _lock_failed(self, error: Exception) -> StoreError:
        self.health.count_failure()
        explained, silence = self.health.explained, self.health.silence
        return explained(error) if isinstance(error, SQLAlchemyError) else silence()

    def _run_now(
        self, work: Callable[[Any], Result], given_up: threading.Event | None = None
    ) -> Result:
        """Nothing is committed that was `given_up`, but for what had only its commit to do."""
        try:
            self._prepare()
            with self._begin() as connection:
                result = work(connection)
                if given_up and given_up.is_set():
                    raise StoreError("The database was too late.")
            return result
        except SQLAlchemyError as error:
            self._hang_up()
            raise self.health.explained(error) from error

    @contextmanager
    def _begin(self) -> Iterator[Any]:
        """A transaction; SQLite's connection is kept, since taking one is half of a short work."""
        if not self._file:
            with self.engine.begin() as connection:
                yield connection
            return
        if self._kept is None:
            self._kept = self.engine.connect()
        with self._kept.begin():
            yield self._kept

    def _hang_up(self) -> None:
        connection, self._kept = self._kept, None
        if connection is not None:
            with suppress(SQLAlchemyError):
                connection.close()

    def _checkpoint(self, mode: str) -> bool:
        """Whether all of the log is in the file now."""
        if self._file:
            self._file.check()  # where it is gone, a new connection would begin an empty one
        try:
            with self.engine.connect() as connection:
                query = connection.exec_driver_sql(f"PRAGMA wal_checkpoint({mode})")
                return not query.first().busy
        except SQLAlchemyError as error:
            raise self.health.explained(error) from error

    def _prepare(self) -> None:
        if self._ready:
            if self._file:
                self._file.check()
            return
        if self._file:
            self._file.make()
        try:
            with self.engine.begin() as connection:
                migrate(connection)
        except TablesError as error:
            raise UnusableError(f"{error}.") from error
        if self._file:
            self._file.check()
            self._leftovers = True  # of a process that was killed while it forgot
        self._ready = True
        logger.info("Conversations are stored in %r", self.url)  # repr hides the password

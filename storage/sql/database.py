"""Database: runs work in transactions, and raises StoreError when that fails."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import IO, Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from operations import metrics
from storage.sql.database_file import DatabaseFile, tune
from storage.sql.database_health import DatabaseHealth
from storage.sql.database_server import CONNECTIONS, DatabaseServer
from storage.sql.migrate import TablesError, migrate
from storage.sql.server_locks import ServerLocks
from storage.sql.store_errors import BusyError, ConflictError, StoreError, UnusableError

logger = logging.getLogger(__name__)

Result = TypeVar("Result")
#: Seconds to wait for a lock or a connection, and for a server that doesn't answer.
_PATIENCE = 3
_LONGEST = 6
#: Seconds between two attempts to get a lock.
_RETRY = 0.01
#: Seconds between checks of the log's size, and the bytes from which it is moved to the file.
_LOOKS = 1.0
_MOST_LOG = 4_000_000


class Database:
    """SQLite runs in the event loop itself: a turn takes it less time than a change of threads.

    It connects and migrates at first use, and tries again until that succeeds.
    """

    def __init__(self, url: str) -> None:
        self.url = sa.engine.make_url(url)
        is_file = self.url.get_backend_name() == "sqlite"
        self._file = DatabaseFile(Path(self.url.database)) if is_file else None
        self._server = DatabaseServer(_PATIENCE, _LONGEST)
        self.health = DatabaseHealth(self._file, self._server, _LONGEST)
        # Without hide_parameters, errors would contain what visitors typed.
        options = {"future": True, "hide_parameters": True, "pool_timeout": _PATIENCE}
        options |= self._file.options if self._file else self._server.options
        self.engine = sa.create_engine(self.url, **options)
        self._ready = False
        self._leftovers = False
        self._kept: Any = None
        self._threads = ThreadPoolExecutor(CONNECTIONS, "database")
        self._locks: ServerLocks | None = None
        if self._file:
            sa.event.listen(self.engine, "connect", tune)
            sa.event.listen(self.engine, "connect", self._file.opened)
        else:
            self._server.attend(self.engine)
            limits = (self._server.attend, _LONGEST)
            self._locks = ServerLocks(self.url, options, *limits, self._lock_failed)

    @property
    def size(self) -> int | None:
        """Bytes of the SQLite file and its log; None for PostgreSQL."""
        return self._file.size if self._file else None

    @property
    def is_shared(self) -> bool:
        """Whether other processes may use the database; a file belongs to one process."""
        return self._file is None

    async def run(self, work: Callable[[Any], Result]) -> Result:
        """The result of `work(connection)`, in a transaction that is committed as a whole or not.

        Raises:
            StoreError: the database failed.
        """
        try:
            with metrics.DATABASE_SECONDS.time():
                return await (self._run_here(work) if self._file else self._run_aside(work))
        except ConflictError:
            raise  # not a failure: another process was quicker
        except StoreError:
            self.health.count_failure()
            raise

    def hold(self, name: str) -> AbstractAsyncContextManager[None]:
        """Keep other processes on this database from holding the same name; not needed for a file.

        It keeps order and saves work, but nothing is lost without it: an older version holds
        nothing, and a connection may break.

        Raises:
            ConflictError: another process held it for too long.
            StoreError: the database failed.
        """
        if not self._locks:
            return nullcontext()
        self.health.check_rest()
        return self._locks.hold(name)

    def claim(self) -> IO[bytes] | None:
        """See DatabaseFile; a server is for many processes."""
        return self._file.claim() if self._file else None

    def prepare(self) -> None:
        """Connect, and migrate the tables to this version.

        Raises:
            UnusableError: that is impossible with this database.
            StoreError: that is impossible now.
        """
        self._run_now(lambda connection: None)

    def close(self) -> None:
        """Close all connections; SQLite then moves its log to the file."""
        self._hang_up()
        self.engine.dispose()
        self._threads.shutdown(wait=False)
        if self._locks:
            self._locks.close()

    async def forget(self) -> None:
        """Remove deleted rows from the write-ahead log, too.

        SQLite overwrites deleted rows with zeros (secure_delete), but the log keeps old pages.
        While another process reads them they must stay; `tidy` tries again later.
        """
        if self._file:
            self._leftovers = True
            await self.tidy()

    async def tidy(self) -> None:
        """Finish what `forget` had to leave, and close connections that nobody needs."""
        self._server.close_idle()
        if self._leftovers:
            self._leftovers = not await asyncio.to_thread(self._checkpoint, "TRUNCATE")

    async def keep_log_small(self) -> None:
        """Move the write-ahead log to the file regularly, until cancelled.

        This is done in a thread; otherwise every hundredth turn, and all visitors with it, would
        wait for the disk.
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
            await asyncio.sleep(_RETRY)  # everything that doesn't write goes on meanwhile

    async def _run_aside(self, work: Callable[[Any], Result]) -> Result:
        self.health.check_rest()
        loop, given_up = asyncio.get_running_loop(), threading.Event()
        try:
            running = loop.run_in_executor(self._threads, self._run_now, work, given_up)
            return await asyncio.wait_for(running, _LONGEST)
        except asyncio.TimeoutError:
            raise self.health.silence() from None
        finally:
            given_up.set()  # also if the caller is cancelled, since the thread goes on

    def _lock_failed(self, error: Exception) -> StoreError:
        self.health.count_failure()
        explained, silence = self.health.explained, self.health.silence
        return explained(error) if isinstance(error, SQLAlchemyError) else silence()

    def _run_now(
        self, work: Callable[[Any], Result], given_up: threading.Event | None = None
    ) -> Result:
        """Run and commit, unless the caller has given up before the commit."""
        try:
            self._prepare()
            with self._begin() as connection:
                result = work(connection)
                if given_up and given_up.is_set():
                    raise StoreError("The database answered too late.")
            return result
        except SQLAlchemyError as error:
            self._hang_up()
            raise self.health.explained(error) from error

    @contextmanager
    def _begin(self) -> Iterator[Any]:
        """A transaction; SQLite's connection is kept, as getting one is half of a short work."""
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
        """Move the log to the file; whether all of it is there now."""
        if self._file:
            self._file.check()  # if the file is gone, a new connection would create an empty one
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
            self._leftovers = True  # a process may have been killed before it finished `forget`
        self._ready = True
        logger.info("Conversations are stored in %r", self.url)  # repr hides the password

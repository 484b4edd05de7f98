"""Database: runs work in a transaction, and says when it could not."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from serving.schema import METADATA

logger = logging.getLogger(__name__)

Result = TypeVar("Result")
#: Seconds to wait for a lock or for a connection.
_PATIENCE = 3


class StoreError(RuntimeError):
    """The database could not do it. Nothing of the work was stored."""


class Database:
    """SQLite by default; anything else SQLAlchemy knows is used from a thread.

    SQLite works in the event loop itself: a turn takes it less time than changing threads.
    Connecting and making the tables happen at first use, and again until they succeed.
    """

    def __init__(self, url: str) -> None:
        self.url = sa.engine.make_url(url)
        self._file = self.url.get_backend_name() == "sqlite"
        # Without hide_parameters an error would carry what a visitor typed.
        options: dict[str, Any] = {"future": True, "hide_parameters": True}
        if self._file:
            options |= {"poolclass": QueuePool, "connect_args": {"timeout": _PATIENCE}}
            options["connect_args"]["check_same_thread"] = False
        else:
            options |= {"pool_pre_ping": True, "connect_args": {"connect_timeout": _PATIENCE}}
        self.engine = sa.create_engine(self.url, **options)
        self._ready = False
        if self._file:
            sa.event.listen(self.engine, "connect", _tune)

    async def run(self, work: Callable[[Any], Result]) -> Result:
        """The result of `work(connection)`, committed; all of it or nothing.

        Raises:
            StoreError: the database failed.
        """
        if self._file:
            return self.run_now(work)
        return await asyncio.to_thread(self.run_now, work)

    def run_now(self, work: Callable[[Any], Result]) -> Result:
        """As `run`, from outside the event loop."""
        try:
            self._prepare()
            with self.engine.begin() as connection:
                return work(connection)
        except SQLAlchemyError as error:
            raise StoreError(str(error)) from error

    async def forget(self) -> None:
        """Take what was deleted out of the write-ahead log too, not only out of the file.

        SQLite overwrites deleted rows with zeros (secure_delete), but the log keeps old pages.
        """
        if self._file:
            await asyncio.to_thread(self._truncate_log)

    def _truncate_log(self) -> None:
        try:
            with self.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        except SQLAlchemyError as error:
            raise StoreError(str(error)) from error

    def _prepare(self) -> None:
        if self._ready:
            return
        if self._file and self.url.database:
            _make_folder(Path(self.url.database).parent)
        METADATA.create_all(self.engine)
        self._ready = True
        logger.info("Conversations are stored in %r", self.url)  # repr hides the password


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{path} can't be made: {error.strerror}") from error


def _tune(connection: Any, _: Any) -> None:
    # NORMAL: a killed process loses nothing; only a power cut may take the last moments.
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")

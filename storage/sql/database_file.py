"""DatabaseFile: SQLite's file and its log, and checks that nobody has moved or replaced them."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any

from sqlalchemy.pool import QueuePool

from storage.sql.store_errors import StoreError, UnusableError


class DatabaseFile:
    """If its file is moved or deleted, SQLite goes on writing into it, and nobody would notice.

    Nor may another file take its place, because the log beside it belongs to the old one.
    """

    #: For `create_engine`.
    options: Mapping[str, Any] = MappingProxyType(
        {
            "poolclass": QueuePool,
            "connect_args": {"timeout": 0, "check_same_thread": False},
        }
    )

    def __init__(self, path: Path) -> None:
        self.path = path
        self.log = path.with_name(f"{path.name}-wal")
        self._inodes: dict[Path, int] = {}

    @property
    def size(self) -> int:
        """Bytes of the file and its log."""
        return sum(part.stat().st_size for part in (self.path, self.log) if part.exists())

    @property
    def log_size(self) -> int:
        """Bytes of the log."""
        with suppress(OSError):
            return self.log.stat().st_size
        return 0

    def claim(self) -> IO[bytes] | None:
        """The file with a lock on it as long as it is open; None if there can be no file.

        Two processes on one file would each allow the whole of every limit. The system frees the
        lock however the process ends. SQLite's own locks are of another kind.

        Raises:
            UnusableError: another process holds it.
        """
        try:
            self.make()
            lock = self.path.open("rb")
        except (OSError, StoreError):
            return None  # neither can the database be opened, which says why
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise UnusableError(
                f"{self.path} is in use by another process. Stop that one, or let both use one "
                "PostgreSQL database (DATABASE_URL)."
            ) from None
        except OSError:  # some network folders know no locks
            pass
        return lock

    def make(self) -> None:
        """Create an empty file that only its owner can read; SQLite's log then gets the same mode.

        Raises:
            StoreError: it can't be created.
        """
        folder = self.path.parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{folder} can't be made: {error.strerror}") from error
        if self.path.is_dir():
            raise UnusableError(f"{self.path} is a folder, not a database.")
        with suppress(OSError):  # SQLite itself reports best what is wrong
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))

    def opened(self, *_: object) -> None:
        """To be called for a new connection, which may have begun a new log."""
        self._inodes.pop(self.log, None)

    def check(self) -> None:
        """Check both files before they are written to.

        Raises:
            StoreError: one is gone or was replaced by another file.
        """
        for part in (self.path, self.log):
            try:
                inode = os.stat(part).st_ino
            except OSError as error:
                if part is self.path or part in self._inodes:
                    raise StoreError(f"{part} is gone: {self._advice(part)}") from error
                continue  # there is no log before the first write
            if self._inodes.setdefault(part, inode) != inode:
                raise StoreError(f"{part} is not the file it was: {self._advice(part)}")

    def _advice(self, part: Path) -> str:
        if part is self.log:
            return "stop the bot, which saves what it knows, and start again"
        return "put it back, or start again without it"


def tune(connection: object, _: object) -> None:
    """Set the pragmas of a new connection."""
    # NORMAL: a killed process loses nothing, only a power cut may lose the last moments.
    # No automatic checkpoints: a disk may be slow, so `keep_log_small` makes them, in a thread.
    pragmas = ("journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON", "wal_autocheckpoint=0")
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]

"""DatabaseFile: SQLite's file and the log beside it, and whether they are still the same."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from storage.sql.store_errors import StoreError, UnusableError


class DatabaseFile:
    """SQLite would go on writing into a file that was moved away or deleted, unseen.

    Nor may another one take its place meanwhile: the log that lies beside it isn't its own.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.log = path.with_name(f"{path.name}-wal")
        self._inodes: dict[Path, int] = {}

    @property
    def size(self) -> int:
        """Bytes of both."""
        return sum(part.stat().st_size for part in (self.path, self.log) if part.exists())

    @property
    def log_size(self) -> int:
        """Bytes of the log."""
        with suppress(OSError):
            return self.log.stat().st_size
        return 0

    def make(self) -> None:
        """An empty file that only its owner can read, as SQLite's log beside it then is.

        Raises:
            StoreError: it can't be made.
        """
        folder = self.path.parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{folder} can't be made: {error.strerror}") from error
        if self.path.is_dir():
            raise UnusableError(f"{self.path} is a folder, not a database.")
        with suppress(OSError):  # SQLite says best what is wrong with it
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))

    def opened(self, *_: object) -> None:
        """A connection was opened, and may have begun a new log."""
        self._inodes.pop(self.log, None)

    def check(self) -> None:
        """Look at both, before they are written to.

        Raises:
            StoreError: one is gone, or another one is in its place.
        """
        for part in (self.path, self.log):
            try:
                inode = os.stat(part).st_ino
            except OSError as error:
                if part is self.path or part in self._inodes:
                    raise StoreError(f"{part} is gone: {self._advice(part)}") from error
                continue  # there is no log before something was written
            if self._inodes.setdefault(part, inode) != inode:
                raise StoreError(f"{part} is not the file it was: {self._advice(part)}")

    def _advice(self, part: Path) -> str:
        if part is self.log:
            return "stop the bot, which saves what it knows, and start again"
        return "put it back, or start again without it"


def tune(connection: object, _: object) -> None:
    """Set on every connection."""
    # NORMAL: a killed process loses nothing; only a power cut may take the last moments.
    # No checkpoint in the middle of a turn: the disk may take its time (`keep_log_small`).
    pragmas = ("journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON", "wal_autocheckpoint=0")
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]

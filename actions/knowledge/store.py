"""Store: serves the current knowledge and reloads edited files while the bot runs."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from threading import Lock

from actions.knowledge.all_knowledge import FILES, Knowledge
from actions.knowledge.load import load
from actions.knowledge.problems import KnowledgeError

logger = logging.getLogger(__name__)

#: Time of change (ns), size and inode of each file; None if it is missing.
FilesState = tuple[tuple[int, int, int] | None, ...]


class KnowledgeStore:
    """Loads the knowledge and, at most once per `interval` seconds, looks for edits.

    The constructor raises KnowledgeError. Later, a broken edit only logs a warning and the last
    good version stays in use. Read `current` once per message: a second read may return a newer
    version.
    """

    def __init__(
        self,
        directory: Path,
        *,
        nlu: Path | None = None,
        interval: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
        today: Callable[[], date] = date.today,
    ) -> None:
        self._directory = directory
        self._nlu = nlu
        self._interval = interval
        self._clock = clock
        self._today = today
        self._lock = Lock()
        #: Whether the files as they are now have a mistake, so that an earlier version answers.
        self.is_refused = False
        self._state = self._look()
        self._knowledge = self._load()
        self._next_look = clock() + interval

    @property
    def current(self) -> Knowledge:
        if self._clock() >= self._next_look and self._lock.acquire(blocking=False):
            try:  # a thread that does not get the lock uses the version already loaded
                self._refresh()
            finally:
                self._lock.release()
        return self._knowledge

    @property
    def version(self) -> str:
        return self._knowledge.version

    def _refresh(self) -> None:
        self._next_look = self._clock() + self._interval
        state = self._look()
        if state == self._state:
            return
        self._state = state  # taken before reading, so that an edit meanwhile is noticed next time
        try:
            self._knowledge = self._load()
        except KnowledgeError as error:
            self.is_refused = True
            logger.warning(
                "Edited knowledge is not used, version %s stays in use:\n%s", self.version, error
            )
        else:
            self.is_refused = False
            logger.info("Knowledge version %s is live", self.version)

    def _load(self) -> Knowledge:
        knowledge = load(self._directory, nlu=self._nlu, today=self._today())
        for note in knowledge.overdue(self._today()):
            logger.warning("%s", note.reminder)
        return knowledge

    def _look(self) -> FilesState:
        return files_state(self._directory / name for name in FILES)


def files_state(paths: Iterable[Path]) -> FilesState:
    """Differs from an earlier one if any of the files has changed."""
    return tuple(_state(path) for path in paths)


def _state(path: Path) -> tuple[int, int, int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino

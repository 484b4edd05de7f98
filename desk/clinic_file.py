"""ClinicFile: clinic.yml, the clinic's own facts and answers, read and changed safely."""

from __future__ import annotations

import codecs
import fcntl
import hashlib
import os
import stat
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from actions.knowledge import Knowledge, KnowledgeError, Problem, load
from actions.knowledge.all_knowledge import FILES
from actions.knowledge.document import Document, Location, read_text
from actions.knowledge.store import FilesState, files_state
from desk.clinic_history import ClinicHistory
from desk.yaml_edit import changed

NAME = "clinic.yml"
#: Seconds to wait while somebody else is saving.
_PATIENCE = 5.0
_RETRY = 0.05

Changes = Mapping[Location, Any]


class FileError(RuntimeError):
    """The file can't be read or written; the message says why. Nothing was changed."""


class BrokenError(RuntimeError):
    """The file on disk has mistakes; the desk shows them and never overwrites such a file."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"{len(problems)} mistakes")
        self.problems = problems


class RefusedError(ValueError):
    """The validator rejects the values that were given."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"{len(problems)} mistakes")
        self.problems = problems


class StaleError(RuntimeError):
    """Somebody else has changed the file meanwhile. Nothing was changed."""


@dataclass(frozen=True)
class State:
    """The file as it was read, and what the bot knows with it."""

    raw: bytes
    document: Document
    knowledge: Knowledge

    @property
    def data(self) -> dict[str, Any]:
        """The file's content as nested dicts and lists of texts."""
        found: dict[str, Any] = self.document.data
        return found

    @property
    def version(self) -> str:
        """Changes whenever a byte of the file does."""
        return hashlib.sha256(self.raw).hexdigest()[:16]


class ClinicFile:
    """A change that is saved here reaches the running bot like an edit by hand."""

    def __init__(
        self, directory: Path, nlu: Path | None, history: ClinicHistory, today: Callable[[], date]
    ) -> None:
        self._directory, self._nlu, self._today = directory, nlu, today
        # What is there, and what was last to be there: a load takes 40 ms.
        self._loaded = lru_cache(maxsize=2)(self._load)
        self.history = history

    @property
    def can_be_written(self) -> bool:
        """Whether file and folder are writable; saving replaces the file, so both must be."""
        path = self._path
        return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)

    def read(self) -> State:
        """The file as it is on disk.

        Raises:
            BrokenError: it, or another file of the knowledge, has mistakes.
            FileError: it can't be read.
        """
        return self._state(self._bytes())

    def draft(self, state: State, changes: Changes) -> State:
        """The file as it would be with these changes; nothing is written.

        Raises:
            RefusedError: the validator rejects the result.
            EditError: the file's layout does not allow the change.
        """
        mark = codecs.BOM_UTF8 if state.raw.startswith(codecs.BOM_UTF8) else b""
        text = changed(self._text(state.raw), changes)
        try:
            return self._state(mark + text.encode())
        except BrokenError as error:
            raise RefusedError(error.problems) from None

    def save(self, edit: Callable[[State], Changes]) -> State:
        """Apply the changes that `edit` returns for the file's present state, all of them or none.

        Raises:
            StaleError: the file was edited by hand just now, or `edit` raised it.
            BrokenError, RefusedError, EditError, FileError: as in `read` and `draft`.
        """
        with self._alone():
            state = self.read()
            new = self.draft(state, edit(state))
            if new.data != state.data:
                self._write(state, new)
        return new

    def restore(self, version: str, instead_of: str) -> State:
        """Put an earlier version in place of the version `instead_of`, which goes to the history.

        Raises:
            LookupError: there is no such version.
            StaleError: the file's version is not `instead_of` any more.
            BrokenError, RefusedError, FileError: as in `read` and `draft`.
        """
        with self._alone():
            state = self.read()
            if state.version != instead_of:
                raise StaleError
            raw = self.history.content(version)
            try:
                new = self._state(raw)
            except BrokenError as error:
                raise RefusedError(error.problems) from None
            if new.raw != state.raw:
                self._write(state, new)
        return new

    @property
    def _path(self) -> Path:
        """The real file, so that replacing it does not destroy a symbolic link to it."""
        return (self._directory / NAME).resolve()

    def _bytes(self) -> bytes:
        try:
            return self._path.read_bytes()
        except OSError as error:
            raise FileError(f"{NAME} can't be read: {error.strerror}.") from error

    def _text(self, raw: bytes) -> str:
        """Decoded with its line ends unchanged."""
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            message = "is not UTF-8 text; save the file as UTF-8"
            raise BrokenError((Problem(NAME, 1, message),)) from None

    def _state(self, raw: bytes) -> State:
        others = [self._directory / name for name in FILES if name != NAME]
        sentences = sorted(self._nlu.glob("**/*.yml")) if self._nlu else []
        return self._loaded(raw, files_state([*others, *sentences]), self._today())

    def _load(self, raw: bytes, others: FilesState, today: date) -> State:
        """`others` tells whether any other file has changed since the last load."""
        text = self._text(raw)
        try:
            knowledge = load(self._directory, nlu=self._nlu, today=today, drafts={NAME: text})
        except KnowledgeError as error:
            raise BrokenError(error.problems) from None
        return State(raw, read_text(self._directory / NAME, text), knowledge)

    def _write(self, old: State, new: State) -> None:
        """Replace the file in one step: a reader gets the old content or the new."""
        path = self._path
        try:
            self.history.keep(old.raw)
            there = path.stat()
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{NAME}.")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(new.raw)
                    file.flush()
                    os.fsync(file.fileno())
                os.chmod(name, stat.S_IMODE(there.st_mode))
                for owner in ((-1, there.st_gid), (there.st_uid, -1)):
                    with suppress(OSError):  # only root may give files away
                        os.chown(name, *owner)
                if self._bytes() != old.raw:  # edited by hand at this very moment
                    raise StaleError
                os.replace(name, path)
            finally:
                with suppress(FileNotFoundError):
                    os.unlink(name)
        except OSError as error:
            raise FileError(f"{NAME} can't be written: {error.strerror}.") from error

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the lock against all other desks, in any process that shares the folder."""
        path = self._path.with_name(f".{NAME}.lock")
        try:
            handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise FileError(f"{NAME} can't be written: {error.strerror}.") from error
        try:
            _lock(handle)
            yield
        finally:
            os.close(handle)  # this releases the lock


def _lock(handle: int) -> None:
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > end:
                raise FileError("Somebody else is saving right now; try again.") from None
        time.sleep(_RETRY)

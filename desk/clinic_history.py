"""ClinicHistory: copies of the clinic's file from before each change, the latest first."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

#: How many versions are kept; then the oldest is deleted.
MOST = 50
_NAME = re.compile(r"\d{8}T\d{6}\.\d{6}Z")
_FORM = "%Y%m%dT%H%M%S.%fZ"


@dataclass(frozen=True)
class Version:
    """`name` identifies the version; `replaced` is the timestamp at which it was replaced."""

    name: str
    replaced: float


class ClinicHistory:
    """A folder of copies beside the database, which also hold what was edited by hand."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, raw: bytes) -> None:
        """Store a copy of the file that is about to be replaced.

        Raises:
            OSError: no copy can be stored, so the file must not be replaced.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        now = datetime.now(timezone.utc).strftime(_FORM)
        new = self._file(f"{now}.new")  # if the disk is full, half a copy must be no version
        try:
            new.write_bytes(raw)
            new.rename(self._file(now))
        finally:
            new.unlink(missing_ok=True)
        for old in self.versions()[MOST:]:
            self._file(old.name).unlink(missing_ok=True)

    def versions(self) -> list[Version]:
        """The versions that were replaced, the latest first."""
        names = (path.stem for path in self._folder.glob("*.yml"))
        found = sorted((name for name in names if _NAME.fullmatch(name)), reverse=True)
        return [Version(name, _moment(name)) for name in found]

    def content(self, name: str) -> bytes:
        """The bytes of an earlier version.

        Raises:
            LookupError: there is no such version.
        """
        if not _NAME.fullmatch(name):
            raise LookupError(name)
        try:
            return self._file(name).read_bytes()
        except FileNotFoundError:
            raise LookupError(name) from None

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.yml"


def differences(before: bytes, after: bytes) -> list[str]:
    """The lines that were removed, with a - in front, and those that were added, with a +."""
    old, new = (raw.decode("utf-8", "replace").splitlines() for raw in (before, after))
    lines = list(difflib.unified_diff(old, new, lineterm="", n=0))[2:]
    return [line for line in lines if not line.startswith("@@")]


def _moment(name: str) -> float:
    return datetime.strptime(name, _FORM).replace(tzinfo=timezone.utc).timestamp()

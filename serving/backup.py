"""`python -m serving.backup [FOLDER]`: copies all conversations, even while the bot runs."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from operations.settings import Settings, SettingsError

_USAGE = "usage: python -m serving.backup [FOLDER]"


class BackupError(RuntimeError):
    """Says in one sentence why there is no backup."""


def backup(url: str, folder: Path) -> Path:
    """The path of the new copy, which is complete and readable only by its owner.

    Raises:
        BackupError: it could not be made; nothing is left of it.
    """
    address = sa.engine.make_url(url)
    is_file = address.get_backend_name() == "sqlite"
    kind = "db" if is_file else "dump"
    moment = datetime.now().strftime("%Y%m%d-%H%M%S-%f")
    copy = folder / f"conversations-{moment}.{kind}"
    draft = copy.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft.touch(0o600)
        (_copy_file if is_file else _dump)(address, draft)
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.rename(copy)
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"No backup in {folder}: {error}.") from error
    finally:
        draft.unlink(missing_ok=True)
    return copy


def _copy_file(address: sa.engine.URL, draft: Path) -> None:
    """Copy the database as it is at one moment, even while others write, and check the copy."""
    if not Path(address.database).is_file():
        raise BackupError(f"No backup: there is no {address.database} yet.")
    with closing(sqlite3.connect(address.database, timeout=30)) as source:
        source.execute("VACUUM INTO ?", (str(draft),))
    with closing(sqlite3.connect(draft)) as copy:
        (found,) = copy.execute("PRAGMA integrity_check").fetchone()
    if found != "ok":
        raise BackupError(f"No backup: {address.database} is damaged: {found}.")


def _dump(address: sa.engine.URL, draft: Path) -> None:
    if shutil.which("pg_dump") is None:
        raise BackupError("No backup: pg_dump is not installed (Debian: postgresql-client).")
    plain = address.set(drivername="postgresql", password=None)
    command = ["pg_dump", "--format=custom", f"--file={draft}", plain.render_as_string()]
    password = {"PGPASSWORD": address.password} if address.password else {}
    done = subprocess.run(command, env=os.environ | password, capture_output=True, text=True)
    if done.returncode:
        raise BackupError(f"No backup: {done.stderr.strip()}")


def main(arguments: Sequence[str]) -> int:
    """The exit code: 0, or 1 after a sentence on stderr."""
    if len(arguments) > 1:
        print(_USAGE, file=sys.stderr)
        return 1
    try:
        settings = Settings.load()
        folder = Path(arguments[0]) if arguments else settings.var / "backups"
        copy = backup(settings.database, folder)
    except (SettingsError, BackupError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{copy} ({copy.stat().st_size / 1e6:.1f} MB)")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

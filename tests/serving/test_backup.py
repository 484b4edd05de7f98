"""A backup is complete and consistent, even if others write meanwhile, and can be restored."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import threading
from pathlib import Path

import pytest

from operations.settings import Settings
from serving.backup import BackupError, backup
from serving.provision import provision
from storage.conversation_store import ConversationStore
from tests.live import ROOT
from tests.postgres import BIN, Postgres
from tests.storage.test_conversation_store import DOMAIN, talk, texts


def url(path: Path) -> str:
    return f"sqlite:///{path}/conversations.db"


async def test_a_copy_holds_everything_and_can_be_gone_on_from(tmp_path: Path) -> None:
    await talk(ConversationStore(DOMAIN, url(tmp_path)), 3)
    copy = backup(url(tmp_path), tmp_path / "backups")
    assert copy.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "backups").iterdir()] == [copy.name]
    store = ConversationStore(DOMAIN, f"sqlite:///{copy}")
    tracker = await store.retrieve_full_tracker("someone")
    assert tracker and len(texts(tracker)) == 3
    await talk(store, 0)


def test_a_copy_is_of_one_moment_while_others_write(tmp_path: Path) -> None:
    file = tmp_path / "conversations.db"
    with sqlite3.connect(file) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE pairs (side TEXT, number INTEGER)")
    stop = threading.Event()
    written: list[int] = []

    def write() -> None:
        with sqlite3.connect(file, timeout=30) as writer:
            while not stop.is_set():
                pair = [("left", len(written)), ("right", len(written))]
                writer.executemany("INSERT INTO pairs VALUES (?, ?)", pair)
                writer.commit()
                written.append(1)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        copies = []
        for number in range(5):
            before = len(written)
            copies.append((before, backup(url(tmp_path), tmp_path / str(number))))
    finally:
        stop.set()
        thread.join()
    for before, copy in copies:
        sides = dict(
            sqlite3.connect(copy).execute("SELECT side, count(*) FROM pairs GROUP BY side")
        )
        assert sides.get("left", 0) == sides.get("right", 0) >= before


@pytest.mark.skipif(BIN is None, reason="NOT RUN: PostgreSQL is not installed")
async def test_a_copy_gets_as_documented_into_the_database_of_another_user(
    postgres: Postgres, tmp_path: Path
) -> None:
    urls = {}
    for name in ("copied", "restored"):
        provision(name, postgres.url, clinics=tmp_path)
        plain = Settings.load({}, tmp_path / name / "settings.env").database
        urls[name] = plain.replace("postgresql:", "postgresql+psycopg2:")
        await talk(ConversationStore(DOMAIN, urls[name]), 3 if name == "copied" else 1)
    copy = backup(urls["copied"], tmp_path / "backups")
    docs = (ROOT / "docs" / "operations.md").read_text()
    (command,) = re.findall(r"`(pg_restore [^`]+)` with the file", docs)
    for name in ("restored", "copied"):
        done = subprocess.run(
            f"{command} {copy}",
            shell=True,
            env={**os.environ, "DATABASE_URL": urls[name]},
            capture_output=True,
            text=True,
        )
        assert (done.returncode, done.stderr) == (0, "")
        tracker = await ConversationStore(DOMAIN, urls[name]).retrieve_full_tracker("someone")
        assert tracker and len(texts(tracker)) == 3


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("sqlite:///{path}/none.db", "there is no {path}/none.db yet"),
        ("sqlite:///{path}/file", "file is not a database"),
        pytest.param(
            "postgresql://nobody:secret@127.0.0.1:1/none", "No backup: ", marks=pytest.mark.live
        ),
    ],
)
def test_no_backup_is_said_and_leaves_nothing(tmp_path: Path, address: str, sentence: str) -> None:
    (tmp_path / "file").write_text("something else" * 1000)
    with pytest.raises(BackupError) as error:
        backup(address.format(path=tmp_path), tmp_path / "backups")
    assert sentence.format(path=tmp_path) in str(error.value)
    assert "secret" not in str(error.value)
    assert list((tmp_path / "backups").iterdir()) == []

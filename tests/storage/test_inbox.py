"""Each event is taken once, also after a restart; the stored content is encrypted."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from storage.archive import Archive
from storage.inbox import KEPT, Inbox
from storage.sql.database import Database

CONTENT = {"to": {"chat": 5_000_000_017}, "text": "zanzibarian"}


def inbox(folder: Path, secret: str = "s" * 32, channel: str = "app") -> Inbox:
    return Inbox(Database(f"sqlite:///{folder}/c.db"), secret, channel)


def stored(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("c.db*"))


async def test_an_event_is_taken_once(tmp_path: Path) -> None:
    assert await inbox(tmp_path).take("a", CONTENT)
    assert not await inbox(tmp_path).take("a", CONTENT)
    await inbox(tmp_path).done("a")
    assert not await inbox(tmp_path).take("a", CONTENT)
    assert await inbox(tmp_path).take("b", CONTENT)


async def test_what_is_not_done_is_pending_in_order(tmp_path: Path) -> None:
    first = inbox(tmp_path)
    for key in ("c", "a", "b"):
        await first.take(key, CONTENT | {"key": key})
    await first.done("a")
    await first.sent("b", 2)
    pending = await inbox(tmp_path).pending()
    assert [(item.key, item.sent, item.content["key"]) for item in pending] == [
        ("c", 0, "c"),
        ("b", 2, "b"),
    ]


async def test_each_channel_has_its_own(tmp_path: Path) -> None:
    await inbox(tmp_path).take("a", CONTENT)
    assert await inbox(tmp_path, channel="other").pending() == []


async def test_contents_are_encrypted(tmp_path: Path) -> None:
    await inbox(tmp_path).take("a", CONTENT)
    assert b"zanzibarian" not in stored(tmp_path) and b"5000000017" not in stored(tmp_path)
    assert await inbox(tmp_path, secret="t" * 32).pending() == []


async def test_contents_go_when_the_work_is_done(tmp_path: Path) -> None:
    box = inbox(tmp_path)
    await box.take("a", CONTENT)
    await box.done("a")
    assert await box.pending() == []


async def test_old_events_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    box = inbox(tmp_path)
    await box.take("a", CONTENT)
    await box.tidy()
    assert not await box.take("a", CONTENT)
    later = time.time() + KEPT + 1
    monkeypatch.setattr(time, "time", lambda: later)
    await box.tidy()
    assert await box.take("a", CONTENT)


async def test_an_erased_conversation_leaves_nothing_to_do_but_what_came_since(
    tmp_path: Path,
) -> None:
    box = inbox(tmp_path)
    for key, owner in (("a", "mine"), ("b", "other"), ("ask", "mine"), ("later", "mine")):
        await box.take(key, CONTENT, owner)
    archive = Archive(Database(f"sqlite:///{tmp_path}/c.db"))
    await archive.erase("mine", refuse=False, request="ask")
    assert [item.key for item in await box.pending()] == ["b", "ask", "later"]
    assert not await box.take("a", CONTENT, "mine")
    await archive.erase("mine")
    assert [item.key for item in await box.pending()] == ["b"]


async def test_whose_an_event_was_goes_when_it_is_done(tmp_path: Path) -> None:
    box = inbox(tmp_path)
    await box.take("a", CONTENT, "app-pseudonym")
    assert b"app-pseudonym" in stored(tmp_path)
    await box.done("a")
    with closing(sqlite3.connect(tmp_path / "c.db")) as database:
        assert database.execute("SELECT sealed, conversation FROM inbox").fetchall() == [
            (None, None)
        ]

"""Conversations can be read, rated, exported and erased to the byte, and they expire."""

from __future__ import annotations

import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.shared.core.events import BotUttered, UserUttered

from storage.archive import Archive, Standing
from storage.conversation_store import ConversationStore
from storage.sql.database_tables import CONVERSATIONS
from storage.sql.store_errors import StoreError
from tests.storage.test_conversation_store import DOMAIN


@pytest.fixture
def store(tmp_path: Path) -> ConversationStore:
    return ConversationStore(DOMAIN, f"sqlite:///{tmp_path}/conversations.db")


@pytest.fixture
def archive(store: ConversationStore) -> Archive:
    return Archive(store.database)


async def say(store: ConversationStore, sender: str, text: str) -> None:
    tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
    tracker.update_with_events([UserUttered(text, message_id=text), BotUttered("yes")], DOMAIN)
    await store.save(tracker)


def stored(tmp_path: Path) -> bytes:
    return b"".join(path.read_bytes() for path in tmp_path.glob("conversations.db*"))


async def test_standing(store: ConversationStore, archive: Archive) -> None:
    assert await archive.standing("a", "one") == Standing()
    await say(store, "a", "one")
    await say(store, "a", "two")
    assert await archive.standing("a", "two") == Standing(answered=2)
    assert await archive.standing("a", "three") == Standing()
    assert await archive.standing("a") == Standing()
    assert await archive.standing("b", "two") == Standing()
    await archive.erase("a")
    assert await archive.standing("a", "two") == Standing(erased=True)


async def test_what_was_said_is_read_in_order(store: ConversationStore, archive: Archive) -> None:
    for text in ("one", "two"):
        await say(store, "a", text)
    said = [event["text"] for event in await archive.spoken("a", 1, 99)]
    assert said == ["one", "yes", "two", "yes"]


async def test_erasing_takes_every_byte_and_only_that_conversation(
    store: ConversationStore, archive: Archive, tmp_path: Path
) -> None:
    long = "zanzibarian " * 2000
    await say(store, "a", long)
    await say(store, "b", "something else")
    await archive.rate("a", "r", "up", "zanzibarian word")
    assert b"zanzibarian" in stored(tmp_path)
    await archive.erase("a")
    assert b"zanzibarian" not in stored(tmp_path)
    assert await archive.spoken("a", 1, 99) == []
    assert await store.retrieve("a") is None
    assert len(await archive.spoken("b", 1, 99)) == 2


async def test_an_erased_conversation_cannot_be_taken_up(
    store: ConversationStore, archive: Archive
) -> None:
    await archive.erase("a")
    with pytest.raises(StoreError):
        await say(store, "a", "again")
    assert list(await store.keys()) == []


@pytest.mark.parametrize("refuse", [False, True])
async def test_what_is_erased_cannot_be_rated(
    store: ConversationStore, archive: Archive, refuse: bool
) -> None:
    await say(store, "a", "one")
    await archive.erase("a", refuse=refuse)
    assert not await archive.rate("a", "r", "down", "zanzibarian")
    assert (await archive.export("a", (1, 99)))["ratings"] == []


async def test_what_was_erased_for_good_stays_refused(archive: Archive) -> None:
    await archive.erase("a")
    await archive.erase("a", refuse=False)
    assert await archive.standing("a") == Standing(erased=True)


async def test_old_conversations_are_forgotten(
    store: ConversationStore, archive: Archive, tmp_path: Path
) -> None:
    for number in range(120):
        await say(store, f"old {number}", f"zanzibarian {number}")
    await say(store, "new", "fresh")
    long_ago = CONVERSATIONS.update().where(CONVERSATIONS.c.id != "new").values(last=1.0)
    await store.database.run(lambda connection: connection.execute(long_ago))
    assert await archive.expire(time.time() - 86400) == 120
    assert list(await store.keys()) == ["new"]
    assert b"zanzibarian" not in stored(tmp_path)
    assert await archive.expire(time.time() - 86400) == 0


async def test_export_holds_every_table(store: ConversationStore, archive: Archive) -> None:
    await say(store, "a", "one")
    await archive.rate("a", "r", "up", None)
    await archive.rate("a", "r", "down", "because")
    export = await archive.export("a", (1, 99))
    assert set(export) == {"conversations", "events", "ratings"}
    assert [len(rows) for rows in export.values()] == [1, 2, 1]
    assert export["ratings"][0]["word"] == "because"
    assert (await archive.export("b", (1, 99)))["events"] == []


async def test_a_failure_is_not_forgotten_at_the_next_ping(
    archive: Archive, store: ConversationStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    await archive.ping()
    found = [archive.has_failed_lately]
    with pytest.raises(StoreError, match="no such table"):
        await store.database.run(lambda connection: connection.exec_driver_sql("DELETE FROM none"))
    await archive.ping()
    found.append(archive.has_failed_lately)
    later = time.monotonic() + 6
    monkeypatch.setattr(
        "storage.sql.database_health.time", SimpleNamespace(monotonic=lambda: later)
    )
    found.append(archive.has_failed_lately)
    assert found == [False, True, False]


async def test_work_goes_on_after_work_that_failed(
    archive: Archive, store: ConversationStore, tmp_path: Path
) -> None:
    """The connection is reused: a failure on it is rolled back, and it still works."""

    def fail_late(connection: Any) -> None:
        connection.execute(CONVERSATIONS.insert(), {"id": "half", "started": 0, "last": 0})
        connection.exec_driver_sql("DELETE FROM none")

    for number in range(20):  # more than the pool's connections
        with pytest.raises(StoreError):
            await store.database.run(fail_late)
        await say(store, "a", f"message {number}")
    assert list(await store.keys()) == ["a"]
    assert len(await archive.spoken("a", 1, 99)) == 40

"""Requests are encrypted, apart from their conversation, and deleted with it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from operations.settings import Settings
from storage import contact_requests
from storage.archive import Archive
from storage.contact_requests import ContactRequest, ContactRequests
from storage.sql.database import Database
from storage.sql.database_tables import CONTACT_DELIVERIES

TOM = ContactRequest("Tomasina Quibble", "+1 202-555-0187", "tom@mail.example", "mornings", "PRP")


def settings(folder: Path, **given: str) -> Settings:
    ways = {"CHAT_REQUESTS_WEBHOOK": "https://clinic.example/", "CHAT_VAR": str(folder)}
    ways["CHAT_REQUESTS_WEBHOOK_SECRET"] = "s" * 32
    return Settings.load({**ways, **given}, Path("no.env"))


@pytest.fixture
def requests(database: Database, tmp_path: Path) -> ContactRequests:
    return ContactRequests(database, settings(tmp_path))


async def count(database: Database) -> int:
    query = sa.select(sa.func.count()).select_from(CONTACT_DELIVERIES)
    return int(await database.run(lambda connection: connection.scalar(query)))


async def test_what_is_kept_is_there_once_and_unreadable(
    requests: ContactRequests, database: Database, tmp_path: Path
) -> None:
    assert await requests.add("r1", "a", TOM)
    assert await requests.add("r1", "a", TOM)
    assert not await requests.add("r1", "b", TOM), "another's"
    assert await count(database) == 1
    (kept,) = await requests.export("a")
    assert kept["phone"] == TOM.phone and time.time() - kept["received"] < 60
    assert await requests.export("b") == []
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("c.db*"))
    assert b"Quibble" not in stored and b"0187" not in stored
    key = tmp_path / "requests.key"
    assert key.stat().st_mode & 0o777 == 0o600 and not (tmp_path / "secret").exists()


async def test_another_key_opens_nothing(
    requests: ContactRequests, database: Database, tmp_path: Path
) -> None:
    await requests.add("r1", "a", TOM)
    other = ContactRequests(database, settings(tmp_path, CHAT_REQUESTS_KEY="k" * 32))
    assert await other.export("a") == []


async def test_it_goes_with_the_conversation_and_never_comes_back(
    requests: ContactRequests, database: Database
) -> None:
    await requests.add("r1", "a", TOM)
    await requests.add("r2", "b", TOM)
    await requests.keep_draft("a", {"name": "Tom"})
    await Archive(database).erase("a")
    assert await requests.export("a") == [] and await requests.draft("a") is None
    assert await count(database) == 1 and len(await requests.export("b")) == 1
    assert not await requests.add("r3", "a", TOM), "kept of a conversation that is erased"
    assert await count(database) == 1


async def test_it_goes_when_its_time_is_over(requests: ContactRequests, database: Database) -> None:
    await requests.add("r1", "a", TOM)
    assert await requests.expire(time.time() - 60) == 0
    assert await requests.expire(time.time() + 60) == 1
    assert await count(database) == 0 and await requests.export("a") == []


async def test_a_form_is_kept_between_its_questions_and_ends_with_the_request(
    requests: ContactRequests, monkeypatch: pytest.MonkeyPatch
) -> None:
    await requests.keep_draft("a", {"name": "Tom"})
    await requests.keep_draft("a", {"name": "Tom", "phone": "1"})
    assert await requests.draft("a") == {"name": "Tom", "phone": "1"}
    assert await requests.draft("b") is None
    await requests.add("r1", "a", TOM)
    assert await requests.draft("a") is None
    await requests.keep_draft("a", {"name": "Tom"})
    await requests.drop_draft("a")
    assert await requests.draft("a") is None and await requests.has("r1")
    await requests.keep_draft("a", {"name": "Tom"})
    monkeypatch.setattr(contact_requests, "_ABANDONED", 0)
    assert await requests.draft("a") is None
    assert await requests.expire(0) == 1

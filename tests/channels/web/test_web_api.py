"""Calls on a conversation run one after the other, and are completed once they are made."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from rasa.shared.core.events import BotUttered, UserUttered

from channels.message.errors import ChatError
from channels.message.limits import Limits
from channels.web.openapi import Interface
from channels.web.web_api import WebApi
from channels.web.web_session import Sessions
from engine.conversation_locks import AsyncioLockStore
from operations.settings import Settings
from storage.archive import Archive, Standing
from storage.conversation_store import ConversationStore
from tests.live import new_id
from tests.storage.test_conversation_store import DOMAIN

SECRET = "s" * 32
VALUE = {"value": "down", "word": "zanzibarian"}


class Desk(NamedTuple):
    """The interface without a server, and a conversation with one message."""

    api: WebApi
    archive: Archive
    lock: Any
    conversation: str
    reply: str

    def request(self, **body: str) -> Any:
        token = Sessions(SECRET, self.api._sessions._lifetime).renew(self.conversation).token
        headers = {"authorization": f"Bearer {token}"}
        return SimpleNamespace(headers=headers, content_type="application/json", json=body)


@pytest.fixture
async def desk(tmp_path: Path) -> Any:
    settings = Settings.load({"CHAT_SECRET": SECRET, "CHAT_VAR": str(tmp_path)}, Path("no.env"))
    store = ConversationStore(DOMAIN, settings.database)
    conversation, message = "0" * 32, new_id()
    tracker = store.init_tracker(conversation)
    tracker.update_with_events([UserUttered("hello", message_id=message), BotUttered("hi")], DOMAIN)
    await store.save(tracker)
    locks = AsyncioLockStore()
    agent: Any = SimpleNamespace(tracker_store=store, lock_store=locks, processor=None)
    api = WebApi(settings, Limits("", "", 5), Interface(500))
    api.start(agent, {})
    yield Desk(api, Archive(store.database), locks, conversation, f"{message}.1")
    store.database.close()


async def test_a_rating_waits_for_what_is_going_on(desk: Desk) -> None:
    async with desk.lock.lock(desk.conversation):
        rating = asyncio.ensure_future(desk.api.rate(desk.request(reply=desk.reply, **VALUE)))
        await asyncio.sleep(0.01)
        assert not rating.done()
        await desk.archive.erase(desk.conversation, refuse=False)
    with pytest.raises(ChatError, match="not_found"):
        await rating
    assert (await desk.archive.export(desk.conversation, (1, 99)))["ratings"] == []


async def test_who_leaves_after_asking_for_it_is_erased_all_the_same(desk: Desk) -> None:
    async with desk.lock.lock(desk.conversation):
        erasing = asyncio.ensure_future(desk.api.erase(desk.request()))
        await asyncio.sleep(0.01)
        erasing.cancel()
        await asyncio.sleep(0.01)
    async with desk.lock.lock(desk.conversation):
        assert await desk.archive.standing(desk.conversation) == Standing(erased=True)

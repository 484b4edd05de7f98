"""The conversation store can read a database that the benchmark has filled."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered

from benchmarks.filling import fill
from storage.conversation_store import ConversationStore


@pytest.fixture
def store(tmp_path: Path) -> ConversationStore:
    return ConversationStore(Domain.empty(), host=f"sqlite:///{tmp_path / 'conversations.db'}")


async def test_all_are_copies(store: ConversationStore, tmp_path: Path) -> None:
    for name in ("one", "two"):
        for turn in range(2):
            tracker = await store.retrieve(name) or store.init_tracker(name)
            heard = UserUttered(f"{name} {turn}", message_id=f"{name}{turn}")
            for event in (heard, BotUttered("yes"), ActionExecuted("action_listen")):
                tracker.update(event)
            await store.save(tracker)
    assert fill(tmp_path / "conversations.db", 25) == 25
    names = sorted(await store.keys())
    assert len(names) == 25
    for name in names:
        copied = await store.retrieve_full_tracker(name)
        assert copied and len(copied.events) == 6
    assert fill(tmp_path / "conversations.db", 10) == 25


async def test_nothing_to_copy(store: ConversationStore, tmp_path: Path) -> None:
    assert await store.retrieve("nobody") is None
    with pytest.raises(ValueError, match="holds no conversation"):
        fill(tmp_path / "conversations.db", 10)

"""Joining: registers this process among those that serve the same database."""

from __future__ import annotations

from rasa.core.agent import Agent

from actions.answer import knowledge_store
from operations.settings import Settings
from operations.version import VERSION
from storage.conversation_store import ConversationStore
from storage.processes.membership import hidden
from storage.sealing import is_sealing


async def join(agent: Agent, settings: Settings) -> None:
    """Register, with facts that should be the same in all processes. Call it once."""
    store = agent.tracker_store
    if not isinstance(store, ConversationStore):
        return

    def facts() -> dict[str, str | None]:
        return {
            "version": VERSION,
            "model": agent.model_id or "none",
            "knowledge": knowledge_store().current.version,
            "secret": hidden(settings.secret),
            "requests_key": hidden(settings.requests_key) if is_sealing(settings) else None,
        }

    await store.membership.begin(facts)

"""AsyncioLockStore: one lock per conversation, first come first served, without polling."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LockStore


class AsyncioLockStore(LockStore):
    """Makes the messages of a conversation wait for each other within one process.

    Rasa's own lock stores poll once a second; here the next message starts at once.
    A lock exists only while a message holds or awaits it.
    """

    def __init__(self, endpoint_config: Any = None) -> None:
        super().__init__()
        self._locks: dict[str, asyncio.Lock] = {}
        self._users: dict[str, int] = {}

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = 0,
        wait_time_in_seconds: float = 0,
    ) -> AsyncGenerator[TicketLock, None]:
        """Hold the conversation's lock. Waiting messages get it in the order in which they came."""
        lock = self._locks.setdefault(conversation_id, asyncio.Lock())
        self._users[conversation_id] = self._users.get(conversation_id, 0) + 1
        try:
            async with lock:
                yield TicketLock(conversation_id)
        finally:
            self._users[conversation_id] -= 1
            if not self._users[conversation_id]:
                del self._users[conversation_id], self._locks[conversation_id]

    def waiting(self, conversation_id: str) -> int:
        """Number of messages of the conversation that hold or await its lock."""
        return self._users.get(conversation_id, 0)

    @property
    def in_flight(self) -> int:
        """Number of messages of all conversations that hold or await a lock."""
        return sum(self._users.values())

"""Pace: when the next call may leave, so that an app's limits are never reached."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

#: Chats after which those that are quiet again are forgotten.
_MANY = 10_000


@dataclass(frozen=True)
class Rate:
    """So many at once, then so many a second."""

    per_second: float
    burst: int = 1


class Pace:
    """One rate for all and one for each chat; and a pause for all when the app asks for it."""

    def __init__(self, overall: Rate, chat: Rate) -> None:
        self._overall, self._chat = overall, chat
        self._due: dict[str, float] = {}
        self._resume = 0.0

    @property
    def is_busy(self) -> bool:
        """Whether a call would have to wait."""
        now = time.monotonic()
        room = (self._overall.burst - 1) / self._overall.per_second
        return max(self._resume, self._due.get("all", 0.0) - room) > now

    async def wait(self, chat: str = "") -> None:
        """Until a call to this chat, or to none, may leave; who waits longest leaves first."""
        await asyncio.sleep(max(0.0, self._reserve(chat) - time.monotonic()))
        while (rest := self._resume - time.monotonic()) > 0:
            await asyncio.sleep(rest)

    def pause(self, seconds: float) -> None:
        """Nothing leaves for that long."""
        self._resume = max(self._resume, time.monotonic() + seconds)

    def _reserve(self, chat: str) -> float:
        now = time.monotonic()
        if len(self._due) > _MANY:
            self._due = {name: due for name, due in self._due.items() if due > now}
        start = self._take("chat " + chat, self._chat, now) if chat else now
        return self._take("all", self._overall, start)

    def _take(self, name: str, rate: Rate, now: float) -> float:
        """The generic cell rate algorithm: `due` is when the bucket would be empty again."""
        interval = 1 / rate.per_second
        due = self._due.get(name, 0.0)
        start = max(now, due - (rate.burst - 1) * interval)
        self._due[name] = max(due, start) + interval
        return start

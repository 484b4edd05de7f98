"""Pace: when the next call may be sent, so that an app's limits are never reached."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

#: The number of chats above which those that are quiet again are forgotten.
_MANY = 10_000


@dataclass(frozen=True)
class Rate:
    """`burst` calls at once, then `per_second`."""

    per_second: float
    burst: int = 1


class Pace:
    """One rate for all chats together, one for each chat, and pauses when the app asks for them.

    Processes share the first rate; each chat is served by only one process.
    """

    def __init__(self, overall: Rate, chat: Rate, processes: Callable[[], int] = lambda: 1) -> None:
        self._whole, self._chat, self._processes = overall, chat, processes
        self._due: dict[str, float] = {}
        self._paused: dict[str, float] = {}  # ends of pauses by chat; "" stands for all chats

    @property
    def is_busy(self) -> bool:
        """Whether a call would have to wait."""
        now = time.monotonic()
        room = (self._overall.burst - 1) / self._overall.per_second
        return max(self._until(), self._due.get("all", 0.0) - room) > now

    @property
    def _overall(self) -> Rate:
        share = self._processes()
        return Rate(self._whole.per_second / share, max(1, self._whole.burst // share))

    async def wait(self, chat: str = "") -> None:
        """Wait until a call may be sent, to this chat if one is named; in order of arrival."""
        await asyncio.sleep(max(0.0, self._reserve(chat) - time.monotonic()))
        while (rest := max(self._until(), self._until(chat)) - time.monotonic()) > 0:
            await asyncio.sleep(rest)

    def pause(self, seconds: float, chat: str = "") -> None:
        """Send nothing to this chat for so long; nothing to any chat if another is paused already.

        Apps have limits per chat and for all chats, and mostly don't say which one was reached.
        """
        now = time.monotonic()
        self._paused = {name: end for name, end in self._paused.items() if end > now}
        names = {chat, ""} if self._paused.keys() - {chat} else {chat}
        for name in names:
            self._paused[name] = max(self._until(name), now + seconds)

    def _until(self, chat: str = "") -> float:
        return self._paused.get(chat, 0.0)

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

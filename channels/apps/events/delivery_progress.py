"""DeliveryProgress: records in the inbox how far the answer to each event has been sent."""

from __future__ import annotations

import asyncio
import logging
import time

from storage.inbox import Inbox
from storage.sql.store_errors import StoreError

logger = logging.getLogger(__name__)

#: Seconds until a failed database is tried again, and for which a stopping server tries it;
#: together with the messages that are being sent, a stop takes at most eight seconds.
_PAUSE = 5.0
_LAST = 4.0


class DeliveryProgress:
    """Keeps progress in memory while the database is away: answers needn't wait or be repeated."""

    def __init__(self, channel: str, inbox: Inbox) -> None:
        self._channel, self._inbox = channel, inbox
        self._left: dict[str, int | None] = {}  # messages sent, by key; None when all are
        self._is_behind = False
        self._writing = asyncio.Lock()

    async def sent(self, key: str, count: int) -> None:
        """Record that this many messages of the answer were sent."""
        await self._mark(key, count)

    async def done(self, key: str) -> None:
        """Record that the event needs nothing more."""
        await self._mark(key, None)

    async def keep(self) -> None:
        """Write again what could not be written, until cancelled."""
        while True:
            await asyncio.sleep(_PAUSE)
            await self._write(again=True)

    async def close(self) -> None:
        """Try a last time: what isn't written now is answered again after the next start."""
        end = time.monotonic() + _LAST
        while self._left and time.monotonic() < end:
            await self._write(again=True)
            await asyncio.sleep(0.05)
        if self._left:
            count = len(self._left)
            logger.error("%s: %d messages may be answered twice", self._channel, count)

    async def _mark(self, key: str, count: int | None) -> None:
        self._left[key] = count
        await self._write()

    async def _write(self, *, again: bool = False) -> None:
        async with self._writing:
            while self._left and (again or not self._is_behind):
                key, count = next(iter(self._left.items()))
                try:
                    await self._set(key, count)
                except StoreError as error:
                    logger.error("%s: the inbox failed, tried again: %s", self._channel, error)
                    self._is_behind = True
                    return
                self._is_behind = False
                if self._left[key] == count:  # otherwise more was sent meanwhile
                    del self._left[key]

    async def _set(self, key: str, count: int | None) -> None:
        await (self._inbox.done(key) if count is None else self._inbox.sent(key, count))

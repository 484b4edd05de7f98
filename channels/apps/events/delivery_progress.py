"""DeliveryProgress: how far the answer to each event got, written until the inbox has it."""

from __future__ import annotations

import asyncio
import logging
import time

from storage.inbox import Inbox
from storage.sql.store_errors import StoreError

logger = logging.getLogger(__name__)

#: Seconds until a database that failed is asked again, and in which a stopping server asks it:
#: with what is on its way before, no stop takes longer than eight.
_PAUSE = 5.0
_LAST = 4.0


class DeliveryProgress:
    """While the database is away they stand here: no answer waits for it, none is repeated."""

    def __init__(self, channel: str, inbox: Inbox) -> None:
        self._channel, self._inbox = channel, inbox
        self._left: dict[str, int | None] = {}  # messages sent by key; None when all is done
        self._is_behind = False
        self._writing = asyncio.Lock()

    async def sent(self, key: str, count: int) -> None:
        """So many messages of the answer went out."""
        await self._mark(key, count)

    async def done(self, key: str) -> None:
        """Nothing is left to do."""
        await self._mark(key, None)

    async def keep(self) -> None:
        """Write what could not be written before; for ever."""
        while True:
            await asyncio.sleep(_PAUSE)
            await self._write(again=True)

    async def close(self) -> None:
        """The last chance: what is not written now is done again after the next start."""
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
                if self._left[key] == count:  # else it went on meanwhile
                    del self._left[key]

    async def _set(self, key: str, count: int | None) -> None:
        await (self._inbox.done(key) if count is None else self._inbox.sent(key, count))

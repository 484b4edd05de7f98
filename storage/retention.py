"""Retention: deletes conversations and requests when their time is over."""

from __future__ import annotations

import asyncio
import logging
import time

from storage.archive import Archive
from storage.contact_requests import ContactRequests
from storage.handovers import Handovers
from storage.sql.store_errors import StoreError
from storage.unanswered import Unanswered

logger = logging.getLogger(__name__)

_DAY = 86400
_PAUSE = 600
#: Seconds by which the clock may jump without being doubted.
_LEAP = 60


class Retention:
    """Runs regularly, and stores when it last ran.

    With a wrong clock everything could look old. So if more time than usual seems to have passed
    since the last run, the same time, but at most a day, must pass again on the monotonic clock,
    which nobody sets, before anything is deleted.
    """

    def __init__(
        self,
        days: int,
        archive: Archive,
        requests: ContactRequests | None = None,
        request_days: int = 0,
        handovers: Handovers | None = None,
        unanswered: Unanswered | None = None,
    ) -> None:
        """With 0 days, conversations are kept for ever; requests and others have their own days."""
        self._handovers = handovers
        self._days, self._archive = days, archive
        self._requests, self._request_days = requests, request_days
        self._unanswered = unanswered
        self._doubted: float | None = None  # the last run before the clock jumped
        self._believed_from = 0.0

    async def keep(self) -> None:
        """Run until cancelled."""
        while self._days or self._requests:
            await asyncio.sleep(_PAUSE)
            await self.look()

    async def look(self) -> None:
        """Delete what is too old, unless the clock is in doubt."""
        try:
            last, now = await self._archive.last_look(), time.time()
            if not self._believes(last, now):
                return
            await self._archive.looked(now)
            count = await self._expire(now)
        except StoreError as error:
            logger.warning("Retention could not be done, it is tried again: %s", error)
            return
        logger.info("Retention: %s conversations older than %s days deleted", count, self._days)

    async def _expire(self, now: float) -> int:
        if self._requests:
            count = await self._requests.expire(now - self._request_days * _DAY)
            logger.info("Retention: %s old requests deleted", count)
        if self._handovers:
            await self._handovers.expire(now - self._request_days * _DAY)
        if self._unanswered:
            await self._unanswered.expire(now)
        return await self._archive.expire(now - self._days * _DAY) if self._days else 0

    def _believes(self, last: float, now: float) -> bool:
        passed = abs(now - last)
        if not last or passed <= _PAUSE + _LEAP:
            self._doubted = None
            return True
        if self._doubted != last:
            self._doubted = last
            wait = min(passed, _DAY)
            self._believed_from = time.monotonic() + wait
            logger.warning(
                "The clock is %d s from the last look: nothing is deleted for %d s", passed, wait
            )
        return time.monotonic() >= self._believed_from

"""Retention: conversations are deleted when their time is over, as long as the server runs."""

from __future__ import annotations

import asyncio
import logging
import time

from serving.archive import Archive
from serving.store_errors import StoreError

logger = logging.getLogger(__name__)

_DAY = 86400
_PAUSE = 600
#: Seconds by which the clock may be set without being doubted.
_LEAP = 60


async def keep_for(days: int, archive: Archive, pause: float = _PAUSE) -> None:
    """Delete what is older than that many days, now and then; 0 keeps everything.

    A clock that leaps ahead would make everything look old: nothing is deleted until it has
    gone evenly for one pause.
    """
    while days:
        before = _offset()
        await asyncio.sleep(pause)
        leap = _offset() - before
        if abs(leap) > _LEAP:
            logger.warning("The clock leapt by %d s; nothing is deleted yet", leap)
            continue
        try:
            count = await archive.expire(time.time() - days * _DAY)
            logger.info("Retention: %s conversations older than %s days deleted", count, days)
        except StoreError as error:
            logger.warning("Retention could not be done, it is tried again: %s", error)


def _offset() -> float:
    """Changes only when the clock is set."""
    return time.time() - time.monotonic()

"""Retention: conversations are deleted when their time is over, as long as the server runs."""

from __future__ import annotations

import asyncio
import logging
import time

from serving.archive import Archive
from serving.database import StoreError

logger = logging.getLogger(__name__)

_DAY = 86400
_PAUSE = 3600


async def keep_for(days: int, archive: Archive, pause: float = _PAUSE) -> None:
    """Delete what is older than that many days, now and then; 0 keeps everything."""
    while days:
        try:
            count = await archive.expire(time.time() - days * _DAY)
            logger.info("Retention: %s conversations older than %s days deleted", count, days)
        except StoreError as error:
            logger.warning("Retention could not be done, it is tried again: %s", error)
        await asyncio.sleep(pause)

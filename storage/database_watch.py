"""Database watch: checks the database regularly, and logs when it goes away and comes back."""

from __future__ import annotations

import asyncio
import logging
import time

from operations import metrics
from storage.archive import Archive
from storage.sql.store_errors import StoreError

logger = logging.getLogger(__name__)

#: Seconds between checks while the database works, and while it doesn't.
_CALM = 10.0
_ALERT = 1.0


class Watch:
    """Logs each change, and each new kind of error, once; a check costs one small write."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._away_since: float | None = None
        self._reason: type[StoreError] | None = None

    async def keep(self) -> None:
        """Check until cancelled."""
        while True:
            await asyncio.sleep(_CALM if await self.look() else _ALERT)

    async def look(self) -> bool:
        """Check once; whether the database accepts writes."""
        try:
            await self._archive.ping()
            await self._archive.tidy()
        except StoreError as error:
            self._note_away(error)
            return False
        self._note_back()
        return True

    def _note_away(self, error: StoreError) -> None:
        metrics.DATABASE_UP.set(0)
        if self._away_since is None:
            self._away_since = time.monotonic()
        if self._reason is not type(error):
            self._reason = type(error)
            logger.error("The database is away; visitors are asked to wait: %s", error)

    def _note_back(self) -> None:
        metrics.DATABASE_UP.set(1)
        if self._away_since is not None:
            away = time.monotonic() - self._away_since
            self._away_since = self._reason = None
            logger.warning("The database is back after %d s", away)

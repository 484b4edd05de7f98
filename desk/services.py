"""Services: what all pages of the desk share: settings, the database, a thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from operations.settings import Settings
from storage.contact_requests import ContactRequests
from storage.sql.database import Database
from storage.unanswered import Unanswered

Result = TypeVar("Result")


@dataclass(frozen=True)
class Services:
    """Made once. `executor` is the desk's only thread, so that visitors are answered meanwhile."""

    settings: Settings
    database: Database
    executor: Executor
    unanswered: Unanswered

    @property
    def requests(self) -> ContactRequests:
        """The store of visitors' requests to the clinic."""
        return ContactRequests(self.database, self.settings)

    async def aside(self, work: Callable[[], Result]) -> Result:
        """The result of slow work, done in the desk's thread so that visitors needn't wait."""
        return await asyncio.get_running_loop().run_in_executor(self.executor, work)

    async def read(self, work: Callable[[Any], Result]) -> Result:
        """The result of `work(connection)`, which changes nothing and may take long.

        On SQLite, `Database.run` would block the event loop, so a connection of its own is used.

        Raises:
            StoreError: the database failed.
        """
        if self.database.is_shared:
            return await self.database.run(work)
        return await self.aside(lambda: self._read_now(work))

    def _read_now(self, work: Callable[[Any], Result]) -> Result:
        try:
            with self.database.engine.connect() as connection:
                return work(connection)
        except SQLAlchemyError as error:
            raise self.database.health.explained(error) from error

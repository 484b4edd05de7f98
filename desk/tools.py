"""Tools: what the pages of the desk work with."""

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
class Tools:
    """Made once; `executor` is the desk's one thread, beside the one that answers visitors."""

    settings: Settings
    database: Database
    executor: Executor
    unanswered: Unanswered

    @property
    def requests(self) -> ContactRequests:
        """What visitors asked the clinic for."""
        return ContactRequests(self.database, self.settings)

    async def aside(self, work: Callable[[], Result]) -> Result:
        """The result of what takes a while, in the desk's one thread: visitors are waiting, too."""
        return await asyncio.get_running_loop().run_in_executor(self.executor, work)

    async def read(self, work: Callable[[Any], Result]) -> Result:
        """The result of `work(connection)`, which changes nothing and may take its time.

        SQLite would do it in the event loop; here it has a connection of its own.

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

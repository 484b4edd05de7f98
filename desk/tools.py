"""Tools: what the pages of the desk work with."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass

from serving.contact_requests import ContactRequests
from serving.database import Database
from serving.settings import Settings


@dataclass(frozen=True)
class Tools:
    """Made once; `executor` is the desk's one thread, beside the one that answers visitors."""

    settings: Settings
    database: Database
    executor: Executor

    @property
    def requests(self) -> ContactRequests:
        """What visitors asked the clinic for."""
        return ContactRequests(self.database, self.settings)

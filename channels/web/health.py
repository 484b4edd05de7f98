"""Health: "live" means that the server answers, "ready" that the model and the database do."""

from __future__ import annotations

import logging
import time

from rasa.core.agent import Agent

from actions.answer import knowledge_store
from storage.archive import Archive
from storage.sql.store_errors import StoreError

logger = logging.getLogger(__name__)

#: Seconds for which a result is reused: a check costs something, and anyone may ask for it.
_REUSED_FOR = 2.0
_QUESTION = "How much does PRP cost?"


class Health:
    """Checks the model with a question that a visitor might ask."""

    def __init__(self) -> None:
        self._ready = False
        self._until = 0.0

    async def is_ready(self, agent: Agent, archive: Archive) -> bool:
        """Whether a message that arrived now would be answered and stored."""
        now = time.monotonic()
        if now >= self._until:
            self._ready = await self._check(agent, archive)
            self._until = now + _REUSED_FOR
        return self._ready

    async def _check(self, agent: Agent, archive: Archive) -> bool:
        try:
            parsed = await agent.parse_message(_QUESTION)
            await archive.ping()
            understands = parsed["intent"]["name"] and knowledge_store().current.topics
            return bool(understands and not archive.has_failed_lately)
        except StoreError:  # DatabaseWatch logs when the database goes away and comes back
            return False
        except Exception:
            logger.exception("Not ready")
            return False

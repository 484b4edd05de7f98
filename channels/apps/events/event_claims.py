"""EventClaims: which events are new, and which of those that wait are this process's to answer."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from dataclasses import asdict

from channels.message.incoming import Said
from channels.message.urgency import URGENT_PATIENCE
from storage.inbox import Inbox, Pending, Taken
from storage.sql.store_errors import StoreError

logger = logging.getLogger(__name__)

#: Seconds until a database that is away is asked again.
_PAUSE = 5
#: Urgent events remembered while the database can't, and events remembered at all.
_MANY_UNKEPT = 1000
_MANY = 10_000


class EventClaims:
    """Remembers what went into a queue here, so that what the inbox still has goes in once."""

    def __init__(self, channel: str, inbox: Inbox) -> None:
        self._channel, self._inbox = channel, inbox
        self._known: dict[str, None] = {}
        #: Keys of urgent events that are answered though the database could not keep them.
        self._unkept: deque[str] = deque(maxlen=_MANY_UNKEPT)

    @property
    def owner(self) -> str | None:
        """Who we are among the processes; None where there are no others."""
        return self._inbox.owner

    @property
    def is_alone(self) -> bool:
        """Whether no other process can leave anything to us."""
        return self._inbox.is_alone

    async def take(self, said: Said, urgent: bool) -> Taken | None:
        """None where it came before; what is another's, or waits for another, `left` brings.

        Raises:
            StoreError: it could not be kept. Never if it is urgent.
        """
        is_known = said.key in self._known
        self.know(said.key)  # now: it is in the inbox before we hear so
        taken: Taken | None = None
        try:
            taken = await self._take(said, urgent)
        finally:
            is_mine = taken is not None and taken.is_mine
            if taken and is_mine and not self._known.keys() >= {*taken.before}:
                is_mine, taken = False, taken._replace(is_mine=False)
            if not is_mine and not is_known:
                self.forget(said.key)
        return taken

    async def left(self) -> list[Pending]:
        """What is this process's to do and is in no queue yet, oldest first."""
        known = {*self._known}  # also what is done before the answer comes
        while True:
            try:
                found = await self._inbox.pending()
            except StoreError as error:
                logger.error("%s: the inbox failed, tried again: %s", self._channel, error)
                await asyncio.sleep(_PAUSE)
                continue
            return [item for item in found if item.key not in known | self._known.keys()]

    def know(self, key: str) -> None:
        """It is in a queue, or was."""
        self._known[key] = None
        if len(self._known) > _MANY:
            del self._known[next(iter(self._known))]

    def forget(self, key: str) -> None:
        """It is another's."""
        self._known.pop(key, None)

    async def _take(self, said: Said, urgent: bool) -> Taken | None:
        if said.key in self._unkept:
            return None
        if urgent:
            self._unkept.append(said.key)
        try:
            taking = self._inbox.take(said.key, asdict(said), said.conversation, urgent)
            return await asyncio.wait_for(taking, URGENT_PATIENCE if urgent else None)
        except (StoreError, asyncio.TimeoutError):
            if not urgent:
                raise
            return Taken()

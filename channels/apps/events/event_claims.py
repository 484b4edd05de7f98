"""EventClaims: which events are new, and which waiting ones this process has to answer."""

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

#: Seconds until a database that is away is tried again.
_PAUSE = 5
#: How many urgent events are remembered that could not be stored, and how many events in total.
_MANY_UNKEPT = 1000
_MANY = 10_000


class EventClaims:
    """Remembers what is in this process's queues, so that an event in the inbox is queued once."""

    def __init__(self, channel: str, inbox: Inbox) -> None:
        self._channel, self._inbox = channel, inbox
        self._known: dict[str, None] = {}
        #: Keys of urgent events that were answered although the database could not store them.
        self._unkept: deque[str] = deque(maxlen=_MANY_UNKEPT)

    @property
    def owner(self) -> str | None:
        """This process's id; None if it is the only process."""
        return self._inbox.owner

    async def is_lost(self, key: str, owner: str | None) -> bool:
        """Whether this process, which was `owner`, was given up, so that another has the event."""
        if owner == await self._inbox.current_owner():
            return False
        self.forget(key)
        return True

    @property
    def is_alone(self) -> bool:
        """Whether there is no other process that could leave events to this one."""
        return self._inbox.is_alone

    async def take(self, said: Said, urgent: bool) -> Taken | None:
        """Store the event; None if it came before.

        If the result's `is_mine` is false, `left` returns the event later, in some process.

        Raises:
            StoreError: it could not be stored; never raised for an urgent event.
        """
        is_known = said.key in self._known
        self.know(said.key)  # before the inbox has it, or `left` could return it at once
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
        """Events that this process has to answer and that are in no queue yet, oldest first."""
        known = {*self._known}  # taken now, to include what is finished during the query
        while True:
            try:
                found = await self._inbox.pending()
            except StoreError as error:
                logger.error("%s: the inbox failed, tried again: %s", self._channel, error)
                await asyncio.sleep(_PAUSE)
                continue
            return [item for item in found if item.key not in known | self._known.keys()]

    def know(self, key: str) -> None:
        """Remember that the event is or was in a queue."""
        self._known[key] = None
        if len(self._known) > _MANY:
            del self._known[next(iter(self._known))]

    def forget(self, key: str) -> None:
        """Another process answers this event."""
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

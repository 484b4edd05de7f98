"""ContactDelivery: brings requests to the clinic, and keeps them until they have arrived."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from typing import Any

from contacts.contact_ways import DeliveryError, Send
from operations import metrics
from storage.contact_requests import ContactRequests, Due
from storage.sql.store_errors import StoreError

logger = logging.getLogger(__name__)

#: Seconds between looks, where nothing is heard of a new one: another process may have taken it.
_PAUSE = 5.0
#: Seconds for one delivery, so that it is over before another process may begin with it.
_PATIENCE = 120
#: Seconds until it is tried again: 10, 30, 90 … an hour.
_FIRST_WAIT, _LONGEST_WAIT = 10.0, 3600.0


class ContactDelivery:
    """By each way one at a time: they are few. A server that is killed meanwhile tries once more.

    What has arrived is not sent again. Where its confirmation is lost nobody knows; then it goes
    out once more, under the same id. A way without an answer holds up no other.
    """

    def __init__(self, requests: ContactRequests, ways: Mapping[str, Send]) -> None:
        self._requests, self._ways = requests, ways
        self._closed: set[str] = set()

    async def keep(self) -> None:
        """Until cancelled."""
        await asyncio.gather(
            _again(self.look), *(_again(partial(self._work, w)) for w in self._ways)
        )

    async def look(self) -> None:
        """Say how many wait, and for how long, whatever is going on with any of them."""
        waiting = await self._requests.waiting()
        metrics.REQUESTS_WAITING.set(sum(waiting.ways.values()))
        metrics.REQUESTS_OLDEST.set(waiting.seconds)
        closed = set(waiting.ways) - set(self._ways)
        for way in closed - self._closed:
            logger.error("A request waits: %s is not configured any more", way)
        self._closed = closed

    async def _work(self, way: str) -> None:
        while await self.deliver(way):
            pass

    async def deliver(self, way: str) -> bool:
        """Try the one that is due; whether there was one."""
        due = await self._requests.due(way)
        if due is None:
            return False
        problem = await self._try(due)
        outcome = "failed" if problem else "sent"
        metrics.REQUEST_DELIVERIES.labels(due.way, outcome).inc()
        if not problem:
            await self._requests.delivered(due)
            return True
        wait = min(_LONGEST_WAIT, _FIRST_WAIT * 3 ** min(due.attempts - 1, 10))
        logger.error("A request waits: by %s it failed (%s), tried again", due.way, problem)
        await self._requests.failed(due, problem, wait)
        return True

    async def _try(self, due: Due) -> str:
        """What is in the way; "" when it has arrived."""
        if due.request is None:
            return "it is encrypted with another key"
        try:
            await _cancellable(self._ways[due.way](due, due.request))
        except DeliveryError as error:
            return str(error) or "no reason"
        except Exception as error:  # the edge: one that can't be sent must not hold up the others
            return type(error).__name__
        return ""


async def _again(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Now and ever again; a database that is away is waited for."""
    while True:
        try:
            await work()
        except StoreError as error:
            logger.warning("Requests can't be looked for, tried again: %s", error)
        await asyncio.sleep(_PAUSE)


async def _cancellable(work: Coroutine[Any, Any, None]) -> None:
    """Whoever waits for it is cancelled at once: what sends mail keeps that to itself at times."""
    working = asyncio.create_task(work)
    try:
        done, _ = await asyncio.wait({working}, timeout=_PATIENCE)
    finally:
        working.cancel()
    if not done:
        raise DeliveryError("no end to it")
    working.result()

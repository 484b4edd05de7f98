"""ContactDelivery: delivers requests to the clinic, and retries until they have arrived."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from typing import Any

from contacts.contact_ways import DeliveryError, Send
from operations import metrics
from storage.contact_requests import ContactRequest
from storage.request_deliveries import LEASE, Due, RequestDeliveries
from storage.sql.store_errors import StoreError

logger = logging.getLogger(__name__)

#: Seconds between two checks for new requests, which another process may have received.
_PAUSE = 5.0
#: Seconds between two renewals of the reservation, and the longest that one delivery takes.
_RENEW, _PATIENCE = 4.0, 120.0
#: Seconds until a retry: 10, 30, 90 … up to an hour.
_FIRST_WAIT, _LONGEST_WAIT = 10.0, 3600.0
#: Seconds between two attempts to record that a request has arrived.
_RETRY = 1.0
#: The longest, in seconds, that a receiver's wish to be left alone is heeded.
_LONGEST_PAUSE = 300.0


class ContactDelivery:
    """Delivers one request at a time by each way; a way that hangs doesn't hold up the others.

    A request that has arrived is not sent again, also if the database is away at that moment. If
    its confirmation is lost, or the server ends before it could be recorded, it is sent once more,
    with the same id.
    """

    def __init__(self, deliveries: RequestDeliveries, ways: Mapping[str, Send]) -> None:
        self._deliveries, self._ways = deliveries, ways
        self._closed: set[str] = set()
        self._paused: dict[str, float] = {}
        #: How many deliveries go on now.
        self.in_hand = 0
        self._ending = False

    async def keep(self) -> None:
        """Deliver until cancelled."""
        await asyncio.gather(
            _repeat(self.look), *(_repeat(partial(self._work, w)) for w in self._ways)
        )

    def end(self) -> None:
        """Begin no more deliveries; those in hand go on."""
        self._ending = True

    async def look(self) -> None:
        """Report how many requests wait and for how long, whatever the deliveries are doing."""
        waiting = await self._deliveries.waiting()
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
        """Try the next delivery that is due; False if there is none, or not now."""
        if self._ending or time.monotonic() < self._paused.get(way, 0.0):
            return False
        self.in_hand += 1
        try:
            due = await self._deliveries.due(way)
            if due is None:
                return False
            await self._finish(due, await self._try(due))
            return True
        finally:
            self.in_hand -= 1

    async def _finish(self, due: Due, problem: str) -> None:
        """Record how it went."""
        outcome = "failed" if problem else "sent"
        metrics.REQUEST_DELIVERIES.labels(due.way, outcome).inc()
        if not problem:
            await self._arrived(due)
            return
        wait = min(_LONGEST_WAIT, _FIRST_WAIT * 3 ** min(due.attempts - 1, 10))
        logger.error("A request waits: by %s it failed (%s), tried again", due.way, problem)
        await self._deliveries.failed(due, problem, wait)

    async def _arrived(self, due: Due) -> None:
        """Record it, however long the database is away: else the clinic would get it twice."""
        while True:
            try:
                return await self._deliveries.delivered(due)
            except StoreError as error:
                logger.warning("A request has arrived, to be recorded later: %s", error)
            await asyncio.sleep(_RETRY)

    async def _try(self, due: Due) -> str:
        """Why the delivery failed; "" if it succeeded."""
        if due.request is None:
            return "it is encrypted with another key"
        try:
            await self._send(due, due.request)
        except DeliveryError as error:
            pause = min(_LONGEST_PAUSE, error.pause)
            self._paused[due.way] = time.monotonic() + pause
            return str(error) or "no reason"
        except Exception as error:  # one request that can't be sent must not hold up the others
            return type(error).__name__
        return ""

    async def _send(self, due: Due, request: ContactRequest) -> None:
        """Send it, and keep other processes from it meanwhile.

        Where that is not certain any more, the sending is stopped, even if the library swallows
        its own cancellation.
        """
        start = time.monotonic()
        mine_until, end = start + LEASE, start + _PATIENCE
        sending = asyncio.create_task(self._ways[due.way](due, request))
        try:
            while not (await asyncio.wait({sending}, timeout=min(_RENEW, end - start)))[0]:
                start = time.monotonic()
                if start >= end:
                    raise DeliveryError("no answer in time")
                try:
                    is_mine = await self._deliveries.renew(due)
                    mine_until = start + LEASE
                except StoreError:
                    is_mine = start < mine_until
                if not is_mine:
                    raise DeliveryError("another process may try it")
        finally:
            sending.cancel()
        sending.result()


async def _repeat(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Repeat for ever; while the database is away, try again later."""
    while True:
        try:
            await work()
        except StoreError as error:
            logger.warning("Requests can't be looked for, tried again: %s", error)
        await asyncio.sleep(_PAUSE)

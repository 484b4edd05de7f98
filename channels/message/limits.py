"""Limits: how much one conversation and one address may ask for."""

from __future__ import annotations

import ipaddress
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from limits import RateLimitItem, parse_many

from channels.message.errors import BUSY, ENOUGH, ENOUGH_REQUESTS, TOO_MANY, ChatError, Fault
from channels.message.quotas import Quotas
from channels.message.rate_storage import RateStorage
from storage.conversation_store import ConversationStore
from storage.processes.shared_counts import SharedCounts

#: Seconds within which an app may deliver a message again because it believes it was lost.
_REDELIVERY = 3600
#: Seconds after which a waiting message has been answered or given up.
_LONGEST_WAIT = 30
_DAY = 86400
#: Exports may be long, so they have a limit of their own.
_EXPORTS = parse_many("20/minute")


class Limits:
    """Rates are written as in `Settings`: several separated by semicolons, or "" for none."""

    def __init__(
        self,
        conversation: str,
        address: str,
        waiting: int,
        *,
        pages: str = "",
        begin: str = "",
        requests: str = "",
        day_megabytes: int = 0,
    ) -> None:
        self._quotas = Quotas()
        self._stored, self._unreported = RateStorage(), RateStorage()
        self._processes: Callable[[], int] = lambda: 1
        self._conversation = rate_items(conversation)
        self._address = rate_items(address)
        self._pages = rate_items(pages)
        self._begin = rate_items(begin)
        self._requests = rate_items(requests)
        self._day_bytes = day_megabytes * 1_000_000
        self._most_waiting = waiting
        self._waiting: Counter[str] = Counter()

    def share(self, store: Any, secret: str) -> None:
        """Count together with all processes that share the store's database, from now on."""
        if isinstance(store, ConversationStore) and store.database.is_shared:
            self._quotas.share(SharedCounts(store.database, secret))
            self._processes = lambda: store.membership.processes

    async def count_call(self, address: str) -> None:
        """Count a call from an address.

        Raises:
            ChatError: there were too many.
        """
        await self._hit(self._address, "address", network(address))

    async def count_page(self, kind: str, address: str) -> None:
        """Count a call for a file, a page or the health check from an address.

        Raises:
            ChatError: there were too many of that kind.
        """
        await self._hit(self._pages, kind, network(address))

    async def count_export(self, address: str) -> None:
        """Count an export of a conversation from an address.

        Raises:
            ChatError: there were too many.
        """
        await self._hit(_EXPORTS, "export", network(address))

    async def count_beginning(self, address: str) -> None:
        """Count a new conversation from an address.

        Raises:
            ChatError: there were too many.
        """
        await self._hit(self._begin, "begin", network(address), fault=ENOUGH)

    async def count_request(self, sender: str, request: str) -> None:
        """Count a request to the clinic, once by its id, for an address or a person on an app.

        Raises:
            ChatError: there were too many.
        """
        known = f"request/{sender}/{request}"
        if await self._quotas.add(known, _DAY, 0):  # counted before: the same request sent again
            return
        await self._hit(self._requests, "request", sender, fault=ENOUGH_REQUESTS)
        await self._quotas.add(known, _DAY, 1)

    async def check_stored(self, sender: str) -> None:
        """Check that an address, or a person on an app, may add more to the database today.

        Raises:
            ChatError: the day's amount is used up.
        """
        if self._day_bytes and self._stored.get(sender) >= self._day_bytes:
            end = self._stored.get_expiry(sender)
            raise ChatError(ENOUGH, max(1, int(end - time.time()) + 1))

    async def count_stored(self, sender: str, size: int) -> None:
        """Count stored bytes; processes compare counts after each hundredth of the day's amount."""
        if not self._day_bytes:
            return
        total = self._stored.incr(sender, _DAY, amount=size)
        share = f"stored/{sender}"
        own = self._unreported.get(share) + size
        self._unreported.incr(share, _DAY, amount=size)
        if own * 100 >= self._day_bytes:
            self._unreported.clear(share)
            everyones = await self._quotas.add(share, _DAY, own)
            self._stored.incr(sender, _DAY, amount=max(0, everyones - total))

    async def count_message(self, conversation: str, message: str = "") -> None:
        """Count a message in a conversation; with its id, only once, however often it is delivered.

        Raises:
            ChatError: there were too many.
        """
        if message and await self._quotas.add(f"message/{message}", _REDELIVERY, 1) > 1:
            return
        await self._hit(self._conversation, "conversation", conversation)

    @asynccontextmanager
    async def queue(self, conversation: str) -> AsyncIterator[None]:
        """Hold a place among the messages of a conversation that wait to be answered.

        Raises:
            ChatError: all places are taken.
        """
        if self._waiting[conversation] >= self._most_waiting:
            raise ChatError(BUSY)
        self._waiting[conversation] += 1
        everywhere = self._processes() > 1
        try:
            if everywhere and await self._wait(conversation, 1) > self._most_waiting:
                raise ChatError(BUSY)
            yield
        finally:
            self._waiting[conversation] -= 1
            if not self._waiting[conversation]:
                del self._waiting[conversation]
            if everywhere:
                await self._wait(conversation, -1)

    async def _wait(self, conversation: str, places: int) -> int:
        """Take or free places; those of a process that died become free when their time is over."""
        return await self._quotas.add(f"waiting/{conversation}", _LONGEST_WAIT, places)

    async def _hit(self, items: list[RateLimitItem], *key: str, fault: Fault = TOO_MANY) -> None:
        for item in items:
            if wait := await self._quotas.hit(item, *key):
                raise ChatError(fault, wait)


def network(address: str) -> str:
    """The address, or the /64 network of an IPv6 address, as one household has a whole network."""
    try:
        found = ipaddress.ip_address(address.strip("[]"))
    except ValueError:
        return address[:64]
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or ipaddress.ip_network(f"{found}/64", strict=False))


def rate_items(rates: str) -> list[RateLimitItem]:
    """The rates, shortest first: what a short one refuses must not use up a longer one."""
    return sorted(parse_many(rates), key=RateLimitItem.get_expiry) if rates else []

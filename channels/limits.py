"""Limits: how much one conversation and one address may ask for."""

from __future__ import annotations

import ipaddress
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from limits import RateLimitItem, parse_many
from limits.strategies import FixedWindowRateLimiter

from channels.errors import BUSY, ENOUGH, TOO_MANY, ChatError, Fault
from channels.windows import Windows

#: Seconds within which an app delivers again what it thinks has not arrived.
_DELIVERED = 3600
_DAY = 86400
#: One may be long.
_EXPORTS = parse_many("20/minute")


class Limits:
    """Rates are as in `Settings`: several separated by semicolons, or "" for none."""

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
        self._storage = Windows()
        self._limiter = FixedWindowRateLimiter(self._storage)
        self._conversation = _items(conversation)
        self._address = _items(address)
        self._pages = _items(pages)
        self._begin = _items(begin)
        self._requests = _items(requests)
        self._day_bytes = day_megabytes * 1_000_000
        self._most_waiting = waiting
        self._waiting: Counter[str] = Counter()

    def count_call(self, address: str) -> None:
        """A call from an address.

        Raises:
            ChatError: too many of them.
        """
        self._hit(self._address, "address", network(address))

    def count_page(self, kind: str, address: str) -> None:
        """A file or a page, or a look at our health, for an address.

        Raises:
            ChatError: too many of that kind.
        """
        self._hit(self._pages, kind, network(address))

    def count_export(self, address: str) -> None:
        """Everything that is stored of a conversation, for an address.

        Raises:
            ChatError: too often.
        """
        self._hit(_EXPORTS, "export", network(address))

    def count_beginning(self, address: str) -> None:
        """A new conversation from an address.

        Raises:
            ChatError: too many of them.
        """
        self._hit(self._begin, "begin", network(address), fault=ENOUGH)

    def count_request(self, sender: str, request: str) -> None:
        """A request for the clinic from an address, or a person on an app; each by its id once.

        Raises:
            ChatError: too many of them.
        """
        known = f"request/{sender}/{request}"
        if self._storage.get(known):
            return
        self._hit(self._requests, "request", sender, fault=ENOUGH)
        self._storage.incr(known, _DAY)

    def check_stored(self, sender: str) -> None:
        """Whether an address, or a person on an app, may still add to the database today.

        Raises:
            ChatError: not any more.
        """
        if self._day_bytes and self._storage.get(f"stored/{sender}") >= self._day_bytes:
            end = self._storage.get_expiry(f"stored/{sender}")
            raise ChatError(ENOUGH, max(1, int(end - time.time()) + 1))

    def count_stored(self, sender: str, size: int) -> None:
        """Bytes that were added."""
        if self._day_bytes:
            self._storage.incr(f"stored/{sender}", _DAY, amount=size)

    def count_message(self, conversation: str, message: str = "") -> None:
        """A message in a conversation; by its id only once, however often it is delivered.

        Raises:
            ChatError: too many of them.
        """
        known = f"message/{message}"
        if message and self._storage.get(known):
            return
        self._hit(self._conversation, "conversation", conversation)
        if message:
            self._storage.incr(known, _DELIVERED)

    @contextmanager
    def queue(self, conversation: str) -> Iterator[None]:
        """Hold a place among the messages of a conversation that wait to be answered.

        Raises:
            ChatError: all places are taken.
        """
        if self._waiting[conversation] >= self._most_waiting:
            raise ChatError(BUSY)
        self._waiting[conversation] += 1
        try:
            yield
        finally:
            self._waiting[conversation] -= 1
            if not self._waiting[conversation]:
                del self._waiting[conversation]

    def _hit(self, items: list[RateLimitItem], *key: str, fault: Fault = TOO_MANY) -> None:
        for item in items:
            if not self._limiter.hit(item, *key):
                end, _ = self._limiter.get_window_stats(item, *key)
                raise ChatError(fault, max(1, int(end - time.time()) + 1))


def network(address: str) -> str:
    """The address itself, or the /64 an IPv6 address belongs to: one household has a whole one."""
    try:
        found = ipaddress.ip_address(address.strip("[]"))
    except ValueError:
        return address[:64]
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or ipaddress.ip_network(f"{found}/64", strict=False))


def _items(rates: str) -> list[RateLimitItem]:
    return parse_many(rates) if rates else []

"""Limits: how much one conversation and one address may ask for."""

from __future__ import annotations

import ipaddress
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from limits import RateLimitItem, parse_many
from limits.strategies import FixedWindowRateLimiter

from channels.errors import BUSY, TOO_MANY, ChatError
from channels.windows import Windows

#: Seconds within which an app delivers again what it thinks has not arrived.
_DELIVERED = 3600


class Limits:
    """Rates are as in `Settings`: several separated by semicolons, or "" for none."""

    def __init__(self, conversation: str, address: str, waiting: int) -> None:
        self._storage = Windows()
        self._limiter = FixedWindowRateLimiter(self._storage)
        self._conversation = _items(conversation)
        self._address = _items(address)
        self._most_waiting = waiting
        self._waiting: Counter[str] = Counter()

    def count_call(self, address: str) -> None:
        """A call from an address.

        Raises:
            ChatError: too many of them.
        """
        self._hit(self._address, "address", network(address))

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

    def _hit(self, items: list[RateLimitItem], *key: str) -> None:
        for item in items:
            if not self._limiter.hit(item, *key):
                end, _ = self._limiter.get_window_stats(item, *key)
                raise ChatError(TOO_MANY, max(1, int(end - time.time()) + 1))


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

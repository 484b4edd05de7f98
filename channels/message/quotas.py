"""Quotas: rate limits, counted in this process or in all that share a database."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass

from limits import RateLimitItem
from limits.strategies import FixedWindowRateLimiter

from channels.message.rate_storage import RateStorage
from storage.processes.shared_counts import SharedCounts
from storage.sql.store_errors import StoreError

#: A process takes this fraction of a limit from the database at once (10 of 300 a minute). What
#: it has not used when the window ends is lost, so the real limit is a few per cent lower, never
#: higher.
_SHARE = 30
#: The number of limits above which expired ones are removed.
_MANY = 10_000


@dataclass
class _Held:
    """What is left of this process's share until the window ends; `all_used` means nothing is."""

    end: float = 0.0
    left: int = 0
    all_used: bool = False


class Quotas:
    """While the database is away each process counts for itself."""

    def __init__(self) -> None:
        self._own = RateStorage()
        self._limiter = FixedWindowRateLimiter(self._own)
        self._held: dict[str, _Held] = {}
        self._many = _MANY
        self._shared: SharedCounts | None = None

    def share(self, shared: SharedCounts) -> None:
        """Count together with other processes from now on."""
        self._shared = shared

    async def hit(self, item: RateLimitItem, *names: str) -> int:
        """Count one; returns 0 if it is within the limit, else the seconds until it would be."""
        if self._shared:
            with suppress(StoreError):
                return await self._hit_shared(self._shared, item, item.key_for(*names))
        if self._limiter.hit(item, *names):
            return 0
        end, _ = self._limiter.get_window_stats(item, *names)
        return max(1, int(end - time.time()) + 1)

    async def add(self, key: str, seconds: int, amount: int) -> int:
        """Add to a count and return its total in the window of so many `seconds`."""
        if self._shared:
            with suppress(StoreError):
                return (await self._shared.add(key, seconds, amount)).total
        return self._own.incr(key, seconds, amount=amount)

    async def _hit_shared(self, shared: SharedCounts, item: RateLimitItem, key: str) -> int:
        held = self._held.get(key)
        now = time.monotonic()
        if held is None or 0 < held.end <= now:
            held = self._held[key] = _Held()
            self._tidy(now)
        if not held.left and not held.all_used:
            share = max(1, item.amount // _SHARE)
            counted = await shared.add(key, item.get_expiry(), share)
            held.end = time.monotonic() + counted.rest
            held.left += max(0, min(share, item.amount - (counted.total - share)))
            held.all_used = counted.total >= item.amount
        if held.left:
            held.left -= 1
            return 0
        return max(1, int(held.end - now) + 1)

    def _tidy(self, now: float) -> None:
        if len(self._held) > self._many:
            left = {key: held for key, held in self._held.items() if not 0 < held.end <= now}
            self._held, self._many = left, max(_MANY, 2 * len(left))

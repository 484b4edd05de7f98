"""RateStorage: the counts behind rate limits, in memory, each for its window of time."""

from __future__ import annotations

import time
from heapq import nlargest

from limits.storage import Storage

#: Keys after which those whose time is over are thrown away, and then those counted least.
_MANY = 10_000
_MOST = 200_000


class RateStorage(Storage):
    """The library's own starts a thread and walks through all keys at each hit; this does not."""

    STORAGE_SCHEME = ("own",)

    def __init__(self) -> None:
        super().__init__()
        self._counts: dict[str, tuple[int, float]] = {}
        self._many = _MANY

    @property
    def base_exceptions(self) -> type[Exception]:
        """What it may raise: nothing of its own."""
        return RuntimeError

    def incr(self, key: str, expiry: int, elastic_expiry: bool = False, amount: int = 1) -> int:
        """Count a hit; the window begins with the first."""
        now = time.monotonic()
        count, end = self._counts.get(key, (0, 0.0))
        count, end = (count, end) if end > now else (0, now + expiry)
        if len(self._counts) >= self._many:
            self._tidy(now)
        self._counts[key] = (count + amount, end)
        return count + amount

    def get(self, key: str) -> int:
        """Hits in the current window."""
        count, end = self._counts.get(key, (0, 0.0))
        return count if end > time.monotonic() else 0

    def get_expiry(self, key: str) -> int:
        """Seconds since 1970 at which the window ends."""
        _, end = self._counts.get(key, (0, 0.0))
        return int(time.time() + max(0.0, end - time.monotonic()))

    def check(self) -> bool:
        """Memory is always there."""
        return True

    def reset(self) -> int:
        """Forget all; how many keys there were."""
        count = len(self._counts)
        self._counts.clear()
        return count

    def clear(self, key: str) -> None:
        """Forget one key."""
        self._counts.pop(key, None)

    def _tidy(self, now: float) -> None:
        self._counts = {key: pair for key, pair in self._counts.items() if pair[1] > now}
        if len(self._counts) > _MOST:  # somebody has a lot of addresses
            counts = self._counts.items()
            self._counts = dict(nlargest(_MOST // 2, counts, key=lambda item: item[1][0]))
        self._many = max(_MANY, 2 * len(self._counts))

"""RateStorage: the counts behind the rate limits, in memory, each with a time window."""

from __future__ import annotations

import time
from heapq import nlargest

from limits.storage import Storage

#: The number of keys above which expired ones are removed, and the number above which the keys
#: with the lowest counts are, too.
_MANY = 10_000
_MOST = 200_000


class RateStorage(Storage):
    """Replaces the library's storage, which starts a thread and scans all keys at each hit."""

    STORAGE_SCHEME = ("own",)

    def __init__(self) -> None:
        super().__init__()
        self._counts: dict[str, tuple[int, float]] = {}
        self._many = _MANY

    @property
    def base_exceptions(self) -> type[Exception]:
        """The exceptions it may raise: none of its own."""
        return RuntimeError

    def incr(self, key: str, expiry: int, elastic_expiry: bool = False, amount: int = 1) -> int:
        """Count a hit; the window begins with the first one."""
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
        """The Unix time at which the window ends, in seconds."""
        _, end = self._counts.get(key, (0, 0.0))
        return int(time.time() + max(0.0, end - time.monotonic()))

    def check(self) -> bool:
        """Always available, as it is in memory."""
        return True

    def reset(self) -> int:
        """Forget everything; returns the number of keys there were."""
        count = len(self._counts)
        self._counts.clear()
        return count

    def clear(self, key: str) -> None:
        """Forget one key."""
        self._counts.pop(key, None)

    def _tidy(self, now: float) -> None:
        self._counts = {key: pair for key, pair in self._counts.items() if pair[1] > now}
        if len(self._counts) > _MOST:  # somebody uses very many addresses
            counts = self._counts.items()
            self._counts = dict(nlargest(_MOST // 2, counts, key=lambda item: item[1][0]))
        self._many = max(_MANY, 2 * len(self._counts))

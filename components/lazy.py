"""LazyDict: a dict some of whose values are worked out when first asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class LazyDict(dict[str, Any]):
    """Most proposed parts of a message are refused before anyone needs their vectors."""

    def __init__(self, **values: Any) -> None:
        super().__init__(values)
        self._makers: dict[str, Callable[[], Any]] = {}

    def later(self, key: str, make: Callable[[], Any]) -> None:
        """Put `make()` at the key, once `self[key]` is read; `get` and `in` don't do that."""
        self._makers[key] = make

    def __missing__(self, key: str) -> Any:
        if key not in self._makers:
            raise KeyError(key)
        value = self[key] = self._makers.pop(key)()
        return value

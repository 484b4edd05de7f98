"""LazyDict: what is worked out when, and how often."""

from __future__ import annotations

from itertools import count

import pytest

from components.lazy import LazyDict


def test_a_value_is_worked_out_once_and_when_read() -> None:
    asked = count(1)
    lazy = LazyDict(text="a")
    lazy.later("vector", lambda: next(asked))
    assert "vector" not in lazy and lazy.get("vector") is None
    assert [lazy["vector"], lazy["vector"]] == [1, 1] and lazy["text"] == "a"
    assert next(asked) == 2


def test_other_keys_are_missing() -> None:
    with pytest.raises(KeyError, match="colour"):
        LazyDict(text="a")["colour"]

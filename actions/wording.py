"""Wording: what is said again is said in other words, as long as there are some."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from actions.context import Context
from actions.knowledge import Knowledge

#: What may be said, by the key under which it is remembered; the first comes first.
Wordings = Mapping[str, str]


class _Entry(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def again(self) -> tuple[str, ...]: ...


def worded(wordings: Wordings, context: Context) -> tuple[str, Context]:
    """The first that was not said yet; then all but the first take turns."""
    fresh = (key for key in wordings if key not in context.said)
    later = [*wordings][1:] or [*wordings]
    key = next(fresh, None) or min(later, key=context.said.index)
    return wordings[key], context.saying(key)


def lines(entry: _Entry, knowledge: Knowledge) -> Wordings:
    """The text of an entry, and what it says to who asks again."""
    texts = map(knowledge.fill, (entry.text, *entry.again))
    return {f"{entry.id}:{number}": text for number, text in enumerate(texts)}


def nothing_more(knowledge: Knowledge) -> Wordings:
    """Said when all was said, of whatever subject."""
    return lines(knowledge.smalltalk["nothing_more"], knowledge)

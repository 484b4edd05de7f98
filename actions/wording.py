"""Wording: what is said again is said in other words, as long as there are unused ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from actions.context import Context
from actions.knowledge import Knowledge

#: Key under which a wording is remembered -> its text, in the order of use.
Wordings = Mapping[str, str]


class _Entry(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def again(self) -> tuple[str, ...]: ...


def worded(wordings: Wordings, context: Context) -> tuple[str, Context]:
    """The first wording not said yet; once all were said, all but the first take turns."""
    fresh = (key for key in wordings if key not in context.said)
    later = [*wordings][1:] or [*wordings]
    key = next(fresh, None) or min(later, key=context.said.index)
    return wordings[key], context.saying(key)


def lines(entry: _Entry, knowledge: Knowledge) -> Wordings:
    """The wordings of an entry: its text, then those for when it is asked again."""
    texts = map(knowledge.fill, (entry.text, *entry.again))
    return {f"{entry.id}:{number}": text for number, text in enumerate(texts)}


def nothing_more(knowledge: Knowledge) -> Wordings:
    """The wordings for when there is nothing more to say on any subject."""
    return lines(knowledge.smalltalk["nothing_more"], knowledge)

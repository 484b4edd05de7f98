"""Message shape: what an app lets one message be, in numbers; and Part, one such message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


def _same(text: str) -> str:
    return text


def utf16(text: str) -> int:
    """Length as apps count that keep text in UTF-16: an emoji counts two or more."""
    return len(text.encode("utf-16-le")) // 2


@dataclass(frozen=True)
class Shape:
    """Declared once by each connector; rendering keeps every reply within it.

    Lengths are counted by `measure`, of the text after `escape`. More questions than `buttons`
    stand below the text as a numbered menu. A number is understood as the answer to either.
    """

    text: int
    above: int = 0  # the longest text that may stand above buttons, where that is less
    buttons: int = 0
    title: int = 40
    bold: str = ""  # put on both sides of a heading, where the app has markup
    escape: Callable[[str], str] = _same
    measure: Callable[[str], int] = len

    def length(self, text: str) -> int:
        """Of a text as it is sent."""
        return self.measure(self.escape(text))


@dataclass(frozen=True)
class Choice:
    """A button: its id, which comes back when it is pressed, and its title."""

    id: str
    title: str


@dataclass(frozen=True)
class Part:
    """One message within the shape; only the last part of a reply has buttons."""

    text: str
    choices: tuple[Choice, ...] = ()

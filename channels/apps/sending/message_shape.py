"""Message shape: an app's limits for one message; and MessagePart, one such message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


def _same(text: str) -> str:
    return text


def utf16(text: str) -> int:
    """Length in UTF-16 code units, as some apps count: an emoji has two or more."""
    return len(text.encode("utf-16-le")) // 2


@dataclass(frozen=True)
class Shape:
    """Declared once by each connector; rendering keeps every reply within it.

    Lengths are measured by `measure`, after `escape`. If there are more questions than `buttons`,
    they stand below the text as a numbered menu. A typed number picks from buttons, too.
    """

    text: int
    above: int = 0  # the longest text that may stand above buttons, if that is shorter
    buttons: int = 0
    title: int = 40
    bold: str = ""  # the markup on both sides of a heading, if the app has any
    escape: Callable[[str], str] = _same
    measure: Callable[[str], int] = len

    def length(self, text: str) -> int:
        """The length of a text as it is sent."""
        return self.measure(self.escape(text))


@dataclass(frozen=True)
class Choice:
    """A button: its title, and the id that the app returns when it is pressed."""

    id: str
    title: str


@dataclass(frozen=True)
class MessagePart:
    """One message within the shape; only the last part of a reply has buttons."""

    text: str
    choices: tuple[Choice, ...] = ()

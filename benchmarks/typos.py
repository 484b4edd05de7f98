"""Typos: puts one typo into a message, always the same for the same seed."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

_WORD = re.compile(r"[A-Za-z]{4,}")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def with_typo(text: str, seed: str) -> str | None:
    """The text with a typo in one word of four letters or more; None if there is no such word."""
    words = list(_WORD.finditer(text))
    if not words:
        return None
    random = Random(seed)
    word = random.choice(words)
    typed = word[0]
    while typed == word[0]:
        typed = random.choice(_SLIPS)(word[0], random)
    return text[: word.start()] + typed + text[word.end() :]


def _swap(word: str, random: Random) -> str:
    """Swap two neighbouring letters."""
    at = random.randrange(len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _drop(word: str, random: Random) -> str:
    """Leave out a letter."""
    at = random.randrange(len(word))
    return word[:at] + word[at + 1 :]


def _double(word: str, random: Random) -> str:
    """Double a letter."""
    at = random.randrange(len(word))
    return word[: at + 1] + word[at:]


def _neighbour(word: str, random: Random) -> str:
    """Replace a letter by a neighbour on the keyboard."""
    at = random.randrange(len(word))
    key = random.choice(_NEIGHBOURS[word[at].lower()])
    return word[:at] + (key.upper() if word[at].isupper() else key) + word[at + 1 :]


def _neighbours() -> dict[str, str]:
    """Key -> the keys that touch it; each row is half a key to the right of the one above."""
    found: dict[str, str] = {}
    for number, row in enumerate(_ROWS):
        below = _ROWS[number + 1] if number + 1 < len(_ROWS) else ""
        above = _ROWS[number - 1] if number else ""
        for at, key in enumerate(row):
            beside = row[max(0, at - 1) : at] + row[at + 1 : at + 2]
            found[key] = beside + above[at : at + 2] + below[max(0, at - 1) : at + 1]
    return found


_NEIGHBOURS = _neighbours()
_SLIPS: tuple[Callable[[str, Random], str], ...] = (_swap, _drop, _double, _neighbour)

"""Text splitting: cuts a long text into pieces that fit, each at the best possible place."""

from __future__ import annotations

import re
from collections.abc import Callable

#: Where a text may be cut, best first: paragraph, line, sentence, word, between characters that
#: are drawn separately (an emoji may be made of several), anywhere.
_CUTS = (
    *(r"\n\n+", r"\n", r"(?<=[.!?…])\s+", r"\s+"),
    r"(?<!\u200d)(?![\u200d\ufe00-\ufe0f\u0300-\u036f\U0001f3fb-\U0001f3ff])",
    r"",
)

Length = Callable[[str], int]


def split(text: str, limit: int, length: Length = len) -> list[str]:
    """Pieces of at most `limit` and never empty, which hold all of the text's words in order.

    `length` must count each character as at least one.
    """
    pieces: list[str] = []
    rest = text.strip()
    while length(rest) > limit:
        pieces.append(_head(rest, limit, length))
        rest = rest[len(pieces[-1]) :].strip()
    return [*pieces, rest] if rest else pieces


def _head(text: str, limit: int, length: Length) -> str:
    window = text[: limit + 1]
    for cut in _CUTS:
        ends = [match.start() for match in re.finditer(cut, window)]
        for end in reversed(ends):
            if 0 < length(text[:end].strip()) <= limit:
                return text[:end].rstrip()
    raise ValueError(f"not even one character fits into {limit}")

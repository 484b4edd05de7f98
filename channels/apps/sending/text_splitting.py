"""Text splitting: a long text into pieces that fit, each cut at the best place there is."""

from __future__ import annotations

import re
from collections.abc import Callable

#: Where a text may be cut, the best first: paragraph, line, sentence, word, between characters
#: that are not drawn as one (an emoji may be several), anywhere.
_CUTS = (
    *(r"\n\n+", r"\n", r"(?<=[.!?…])\s+", r"\s+"),
    r"(?<!\u200d)(?![\u200d\ufe00-\ufe0f\u0300-\u036f\U0001f3fb-\U0001f3ff])",
    r"",
)

Length = Callable[[str], int]


def split(text: str, limit: int, length: Length = len) -> list[str]:
    """Pieces of at most `limit`, none empty, together all of the text's words in order.

    `length` counts no character as less than one.
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

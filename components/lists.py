"""Lists in a message: "1. price 2. sessions", "a) … b) …", "- price", one word a line."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise

_SERIES = (
    tuple(str(number) for number in range(1, 31)),
    tuple("abcdefghijkl"),
    ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"),
)
#: "1.", "(2)", "Q3:", "b)": the number or letter of an item, where a word may begin.
_NUMBER = re.compile(
    r"(?:^|(?<=[\s:;,.?!]))\(?q?(\d{1,2}|[a-l]|[ivx]{1,4})(?:\)\s*|[.:]\s+|\.(?=[^\W\d_]{2}))",
    re.IGNORECASE,
)
#: A dash or bullet at the beginning of a line, or after the colon that leads into a list.
_BULLET = re.compile(r"(?:^|(?<=[\n:]))\s*([-–—*•·●▪‣►>])\s*(?=\w)")
#: "I have two questions:" says nothing by itself.
_LEADS_IN = re.compile(
    r"\b(questions?|things?|following|know|ask|asking|wondering|info|information)\s*:",
    re.IGNORECASE,
)
_INTRO = re.compile(r"[^\n]*\.\n")
#: Ends of a line, and of an item where a list stands in one line.
_ENDS = re.compile(r"\n|;\s|\.{2,}|…")
#: "Cost. Pain. Time.": one word or two before each full stop.
_STOP = re.compile(r"\.(?=\s|$)")
_WORDS = re.compile(r"[^\W\d_]{3,}(?: [^\W\d_]{3,})?")
#: "PRP vs exosomes cost vs sessions": what stands between names compares, the rest lists.
_VERSUS = re.compile(r"\s+(?:vs\.?|versus)\s+", re.IGNORECASE)
#: Words of a line that may be an item by its being short.
_SHORT = 5

#: The text of a line or an item, and whether it is an item of a list.
Line = tuple[str, bool]


def lines_of(text: str) -> list[Line]:
    """The lines of a text, in order; without the numbers and bullets of their lists."""
    text = _LEADS_IN.sub(r"\1.\n", text)
    marks = _numbers(text) or _bullets(text)
    if len(marks) > 1:
        ends = [*(start for start, _ in marks[1:]), len(text)]
        items = [(text[begin:end], True) for (_, begin), end in zip(marks, ends, strict=True)]
        return [(text[: marks[0][0]], False), *items]
    intro = _INTRO.match(text)
    lead, rest = (intro[0], text[intro.end() :]) if intro else ("", text)
    lines = _ENDS.split(rest)
    short = len(lines) > 1 and all(len(line.split()) <= _SHORT for line in lines)
    words = [piece.strip() for piece in _STOP.split(rest) if piece.strip()]
    if len(lines) == 1 and len(words) > 1 and all(map(_WORDS.fullmatch, words)):
        lines, short = words, True
    return [*([(lead, False)] if lead else []), *((line, short) for line in lines)]


def without_versus(text: str, names: Collection[str]) -> str:
    """With commas where a chain of "vs" stands beside something that is no name."""
    pieces = _VERSUS.split(text)
    if len(pieces) < 3:
        return text
    named = tuple(name.lower() for name in names)
    listed = pieces[0]
    for left, right in pairwise(pieces):
        compares = left.lower().endswith(named) and right.lower().startswith(named)
        listed += f" vs {right}" if compares else f", {right}"
    return listed


def _numbers(text: str) -> list[tuple[int, int]]:
    """Start and end of each number that follows the one before it, from the first on."""
    found = [(match[1].lower(), (match.start(), match.end())) for match in _NUMBER.finditer(text)]
    longest: list[tuple[int, int]] = []
    for series in _SERIES:
        marks: list[tuple[int, int]] = []
        for number, place in found:
            if number == series[len(marks) % len(series)]:
                marks.append(place)
        longest = max(longest, marks, key=len)
    return longest


def _bullets(text: str) -> list[tuple[int, int]]:
    """The same of every bullet like the first, whether on a line of its own or not."""
    first = _BULLET.search(text)
    if not first:
        return []
    later = re.compile(rf"\s{re.escape(first[1])}\s*(?=\w)")
    found = [first, *(m for m in later.finditer(text, first.end()))]
    return [(match.start(), match.end()) for match in found]

"""Menu picking: which option of a menu a message names by its number or its place."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_TOKEN = re.compile(r"(?<!\w)-\d+|\d+(?:st|nd|rd|th)?(?![^\W\d_])|[^\W\d_]+|\d+", re.IGNORECASE)
_DIGITS = re.compile(r"(\d{1,2})(st|nd|rd|th)?", re.IGNORECASE)
#: "2.0", as some keyboards type it.
_POINT_ZERO = re.compile(r"(?<=\d)[.,]0\b")

_COUNTING = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen twenty
""".split()
_ORDER = """
zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth
""".split()
#: Places by their words; negative ones count from the end, and 0 stands for no certain place.
_PLACES = {
    **{word: place for place, word in enumerate(_ORDER)},
    "top": 1,
    "last": -1,
    "final": -1,
    "bottom": -1,
    "middle": 0,
}
_NUMBERS = {word: number for number, word in enumerate(_COUNTING)}
#: Words that may stand around a number without making the message a question.
_AROUND = frozenset(
    "the number option choice no nr num item question answer line entry please pls plz thanks ok "
    "okay yes i ll d let s go with for choose pick take say and or to but show give tell me can "
    "could have want like would".split()
)


#: Words before a letter, as in "option b"; our menus have no letters.
_NAMED = frozenset({"option", "answer", "choice", "number", "item"})


class Pick(NamedTuple):
    """The numbers named, in order; `by_place` if one was a place such as "the second"."""

    numbers: tuple[int, ...]
    by_place: bool

    def of(self, count: int) -> int | None:
        """The index, from 0, in a menu of `count` options; None unless exactly one is named."""
        if len(self.numbers) != 1:
            return None
        number = self.numbers[0] if self.numbers[0] >= 0 else count + 1 + self.numbers[0]
        return number - 1 if 1 <= number <= count else None


def picked(text: str) -> Pick | None:
    """What is picked; None if the message says anything else as well.

    Digits of any script count: "٢" and "२" are 2. Three digits or more are a number to call.
    """
    plain = unicodedata.normalize("NFKC", text)  # "②" is 2
    tokens = [token.lower() for token in _TOKEN.findall(_POINT_ZERO.sub("", plain))]
    numbers: list[int] = []
    by_place = False
    for before, token in zip(["", *tokens], tokens, strict=False):
        digits = _DIGITS.fullmatch(token)
        if digits:
            numbers.append(int(digits[1]))
            by_place = by_place or bool(digits[2])
        elif token in _PLACES:
            numbers.append(_PLACES[token])
            by_place = True
        elif (
            token.startswith("-")  # "-1"
            or (len(token) == 1 and token.isalpha() and before in _NAMED)  # "option b"
            or (token in ("next", "before") and "last" in tokens)  # "next to last"
        ):
            numbers.append(0)
        elif token == "one" and _is_place(before):
            continue  # "the second one"
        elif token in _NUMBERS and before != "no":  # "no one"
            numbers.append(_NUMBERS[token])
        elif token not in _AROUND:
            return None
    return Pick(tuple(numbers), by_place) if numbers else None


def _is_place(token: str) -> bool:
    digits = _DIGITS.fullmatch(token)
    return token in _PLACES or bool(digits and digits[2])

"""Joints: where in a sentence a second question may begin."""

from __future__ import annotations

import re
from collections.abc import Collection

from spacy.tokens import Token

_JOINED = re.compile(r",|&|\+|/|\b(?:and|or|also|plus|but)\b", re.IGNORECASE)
#: Two words for one thing.
_IDIOM = re.compile(
    r"\b(?:before\W{0,3}(?:and|or|n)?\W{0,3}after|pros\W{0,3}(?:and|or|n)?\W{0,3}cons|"
    r"ups and downs|more and more|over and over|by and large|plus or minus)\b",
    re.IGNORECASE,
)


def has_joint(masked: str) -> bool:
    """Whether a masked sentence has any."""
    return bool(_JOINED.search(masked))


def joins(token: Token, masked: str) -> bool:
    """Whether a second question may begin after this token."""
    text = masked[token.idx : token.idx + len(token)]
    return 0 < token.i < len(token.doc) - 1 and bool(_JOINED.fullmatch(text))


def mask(sentence: str, names: Collection[str]) -> str:
    """With dashes for what stands between names: "PRP and exosomes" is no joint of questions."""
    sentence = _IDIOM.sub(_dashes, sentence)
    if len(names) < 2:
        return sentence
    name = f"(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})"
    joined = re.compile(rf"\b{name}(?:(?:\s*(?:,|&|\+|/|\band\b|\bor\b))+\s*{name})+\b", re.I)
    return joined.sub(_dashes, sentence)


def _dashes(match: re.Match[str]) -> str:
    return "-" * len(match[0])

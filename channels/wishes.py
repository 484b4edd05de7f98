"""Wishes: what a person asks about their own data, in a sentence that asks nothing else."""

from __future__ import annotations

import re
from typing import Literal

Wish = Literal["erase", "export"]

_PLEASE = (
    r"(?:(?:hi|hello|hey|please|pls|ok|okay|now|and|also|just|kindly|"
    r"(?:can|could|would|will) you|(?:can|could|may) i|"
    r"i(?: would|'d)? (?:want|like|wish|need)(?: you)?(?: to)?)[\s,]+)*"
)
_MINE = r"(?:(?:all|everything|any|of|the|my|our|this|that|whole|entire|personal|stored|chat)\s+)*"
_DATA = (
    r"(?:data|info|information|details|messages?|chats?|conversations?|history|records?|"
    r"everything|all|it all|"
    r"(?:what(?:ever)?\s+)?you\s+(?:have|store|stored|keep|kept|know|hold|saved?)"
    r"(?:\s+(?:on|about|of)\s+me)?)"
)
_ABOUT = (
    r"(?:\s+(?:you\s+(?:have|hold|store|keep|saved?)|(?:that(?:'s| is) )?stored|about me|on me|"
    r"of me|of mine|here))*"
)
_END = r"(?:[\s,]+(?:please|pls|now|thanks|thank you|today))*[\s.!?]*"
_VERB = r"(?:delete|erase|remove|forget|wipe|clear|destroy)"
_ERASE = rf"{_PLEASE}{_VERB}\s+{_MINE}{_DATA}{_ABOUT}{_END}"
_FORGET_ME = rf"{_PLEASE}(?:forget|erase|delete) me{_END}"
_EXPORT = (
    rf"{_PLEASE}(?:export|download|show(?: me)?|send(?: me)?|give(?: me)?|get|see|have)\s+"
    rf"(?:a copy of\s+)?{_MINE}{_DATA}{_ABOUT}{_END}"
)
_WHAT = (
    rf"{_PLEASE}(?:what|which)\s+(?:\w+\s+){{0,3}}?(?:do|did|have|are)\s+you\s+"
    rf"(?:store|stored|storing|keep|kept|keeping|know|hold|holding|have|save|saved|saving|record|"
    rf"recorded|got|collect|collected)"
    rf"(?:\s+(?:about|on|of|from)\s+(?:me|my \w+))+{_END}"
)
_PATTERNS: tuple[tuple[Wish, re.Pattern[str]], ...] = (
    ("erase", re.compile(f"{_ERASE}|{_FORGET_ME}", re.IGNORECASE)),
    ("export", re.compile(f"{_EXPORT}|{_WHAT}", re.IGNORECASE)),
)
#: A longer sentence says something else too.
_LONGEST = 120


def wish(text: str) -> Wish | None:
    """Only a message that is this wish and no more: nothing urgent can hide beside it."""
    if len(text) > _LONGEST:
        return None
    plain = " ".join(text.replace("’", "'").split())
    return next((name for name, pattern in _PATTERNS if pattern.fullmatch(plain)), None)

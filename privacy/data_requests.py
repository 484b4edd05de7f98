"""DataRequest: recognises messages that ask to delete or export one's own data."""

from __future__ import annotations

import re
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import OSA

DataRequest = Literal["erase", "export"]

_PLEASE = (
    r"(?:(?:hi|hello|hey|please|pls|ok|okay|now|and|also|just|kindly|"
    r"(?:can|could|would|will) you|(?:can|could|may) i|"
    r"(?:this is|make|submit|file) an?|"
    r"i(?: would|'d)? (?:want|like|wish|need)(?: you)?(?: to)?)[\s,]+)*"
)
_MINE = r"(?:(?:all|everything|any|of|the|my|our|this|that|whole|entire|personal|stored|chat)\s+)*"
_DATA = (
    r"(?:data|info|information|details|messages?|chats?|conversations?|history|records?|account|"
    r"profile|"
    r"everything|all|it all|"
    r"(?:what(?:ever)?\s+)?you\s+(?:have|store|stored|keep|kept|know|hold|saved?)"
    r"(?:\s+(?:on|about|of)\s+me)?)"
)
_ABOUT = (
    r"(?:\s+(?:you\s+(?:have|hold|store|keep|saved?)|(?:that(?:'s| is) )?stored|about me|on me|"
    r"of me|of mine|here))*"
)
_LAW = r"(?:gdpr|ccpa|hipaa|dpa|article \d\d?|law|my rights?)"
_END = (
    r"(?:[\s,]+(?:please|pls|now|thanks|thank you|today|immediately|asap|from (?:here|your \w+)|"
    rf"(?:under|per|by|as per|according to|because of|with)(?: the)? {_LAW}))*[\s.!?]*"
)
_VERB = r"(?:delete|erase|remove|forget|wipe|clear|destroy)"
_STOP = r"stop (?:storing|keeping|saving|holding|recording|collecting|processing|using)"
_ERASE = rf"{_PLEASE}(?:{_VERB}|{_STOP})\s+{_MINE}{_DATA}{_ABOUT}{_END}"
_GONE = rf"{_PLEASE}{_MINE}{_DATA}{_ABOUT}\s+(?:to be\s+)?(?:deleted|erased|removed|wiped){_END}"
_FORGET_ME = rf"{_PLEASE}(?:(?:forget|erase|delete) me|delete|erase){_END}"
_RIGHT = (
    rf"{_PLEASE}(?:(?:exercise|invoke|claim|request|use)\s+)?(?:(?:my|the)\s+)?"
    rf"right (?:to be forgotten|(?:to|of) (?:erasure|deletion)){_END}"
)
_KIND = r"(?:(?:gdpr|ccpa|data|personal|subject|account)\s+)"
_ASK_ERASE = rf"{_PLEASE}{_KIND}+(?:deletion|erasure|removal)(?:\s+request)?{_END}"
_ASK_EXPORT = rf"{_PLEASE}{_KIND}+(?:access|export|portability|download)(?:\s+request)?{_END}"
_I_WANT = (
    r"(?:please\s+)?i(?: would|'d)? (?:want|like|need)(?: to (?:have|see|get))?\s+"
    rf"(?:a copy of\s+)?(?:all\s+)?(?:of\s+)?my\s+{_MINE}{_DATA}{_ABOUT}{_END}"
)
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
_PATTERNS: tuple[tuple[DataRequest, re.Pattern[str]], ...] = (
    ("erase", re.compile(f"{_ERASE}|{_GONE}|{_FORGET_ME}|{_RIGHT}|{_ASK_ERASE}")),
    ("export", re.compile(f"{_EXPORT}|{_WHAT}|{_ASK_EXPORT}|{_I_WANT}")),
)
#: Characters; a longer message says something else, too.
_LONGEST = 120
#: Words that are recognised with one typo: a letter wrong, missing, extra or swapped.
_SPELT = (
    "please delete erase remove data history information conversation personal export account"
).split()
#: Words that look like a typo of those but mean something else.
_SIMILAR = {"date", "expert", "eraser", "deleted"}
_WORD = re.compile(r"[a-z]{3,}")


def data_request(text: str) -> DataRequest | None:
    """The request that makes up the whole message, else None.

    A message that also says anything else is no data request, as that might be urgent.
    """
    if len(text) > _LONGEST:
        return None
    plain = _WORD.sub(_spelt, " ".join(text.lower().replace("’", "'").split()))
    return next((name for name, pattern in _PATTERNS if pattern.fullmatch(plain)), None)


def _spelt(match: re.Match[str]) -> str:
    """The word with its typo corrected; inflections stay, as "deleted" is no request."""
    word = match[0]
    found = process.extractOne(word, _SPELT, scorer=OSA.distance, score_cutoff=1)
    if found is None or word.startswith(found[0]) or word in _SIMILAR:
        return word
    return str(found[0])

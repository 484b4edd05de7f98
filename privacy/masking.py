"""Masking: takes personal data out of what a visitor typed, before anything else sees it."""

from __future__ import annotations

from dataclasses import dataclass

from privacy import personal_numbers, personal_words

#: What finds each kind, in this order; what is found is gone before the next looks.
_FINDERS = (
    ("email", personal_words.emails),
    ("number", personal_numbers.accounts),
    ("date", personal_numbers.birth_dates),
    ("phone", personal_numbers.phones),
    ("number", personal_numbers.long_numbers),
    ("address", personal_words.addresses),
    ("name", personal_words.names),
)

#: Said once in a conversation, when something was masked. {phone} is the clinic's.
NOTICE = (
    "Thank you for trusting me. I don't need any personal details to answer, so I left them out "
    "and did not keep them. If you would like the clinic to have them, please call {phone}."
)
#: The same where the clinic takes requests; a button for one stands below.
REQUEST_NOTICE = (
    "Thank you for trusting me. I don't need any personal details to answer, so I left them out "
    "and did not keep them. If you would like the clinic to have them, leave a request, or call "
    "{phone}."
)


@dataclass(frozen=True)
class Masked:
    """The text without personal data, and which kinds of it there were."""

    text: str
    kinds: tuple[str, ...] = ()


def mask(text: str, region: str = "US") -> Masked:
    """Each piece of personal data becomes its kind in brackets; `region` reads local numbers.

    Prices, doses, durations, years, treatments and emergency numbers stay.
    """
    kinds: list[str] = []
    for kind, find in _FINDERS:
        spans = find(text, region)
        if spans:
            kinds.append(kind)
            text = _replace(text, spans, f"[{kind}]")
    return Masked(text, tuple(dict.fromkeys(kinds)))


def _replace(text: str, spans: list[tuple[int, int]], placeholder: str) -> str:
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + placeholder + text[end:]
    return text

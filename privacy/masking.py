"""Masking: removes personal data from what a visitor typed, before anything else sees it."""

from __future__ import annotations

from dataclasses import dataclass

from privacy import personal_numbers, personal_words

#: Kind of personal data and its finder, in this order: each finder sees the text masked so far.
_FINDERS = (
    ("email", personal_words.emails),
    ("number", personal_numbers.accounts),
    ("date", personal_numbers.birth_dates),
    ("phone", personal_numbers.phones),
    ("number", personal_numbers.long_numbers),
    ("address", personal_words.addresses),
    ("name", personal_words.names),
)

#: Said once per conversation when something was masked; {phone} is the clinic's number.
NOTICE = (
    "Thank you for trusting me. I don't need any personal details to answer, so I left them out "
    "and did not keep them. If you would like the clinic to have them, please call {phone}."
)
#: The same if the clinic takes requests; a button to leave one is shown below it.
REQUEST_NOTICE = (
    "Thank you for trusting me. I don't need any personal details to answer, so I left them out "
    "and did not keep them. If you would like the clinic to have them, leave a request, or call "
    "{phone}."
)


@dataclass(frozen=True)
class Masked:
    """A text without personal data, and the kinds of personal data that were removed."""

    text: str
    kinds: tuple[str, ...] = ()


def mask(text: str, region: str = "US") -> Masked:
    """Replace each piece of personal data with its kind in brackets, e.g. [phone].

    Prices, doses, durations, years, treatments and emergency numbers are kept. `region` is the
    country (ISO 3166 code) whose local phone numbers are recognised.
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

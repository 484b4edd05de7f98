"""Personal numbers: finds cards, IDs, accounts, dates of birth and phone numbers in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from phonenumbers import Leniency, PhoneNumberMatcher

Span = tuple[int, int]

#: A full date at least this many years ago is taken for a date of birth.
_YEARS_BACK = 10
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH}\.?,?\s+(\d{{4}})"
    rf"|{_MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(\d{{4}})"
    r"|\d{1,2}[./-]\d{1,2}[./-](\d{4})|(\d{4})[./-]\d{1,2}[./-]\d{1,2}"
    r"|\d{1,2}[./-]\d{1,2}[./-](\d{2}))\b",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_BIRTH = re.compile(r"\b(?:born|birth(?:day|date)?|d\.?o\.?b)\b", re.IGNORECASE)
_BIRTH_YEAR = re.compile(
    rf"\b(?:born|d\.?o\.?b\.?)\b(?:\s+(?:in|on|is))?:?\s+((?:{_MONTH}\s+)?(?:19|20)\d\d)\b",
    re.IGNORECASE,
)

#: "my passport number is X1234567": after such words four digits are enough.
_INTRODUCED = re.compile(
    r"\b(?:(?:passport|ssn|social security|nhs|national insurance|aadhaa?r|pan|emirates id|nric"
    r"|mrn|medical record|patient|driv\w+ licen[cs]e)(?:\s+(?:number|no\.?|num|id|card))*"
    r"|(?:\w+\s+)?(?:insurance|policy|member(?:ship)?|account|card|id|tax|customer|reference)"
    r"\s+(?:number|no\.?|num|id)|my\s+id)"
    r"\s*(?:(?:is|was|[:=#])\s*)?(?:#\s*)?"
    r"(\d{2,}(?:[ -]\d{2,})+|(?=(?:[a-z-]*\d){4})[a-z0-9][a-z0-9-]{3,24})\b",
    re.IGNORECASE,
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
#: A word with letters and at least five digits, as on passports; but "100000IU" is a dose.
_MIXED = re.compile(
    r"\b(?!\d+(?:IU|MG|MCG|UG|ML|USD|INR|AED|EUR|GBP|RS|K)\b)(?!(?:USD|INR|AED|EUR|GBP|RS)\d+\b)"
    r"(?=[A-Z0-9]*[A-Z])(?=(?:[A-Z]*\d){5})[A-Z0-9]{8,20}\b"
)
_NINO = re.compile(r"\b[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b")
#: Nine digits or more, with at most two separating characters between two of them.
_LONG = re.compile(r"(?<![\d.,])\(?\d(?:[ .()/-]{0,2}\d){8,20}(?![\d])")
_MONEY_BEFORE = re.compile(r"(?:[$€£₹¥]|\b(?:usd|eur|gbp|aed|inr|rs\.?|rp|vnd|idr))\s*$", re.I)
_MONEY_AFTER = re.compile(
    r"\s*(?:[$€£₹¥]|(?:usd|eur|gbp|aed|inr|rs|rp|vnd|idr|dollars|euros|pounds|rupees|dirhams)\b)",
    re.I,
)
#: "lot number": a number after that belongs to a product, not to a person.
_PRODUCT_BEFORE = re.compile(
    r"\b(?:lot|batch|serial|barcode|gtin|ndc|udi)\b(?:\s+(?:number|no|num|id|code)\b\.?)*"
    r"(?:\s*(?:is\b|was\b|[:=#]))*\s*$",
    re.IGNORECASE,
)
_COUNTED_AFTER = re.compile(
    r"\s*(?:exosomes?|particles?|vesicles?|platelets?|cells?|grafts?|units?|iu|per)\b", re.I
)
_ROUND = re.compile(r"\d*00|(?:19|20)\d\d")
#: Round numbers with grouped digits: "5 000 000 000".
_THOUSANDS = re.compile(r"\d{1,3}(?:[ .]000)+")
_PHONE_WORDS = re.compile(
    r"\b(?:call|phone|tel|telephone|mobile|cell|number|whats ?app|text me|reach|contact)\b", re.I
)
_LOCAL = re.compile(r"(?<![\d$€£₹.,-])\d{3,4}[ .-]?\d{4}(?![\d.,-]*\d)")
#: Seven digits or more, of any grouping.
_SEVEN = re.compile(r"\+?\(?\d(?:[ .()/-]{0,2}\d){6,20}")
_DIGIT_WORD = r"(?:zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|double|triple)"
#: Seven digits or more of which at least four are words: "two oh two five five five, one two".
_SPOKEN = re.compile(
    rf"\b(?=(?:\d{{1,4}}[ ,-]{{1,2}}){{0,3}}{_DIGIT_WORD}(?:[ ,-]{{1,2}}{_DIGIT_WORD}){{3}}\b)"
    rf"(?:{_DIGIT_WORD}|\d{{1,4}})(?:[ ,-]{{1,2}}(?:{_DIGIT_WORD}|\d{{1,4}})){{5,20}}\b",
    re.IGNORECASE,
)
#: Characters before a number in which words can tell what it is.
_NEAR = 80
#: Up to this many digits in a text, each number is parsed, which takes 0.1 ms per number.
_MOST_DIGITS = 200


def accounts(text: str, _: str) -> list[Span]:
    """Card, ID and account numbers that are recognisable by their form or the words before."""
    if not _has_digits(text, 4):
        return []
    spans = [match.span(1) for match in _INTRODUCED.finditer(text)]
    spans += [match.span() for match in _LONG.finditer(text) if _is_card(match[0])]
    for pattern in (_IBAN, _NINO, _MIXED):
        found = (match.span() for match in pattern.finditer(text))
        spans += [span for span in found if not _stands_before(_PRODUCT_BEFORE, text, span[0])]
    return _apart(spans)


def birth_dates(text: str, _: str) -> list[Span]:
    """Full dates long ago, any full date if the text mentions birth, and "born in 1985"."""
    if not _has_digits(text, 4):
        return []
    birth = bool(_BIRTH.search(text))
    spans = [m.span() for m in _DATE.finditer(text) if birth or _is_long_ago(m)]
    return _apart(spans + [match.span(1) for match in _BIRTH_YEAR.finditer(text)])


def phones(text: str, region: str) -> list[Span]:
    """Phone numbers, international or of the country `region`.

    Their digits must be grouped like those of phone numbers, since any ten digits are a phone
    number somewhere. A text with very many digits is not parsed, which would take half a second:
    there any seven digits count.
    """
    spoken = [match.span() for match in _SPOKEN.finditer(text)]
    if not _has_digits(text, 7):
        return spoken
    if _has_digits(text, _MOST_DIGITS):
        runs = (match.span() for match in _SEVEN.finditer(text))
        return spoken + [span for span in runs if not _is_impersonal(text, span)]
    spoken_of = bool(_PHONE_WORDS.search(text))
    spans = [
        (match.start, match.end)
        for match in PhoneNumberMatcher(text, region, leniency=Leniency.STRICT_GROUPING)
        if not _is_impersonal(text, (match.start, match.end))
        and (spoken_of or "+" in match.raw_string or _has_digits(match.raw_string, 9))
    ]
    if spoken_of:
        local = (match.span() for match in _LOCAL.finditer(text))
        spans += [span for span in local if not _is_impersonal(text, span)]
    return _apart(spoken + spans)


def long_numbers(text: str, _: str) -> list[Span]:
    """Numbers of nine digits or more: cards, IDs, accounts or phones, unless money, dates etc."""
    if not _has_digits(text, 9):
        return []
    return [
        match.span()
        for match in _LONG.finditer(text)
        if not _is_impersonal(text, match.span())
        and not _DATE.match(match[0])
        and not _THOUSANDS.fullmatch(match[0])
        and not all(_ROUND.fullmatch(part) for part in re.split(r"[ /-]+", match[0]))
    ]


def _is_impersonal(text: str, span: Span) -> bool:
    """Whether the words around it show that it is money, a count or a product's number."""
    start, end = span
    return bool(
        _stands_before(_MONEY_BEFORE, text, start)
        or _stands_before(_PRODUCT_BEFORE, text, start)
        or _MONEY_AFTER.match(text, end)
        or _COUNTED_AFTER.match(text, end)
    )


def _stands_before(pattern: re.Pattern[str], text: str, end: int) -> bool:
    """Whether the pattern is found right before `end`; a search of the whole text is too slow."""
    return bool(pattern.search(text, max(0, end - _NEAR), end))


def _is_card(number: str) -> bool:
    """Whether length and check digit (ISO/IEC 7812-1, Luhn algorithm) are those of a card."""
    digits = [int(digit) for digit in _DIGIT.findall(number)]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return 13 <= len(digits) <= 19 and (sum(digits[::-2]) + sum(doubled)) % 10 == 0


def _is_long_ago(match: re.Match[str]) -> bool:
    year = int(next(group for group in match.groups() if group))
    return 99 < year <= date.today().year - _YEARS_BACK


def _has_digits(text: str, count: int) -> bool:
    return len(_DIGIT.findall(text)) >= count


def _apart(spans: list[Span]) -> list[Span]:
    return list(_merged(spans))


def _merged(spans: list[Span]) -> Iterator[Span]:
    last: Span | None = None
    for start, end in sorted(spans):
        if last and start < last[1]:
            last = (last[0], max(end, last[1]))
            continue
        if last:
            yield last
        last = (start, end)
    if last:
        yield last

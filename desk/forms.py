"""Forms: reads posted forms strictly, and refuses in sentences that the staff understand."""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Collection, Mapping
from urllib.parse import parse_qsl

from sanic.request import Request

from desk.sessions import DeskSession

#: The form field that carries the session's token.
TOKEN = "token"
_TYPE = "application/x-www-form-urlencoded"
#: Control characters, except those of a text with several lines.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
#: Invisible characters that some scripts need within words.
_JOINERS = "\u200c\u200d"


class DeskError(Exception):
    """A refusal: a status, and a sentence that says why. Nothing was done."""

    def __init__(self, status: int, sentence: str, retry_after: int = 0) -> None:
        super().__init__(sentence)
        self.status, self.sentence, self.retry_after = status, sentence, retry_after


def posted(
    request: Request, session: DeskSession, texts: Collection[str], fields: Mapping[str, int]
) -> dict[str, str]:
    """The text of each field in `texts` and `fields`.

    `texts` names what somebody typed, which is given back with what is wrong. `fields` maps the
    names of what the page itself filled in to the most characters allowed.

    Raises:
        DeskError: the form is not from this session's own page, or not what that page would send.
    """
    given, values = read_form(request)
    if not hmac.compare_digest(given.encode(), session.token.encode()):
        raise DeskError(403, "This page is out of date. Please open it again.")
    if set(values) != {*texts, *fields}:
        raise DeskError(422, "The desk did not understand this form. Open the page again.")
    for name, most in fields.items():
        if len(values[name]) > most:
            raise DeskError(422, f"That is too long: {most:,} characters are the most.")
        if _CONTROLS.search(values[name]):
            raise DeskError(422, "The text has control characters, which can't be saved.")
    return values


def read_form(request: Request) -> tuple[str, dict[str, str]]:
    """The token and the other fields of a form, whichever session's it is.

    Raises:
        DeskError: it comes from another website, or is no form.
    """
    _check_origin(request)
    values = _values(request)
    return values.pop(TOKEN, ""), values


def tidy(value: str) -> str:
    """The value as it is stored: without tabs, spaces at line ends or blank lines around it."""
    value = value.replace("\r\n", "\n").replace("\t", " ")
    return "\n".join(line.rstrip() for line in value.split("\n")).strip()


def unseen(value: str) -> str:
    """The first invisible character, written as "U+202E"; "" if there is none."""
    for each in value:
        is_bad = unicodedata.category(each) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
        if is_bad and each not in "\n" + _JOINERS:
            return f"U+{ord(each):04X}"
    return ""


def _check_origin(request: Request) -> None:
    """Check that the form comes from a page of the desk, by the headers that browsers add.

    Raises:
        DeskError: it comes from another website.
    """
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site", "same-origin")
    host = request.headers.get("host", "").lower()
    is_own = origin is None or origin.lower().partition("://")[2] == host
    if not is_own or site not in ("same-origin", "none"):
        raise DeskError(403, "This did not come from the desk's own page.")


def _values(request: Request) -> dict[str, str]:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _TYPE:
        raise DeskError(415, "The desk accepts nothing but its own forms.")
    try:
        pairs = parse_qsl(
            request.body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(request.body),
            errors="strict",
        )
    except ValueError:  # UnicodeDecodeError is a subclass
        raise DeskError(400, "The desk could not read this form.") from None
    values = dict(pairs)
    if len(values) != len(pairs):
        raise DeskError(400, "The desk could not read this form.")
    return {name: value.replace("\r\n", "\n") for name, value in values.items()}

"""Contact form: what a visitor may leave for the clinic, checked field by field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from actions.knowledge import Knowledge
from channels.message.clean_text import clean_text
from channels.message.errors import INVALID, ChatError, Fault
from storage.contact_requests import ContactRequest

#: The most characters of each field; anything longer is not just a typing mistake.
LONGEST = {"name": 80, "phone": 40, "email": 254, "time": 80, "about": 300, "consent": 400}
#: Letters of any script, and what may stand between them.
_NAME = re.compile(r"(?=.*[^\W\d_])(?:[^\W\d_]|[\u0300-\u036f\u0900-\u0dff\s.,'’·-])+")
_EMAIL = re.compile(
    r"(?!\.)[\w.!#$%&'*+/=?^`{|}~-]{1,64}(?<!\.)@"
    r"(?:(?!-)[a-z\d-]{1,63}(?<!-)\.)+(?:xn--[a-z\d-]{2,59}|[a-z]{2,63})",
    re.A | re.I,
)
#: Signs of a link or of markup, which spammers need and people who want a call don't.
_FOREIGN = re.compile(r"[<>]|://|www\.", re.IGNORECASE)

#: Two words in a row, which neither a phone number nor an address contains.
_SENTENCE = re.compile(r"[^\W\d_]['’]?[^\W\d_]*\s+[^\W\d_]")
#: Characters of a piece that is checked for urgency at once, since an alarm would drown in a
#: longer text; and how far the next piece begins after it, so that pieces overlap.
_STRETCH, _STEP = 300, 225
#: Characters of the longest word that is kept whole.
_WORD = 40

#: The most words in what may be a name.
LONGEST_NAME = 4
#: Stands in place of a name in masked texts.
NO_NAME = "[name]"

#: Said when a request was stored. It promises nothing that only the clinic can promise.
DONE = (
    "Thank you. Your request is on its way to {name}. They get back to you within their opening "
    "hours{hours}. This is a request and not yet an appointment. In an emergency, call "
    "{emergency_number}."
)
_HOURS = " ({hours})"
_CLOSED = "; they are {now}"
#: Said behind the reply to something urgent in a form.
NOT_SENT = "Your request has not been passed on to {name}."


class FormField(NamedTuple):
    """How a field is read, and what is said if it is wrong."""

    read: Callable[[str, str], str]
    wrong: str


def _name(text: str, _: str) -> str:
    return text if _NAME.fullmatch(text) else ""


def _phone(text: str, region: str) -> str:
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException:
        return ""
    is_dear = phonenumbers.number_type(number) == PhoneNumberType.PREMIUM_RATE
    if is_dear or not phonenumbers.is_valid_number(number):
        return ""
    return str(phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL))


def _email(text: str, _: str) -> str:
    person, _, domain = text.rpartition("@")
    try:
        address = f"{person}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return ""
    return address if _EMAIL.fullmatch(address) and ".." not in address else ""


def _words(text: str, _: str) -> str:
    return "" if _FOREIGN.search(text) else text


FIELDS: Mapping[str, FormField] = {
    "name": FormField(_name, "Please write your name in letters, at most 80 of them."),
    "phone": FormField(
        _phone,
        "That is no phone number that can be called. Please check it; one from another country "
        "begins with + and its code.",
    ),
    "email": FormField(_email, "That is no e-mail address. Please check it."),
    "time": FormField(
        _words, "Please write a time in at most 80 characters, without links and the signs < and >."
    ),
    "about": FormField(
        _words, "Please write at most 300 characters, without links and the signs < and >."
    ),
}
_NO_WAY = Fault(422, "wrong_phone", "Please leave a phone number or an e-mail address.")
_NO_CONSENT = Fault(422, "wrong_consent", "Without your consent nothing can be passed on.")
_CONSENT_CHANGED = Fault(
    409, "consent_changed", "What you agree to is worded differently now. Please read it again."
)


def checked(name: str, text: object, region: str) -> str:
    """A field's value as it is stored; "" if nothing was written.

    Raises:
        ChatError: says what is wrong with it.
    """
    field = FIELDS[name]
    fault = Fault(422, f"wrong_{name}", field.wrong)
    if not isinstance(text, str) or len(text) > LONGEST[name]:
        raise ChatError(fault)
    plain = " ".join(clean_text(text).split())
    if not plain and not text.strip():
        return ""
    read = field.read(plain, region) if plain else ""
    if not read:
        raise ChatError(fault)
    return read


def filled(value: Any, knowledge: Knowledge) -> ContactRequest:
    """The request in a complete form as a website sends it; its `id` is ignored.

    Raises:
        ChatError: says which field is wrong, and how.
    """
    if not isinstance(value, dict) or not set(value) <= {"id", *LONGEST}:
        raise ChatError(INVALID)
    region = knowledge.clinic.country
    fields = {name: checked(name, value.get(name, ""), region) for name in FIELDS}
    if not fields["name"]:
        raise ChatError(Fault(422, "wrong_name", FIELDS["name"].wrong))
    if not (fields["phone"] or fields["email"]):
        raise ChatError(_NO_WAY)
    agreed = value.get("consent")
    if not agreed or not isinstance(agreed, str):
        raise ChatError(_NO_CONSENT)
    if agreed != consent(knowledge):  # the visitor must have read today's words
        raise ChatError(_CONSENT_CHANGED)
    return ContactRequest(**fields, consent=agreed)


def heard(value: Any) -> dict[str, str]:
    """The texts in a form, valid or not, that may say something urgent, by their fields."""
    if not isinstance(value, dict):
        return {}
    typed = {name: value[name] for name in FIELDS if isinstance(value.get(name), str)}
    words = {name: " ".join(clean_text(text).split()) for name, text in typed.items()}
    for name in ("phone", "email"):
        if not _SENTENCE.search(words.get(name, "")):
            words.pop(name, None)
    return words


def stretches(text: str) -> Iterator[str]:
    """The whole text in overlapping pieces, each short enough to be checked for urgency.

    Words stay whole: the reader drops repetitions ("hair hair hair"), but not those of half a word.
    """
    for start in range(0, max(1, len(text) - _STRETCH + _STEP), _STEP):
        begin = text.rfind(" ", max(0, start - _WORD), start) + 1 or start
        last = start + _STRETCH
        end = text.find(" ", last, last + _WORD)
        yield text[begin : last if end < 0 else end]


def without_name(text: str, name: str) -> str:
    """The text with the name from the form replaced wherever it occurs."""
    words = [re.escape(word) for word in (name, *name.split()) if len(word) > 1]
    if not words:
        return text
    return re.sub(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", NO_NAME, text, flags=re.IGNORECASE)


def consent(knowledge: Knowledge) -> str:
    """The clinic's words for what a visitor agrees to."""
    return knowledge.fill(knowledge.clinic.consent)


def done(knowledge: Knowledge, now: datetime) -> str:
    """What is said when a request was stored."""
    hours, opening = _HOURS if knowledge.clinic.hours else "", knowledge.clinic.opening
    if opening and not opening.is_open(now):
        hours += _CLOSED.format(now=opening.said(now))
    return knowledge.fill(DONE.replace("{hours}", hours))

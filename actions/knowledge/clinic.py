"""Model of clinic.yml: what the clinic says about itself."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar, TypeVar

from pydantic import ConstrainedStr, Field, root_validator, validator

from actions.knowledge.hours_text import hours_in_words
from actions.knowledge.model import Form, Https, Id, Places, Record, Treatment
from actions.knowledge.opening import Opening
from actions.knowledge.placeholders import CLINIC_FACTS, REPLY_FACTS

Value = TypeVar("Value")


CONSENT = (
    "I agree that {name} keeps what I enter here and uses it to answer this request, and for "
    "nothing else."
)


class Country(Form):
    form = r"^[A-Z]{2}$"
    hint = "two capital letters, e.g. US"


class Phone(Form):
    form = r"^[+(]?[0-9][0-9 ()./-]{1,24}$"
    hint = "a phone number in digits, e.g. +1 202-555-0142"


class PhoneOrSite(Form):
    form = r"^([+(]?[0-9][0-9 ()./-]{1,24}|[a-z0-9.-]+\.[a-z]{2,})$"
    hint = "a phone number in digits, or a website such as findahelpline.com"


class Colour(Form):
    form = r"^#[0-9a-fA-F]{6}$"
    hint = 'a colour in quotes, e.g. "#0c6b62"'


class Email(Form):
    form = r"^[^@\s{}]+@[^@\s{}]+\.[^@\s{}]+$"
    hint = "an e-mail address"


class OwnWords(ConstrainedStr):
    min_length = 2  # "No"; one letter is a slip of the keyboard
    strip_whitespace = True


class Numbers(Record):
    emergency: Phone
    crisis_name: str = Field(min_length=2, max_length=60)
    crisis_number: PhoneOrSite


class Price(Record):
    title: str = Field(min_length=2, max_length=60, description="What is paid for.")
    treatment: Treatment
    amount: str = Field(min_length=1, max_length=40, description="With currency, e.g. from $500.")


class ClinicReply(Record):
    placeholders: ClassVar[Places] = {"text": REPLY_FACTS, "again": REPLY_FACTS}

    id: Id = Field(description="Same as in the intent clinic/<id>.")
    title: str = Field(min_length=2, max_length=32, description="Label of the button.")
    question: str = Field(min_length=8, max_length=100, description="What the button asks.")
    text: str = Field(min_length=20, max_length=600)
    again: tuple[OwnWords, ...] = Field(
        (), maxItems=3, description="Said in turn to visitors who ask again; short."
    )
    call: bool = Field(True, description="false if a call to the clinic is of no use here.")


#: The reply to who asks who treats patients.
_STAFF = "staff"


class Clinic(Record):
    placeholders: ClassVar[Places] = {
        "answers": REPLY_FACTS,
        "consent": CLINIC_FACTS,
        "staff": CLINIC_FACTS,
    }

    name: str = Field(min_length=2, max_length=80)
    sample: bool = Field(False, description="true as long as these are made-up facts.")
    country: Country = Field(description="Its emergency numbers are given; must be in numbers.")
    phone: Phone
    email: Email | None = None
    booking_url: Https | None = None
    address: str | None = Field(None, min_length=5, max_length=200)
    hours: str | None = Field(
        None, min_length=2, max_length=120, description="In words; made from opening if left out."
    )
    opening: Opening | None = Field(None, description="The same, for the bot to calculate with.")
    consent: str = Field(
        CONSENT,
        min_length=20,
        max_length=400,
        description="What visitors agree to who leave a name and a number for the clinic.",
    )
    staff: str | None = Field(
        None,
        min_length=5,
        max_length=400,
        description="Who treats patients, and their qualifications; said to who asks about them.",
    )
    color: Colour | None = Field(None, description="Main colour of /faq and of the chat there.")
    color_dark: Colour | None = Field(None, description="The same for the dark colour scheme.")
    logo: Https | None = Field(None, description="Picture shown with a shared link to /faq.")
    numbers: Mapping[str, Numbers] = Field(description="Emergency and crisis line by country.")
    prices: tuple[Price, ...] = Field((), description="Only what the clinic wants to publish.")
    answers: Mapping[str, OwnWords] = Field({}, description="The clinic's own answer, by gap id.")
    replies: tuple[ClinicReply, ...]

    @validator("color", "color_dark", pre=True)
    def _is_in_quotes(cls, value: str | None) -> str:
        if value is None:
            raise ValueError('is empty; write it in quotes, as "#0c6b62": a bare # is a comment')
        return value

    @validator("numbers", "answers", always=True)
    def _cannot_be_changed(cls, value: Mapping[str, Value]) -> Mapping[str, Value]:
        return MappingProxyType(dict(value))

    @root_validator(skip_on_failure=True)
    def _says_its_hours(cls, values: dict[str, Any]) -> dict[str, Any]:
        opening = values["opening"]
        hours = values["hours"] or (hours_in_words(opening.week) if opening else "")
        return values | {"hours": hours or None}

    @root_validator(skip_on_failure=True)
    def _says_who_treats(cls, values: dict[str, Any]) -> dict[str, Any]:
        staff = (values["staff"] or "").rstrip(".")
        replies = (
            reply.copy(
                update={
                    "text": f"At {{name}}: {staff}. {reply.text}",
                    "again": (f"Those who treat patients at {{name}}: {staff}.",),
                }
            )
            if staff and reply.id == _STAFF
            else reply
            for reply in values["replies"]
        )
        return values | {"replies": tuple(replies)}

    def lines(self, country: str | None = None) -> Numbers:
        """The emergency numbers of a country; of the clinic's own if they are not known."""
        return self.numbers.get((country or self.country).upper()) or self.numbers[self.country]

    def facts(self, country: str | None = None) -> dict[str, str]:
        """Placeholder -> value, without the facts that the clinic left out."""
        lines = self.lines(country)
        values = {name: getattr(self, name, None) for name in CLINIC_FACTS} | {
            "clinic_phone": self.phone,
            "emergency_number": lines.emergency,
            "crisis_name": lines.crisis_name,
            "crisis_number": lines.crisis_number,
        }
        return {name: value for name, value in values.items() if value}

"""The clinic's phone: visitors without an emergency call it, so it must be no emergency line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber

from actions.knowledge.clinic import Phone
from actions.knowledge.entries import Documents, Entry, whole
from actions.knowledge.problems import Problem

_RIGHT = "write the clinic's own, e.g. +1 202-555-0142"


def phone_is_the_clinics(documents: Documents, _: date) -> Iterator[Problem]:
    """The number can be dialled in the clinic's country and is not an emergency line anywhere."""
    clinic = whole(documents, "clinic.yml")
    phone, country = clinic.text("phone").strip(), clinic.text("country")
    if not re.search(Phone.form, phone):
        return  # the model reports that
    number = _parsed(phone, country)
    if _is_for_emergencies(phone, country, number, clinic.part("numbers")):
        message = f"'{phone}' is an emergency or other short number; {_RIGHT}"
        yield clinic.problem(message, "phone")
    elif number is None or not phonenumbers.is_possible_number(number):
        message = f"'{phone}' is not a number that can be dialled in {country}; {_RIGHT}"
        yield clinic.problem(message, "phone")


def _parsed(phone: str, country: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(phone, country)
    except NumberParseException:
        return None


def _is_for_emergencies(
    phone: str, country: str, number: PhoneNumber | None, numbers: Entry
) -> bool:
    """Whether it is an emergency number in any country, with or without a country code.

    Visitors may be anywhere.
    """
    lines = [numbers.part(code) for code in numbers.fields]
    known = {
        _digits(line.text(field)) for line in lines for field in ("emergency", "crisis_number")
    }
    dialled = {_digits(phone)}
    if number:
        dialled.add(phonenumbers.national_significant_number(number))
    return (
        not known.isdisjoint(dialled - {""})
        or phonenumbers.connects_to_emergency_number(phone, country)
        or (number is not None and phonenumbers.is_valid_short_number(number))
    )


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)

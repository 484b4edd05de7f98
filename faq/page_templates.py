"""Page templates: fills those in a folder with values, each escaped, and the clinic's colours."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import phonenumbers
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from phonenumbers import PhoneNumberFormat

from actions.knowledge.clinic import Clinic
from faq.colours import colours


class PageTemplates:
    """A value that is missing is an error."""

    def __init__(self, folder: Path) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.filters |= {"day": _day, "tel": _tel}

    def fill(self, name: str, clinic: Clinic, **values: Any) -> str:
        """The text of the filled template."""
        light, dark = colours(clinic)
        template = self._environment.get_template(name)
        return template.render(clinic=clinic, light=light, dark=dark, **values)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _tel(number: str, country: str) -> str:
    """The address that calls it (RFC 3966), an extension included."""
    parsed = phonenumbers.parse(number, country)
    return str(phonenumbers.format_number(parsed, PhoneNumberFormat.RFC3966))

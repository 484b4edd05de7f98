"""Layout: makes pages from templates; every value is escaped."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from actions.answer import knowledge_store
from faq.colours import colours


def render(template: str, **values: Any) -> str:
    """The filled template, with the clinic's name and colours."""
    clinic = knowledge_store().current.clinic
    light, dark = colours(clinic)
    found = _TEMPLATES.get_template(template)
    return found.render(clinic=clinic, light=light, dark=dark, moment=moment, **values)


def zone() -> ZoneInfo:
    """The clinic's time zone, or UTC if its opening hours name none."""
    opening = knowledge_store().current.clinic.opening
    return ZoneInfo(opening.zone if opening else "UTC")


def moment(timestamp: float) -> str:
    """A timestamp on the clinic's clock, such as "Mon 2 Mar 2026, 14:05"."""
    when = datetime.fromtimestamp(timestamp, zone())
    return f"{when:%a} {when.day} {when:%b %Y, %H:%M}"


_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_TEMPLATES.filters["dialled"] = lambda number: re.sub(r"[^+\d]", "", number)

"""Layout: fills the desk's templates, and writes moments on the clinic's clock."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from actions.answer import knowledge_store
from faq.page_templates import PageTemplates


def render(template: str, **values: Any) -> str:
    """The filled template, with the clinic's name and colours."""
    return _TEMPLATES.fill(template, knowledge_store().current.clinic, moment=moment, **values)


def zone() -> ZoneInfo:
    """The clinic's time zone, or UTC if its opening hours name none."""
    opening = knowledge_store().current.clinic.opening
    return ZoneInfo(opening.zone if opening else "UTC")


def moment(timestamp: float, *, seconds: bool = False) -> str:
    """A timestamp on the clinic's clock, such as "Mon 2 Mar 2026, 14:05".

    Seconds are for names that have to differ, such as those of buttons.
    """
    when = datetime.fromtimestamp(timestamp, zone())
    rest = "%b %Y, %H:%M:%S" if seconds else "%b %Y, %H:%M"
    return f"{when:%a} {when.day} {when:{rest}}"


_TEMPLATES = PageTemplates(Path(__file__).parent / "templates")

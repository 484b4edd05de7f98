"""Site: the text of every page, of one state of the knowledge."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from actions.knowledge import Knowledge
from faq.colours import colours
from faq.page_entries import GUIDE, Entry, entries
from faq.structured import Node, listing, single

#: Where all of it stands.
HOME = "/faq"
_TITLE = "Questions and answers on PRP and exosomes"
#: What there is beside the questions, by its address.
_FIXED = {
    HOME: "questions.html",
    f"{HOME}/look.css": "look.css",
    "/robots.txt": "robots.txt",
    "/sitemap.xml": "sitemap.xml",
}
_MISSING = "missing.html"


class Site:
    """`public` is the server's own address for the world, or empty where nobody said it.

    It is never taken from a request: who asks could name any.
    """

    def __init__(self, knowledge: Knowledge, public: str) -> None:
        self._knowledge = knowledge
        self._public = public
        self._entries = entries(knowledge)
        self._pages = {f"{HOME}/{id_}": entry for id_, entry in self._entries.items()}

    def text(self, address: str) -> str | None:
        """What stands at an address; None where nothing does."""
        if address in _FIXED:
            return self._render(_FIXED[address], address, self._listing(address))
        entry = self._pages.get(address)
        if entry is None:
            return None
        data = single(entry, self._knowledge.clinic, self._at(address))
        return self._render("question.html", address, data, entry=entry)

    def missing(self) -> str:
        """Said in the place of a question that does not exist; it repeats nothing of it."""
        return self._render(_MISSING, HOME, None)

    def _listing(self, address: str) -> Node | None:
        if address != HOME:
            return None
        clinic = self._knowledge.clinic
        return listing(self._entries.values(), clinic, self._at(address), _TITLE)

    def _render(
        self, template: str, address: str, data: Node | None, entry: Entry | None = None
    ) -> str:
        clinic = self._knowledge.clinic
        light, dark = colours(clinic)
        return _TEMPLATES.get_template(template).render(
            home=HOME,
            title=_TITLE,
            guide=GUIDE,
            public=self._public,
            canonical=self._at(address),
            data=data,
            entry=entry,
            entries=self._entries,
            clinic=clinic,
            emergency=clinic.lines().emergency,
            notes=self._knowledge.notes,
            advice=self._knowledge.advice,
            light=light,
            dark=dark,
        )

    def _at(self, address: str) -> str:
        return f"{self._public}{address}" if self._public else ""


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _dialled(number: str) -> str:
    return re.sub(r"[^+\d]", "", number)


def _templates() -> Environment:
    folder = Path(__file__).parent / "templates"
    found = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    found.filters |= {"day": _day, "dialled": _dialled}
    return found


_TEMPLATES = _templates()

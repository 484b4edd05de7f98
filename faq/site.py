"""Site: renders all pages of one version of the knowledge."""

from __future__ import annotations

from pathlib import Path

from actions.knowledge import Knowledge
from faq.page_entries import GUIDE, PageEntry, entries
from faq.page_templates import PageTemplates
from faq.structured import Node, listing, single

#: Path of the page that lists all questions.
HOME = "/faq"
_TITLE = "Questions and answers on PRP and exosomes"
#: Path -> template of everything that is not the page of a single question.
_FIXED = {
    HOME: "questions.html",
    f"{HOME}/look.css": "look.css",
    "/robots.txt": "robots.txt",
    "/sitemap.xml": "sitemap.xml",
}
_MISSING = "missing.html"


class Site:
    """Renders pages; `public` is the server's public address, or "" if it is not set.

    The address is never taken from a request, since a client can claim any host.
    """

    def __init__(self, knowledge: Knowledge, public: str) -> None:
        self._knowledge = knowledge
        self._public = public
        self._entries = entries(knowledge)
        self._pages = {f"{HOME}/{id_}": entry for id_, entry in self._entries.items()}

    def text(self, address: str) -> str | None:
        """The page at a path, or None if there is none."""
        if address in _FIXED:
            return self._render(_FIXED[address], address, self._listing(address))
        entry = self._pages.get(address)
        if entry is None:
            return None
        data = single(entry, self._knowledge.clinic, self._at(address))
        return self._render("question.html", address, data, entry=entry)

    def missing(self) -> str:
        """The page for a question that does not exist; it does not repeat the requested path."""
        return self._render(_MISSING, HOME, None)

    def _listing(self, address: str) -> Node | None:
        if address != HOME:
            return None
        clinic = self._knowledge.clinic
        return listing(self._entries.values(), clinic, self._at(address), _TITLE)

    def _render(
        self, template: str, address: str, data: Node | None, entry: PageEntry | None = None
    ) -> str:
        clinic = self._knowledge.clinic
        return _TEMPLATES.fill(
            template,
            clinic,
            home=HOME,
            title=_TITLE,
            guide=GUIDE,
            public=self._public,
            canonical=self._at(address),
            data=data,
            entry=entry,
            entries=self._entries,
            emergency=clinic.lines().emergency,
            notes=self._knowledge.notes,
            advice=self._knowledge.advice,
        )

    def _at(self, address: str) -> str:
        return f"{self._public}{address}" if self._public else ""


_TEMPLATES = PageTemplates(Path(__file__).parent / "templates")

"""Published FAQ: the FAQ pages, made again whenever the knowledge has changed."""

from __future__ import annotations

from pathlib import PurePosixPath

from sanic.request import Request
from sanic.response import HTTPResponse

from actions.answer import knowledge_store
from channels.web.static_files import Content
from faq.site import Site

_HTML = "text/html; charset=utf-8"
_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".xml": "application/xml",
    ".txt": "text/plain; charset=utf-8",
}
#: One key for all unknown addresses, so that invented ones can't fill the memory.
_MISSING = ""


class Published:
    """Makes and compresses each page when it is first asked for."""

    def __init__(self, public: str) -> None:
        self._public = public
        self._version = ""
        self._made: dict[str, Content] = {}

    def send(self, request: Request, address: str, headers: dict[str, str]) -> HTTPResponse:
        """The page at this address, or a 404 page with links to the existing ones."""
        knowledge = knowledge_store().current
        if knowledge.version != self._version:
            self._version, self._made = knowledge.version, {}
            self._site = Site(knowledge, self._public)
        if address not in self._made:
            text = self._site.text(address)
            if text is None:
                return self._missing().send(request, headers, status=404)
            kind = _KINDS.get(PurePosixPath(address).suffix, _HTML)
            self._made[address] = Content.of(text.encode(), kind)
        return self._made[address].send(request, headers)

    def _missing(self) -> Content:
        if _MISSING not in self._made:
            self._made[_MISSING] = Content.of(self._site.missing().encode(), _HTML)
        return self._made[_MISSING]

"""Page: a page of the desk, and a visit to it with all that is needed to answer it."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sanic.request import Request
from sanic.response import HTTPResponse, html, redirect

from desk.forms import DeskError, posted
from desk.layout import render
from desk.services import Services
from desk.sessions import DeskSession

#: The address of the desk.
HOME = "/desk"
#: What a page says after a form has led to it, by the word in its address.
SAID = {
    "done": "Marked as done.",
    "open": "Marked as not done.",
    "deleted": "Deleted for good.",
    "saved": "Saved. The chat uses it within a second or two.",
    "unchanged": "You changed nothing, so nothing was saved.",
    "restored": "You went back to the earlier version. The version before that is in the history.",
}


@dataclass(frozen=True)
class Visit:
    """`address` is relative to /desk, `words` are the parameters in it. `menu` maps the pages'
    addresses to their titles. `typed` is what a form shows in its fields, if its session ended
    before it was saved.
    """

    request: Request
    session: DeskSession
    address: str
    words: Mapping[str, list[str]]
    menu: Mapping[str, str]
    services: Services
    typed: Mapping[str, str] | None = None

    async def page(self, template: str, *, status: int = 200, **values: Any) -> HTTPResponse:
        """Render a page of the desk, in the desk's thread so that visitors needn't wait."""
        layout = {"menu": self.menu, "here": self.address, "session": self.session}
        layout |= {"said": self._said()}
        text = await self.services.aside(partial(render, template, **layout, **values))
        return html(text, status=status)

    def form(self, *texts: str, **fields: int) -> dict[str, str]:
        """The posted texts by name: `texts` as typed; `fields` gives the greatest length of each.

        Raises:
            DeskError: it is not what this session's own form would send.
        """
        return posted(self.request, self.session, texts, fields)

    def word(self, name: str, among: Sequence[str] = ()) -> str:
        """A parameter of the address, or "" if it is missing.

        Raises:
            DeskError: it is none of the words in `among`.
        """
        given = self.words.get(name) or [""]
        if len(given) > 1 or (among and given[0] not in ("", *among)):
            raise DeskError(404, "There is no such page.")
        return str(given[0])

    def number(self, name: str, most: int) -> int:
        """A number of the address, from 1 to `most`; 1 if it is missing.

        Raises:
            DeskError: it is not such a number.
        """
        word = self.word(name) or "1"
        if not (word.isascii() and word.isdecimal() and len(word) < 9 and 1 <= int(word) <= most):
            raise DeskError(404, "There is no such page.")
        return int(word)

    def leads_to(self, address: str, said: str) -> HTTPResponse:
        """Redirect after a form; the page there says what was done.

        Only this session could have marked the word, so that a link can't make the desk say it.
        """
        return leads_to(f"{address}?said={said}&mark={self._mark(address, said)}")

    def _said(self) -> str:
        said, mark = self.word("said"), self.word("mark").encode()
        is_own = hmac.compare_digest(mark, self._mark(self.address, said).encode())
        return SAID.get(said, "") if is_own else ""

    def _mark(self, address: str, said: str) -> str:
        words = f"{address} {said}".encode()
        return hmac.new(self.session.token.encode(), words, "sha256").hexdigest()[:16]


def leads_to(address: str) -> HTTPResponse:
    """Redirect after a form, so that reloading the page does not post the form again."""
    return redirect(f"{HOME}/{address}", status=303)


Handler = Callable[[Visit], Awaitable[HTTPResponse]]


@dataclass(frozen=True)
class Page:
    """`show` answers a GET, `take` a posted form. Pages without a title are not in the menu."""

    address: str
    show: Handler | None = None
    take: Handler | None = None
    title: str = ""

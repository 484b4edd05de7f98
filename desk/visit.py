"""Visit: one call of a page of the desk, with what it needs to answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sanic.request import Request
from sanic.response import HTTPResponse, html, redirect

from desk.forms import DeskError, posted
from desk.layout import render
from desk.sessions import Session
from desk.tools import Tools

#: Where all of it is.
HOME = "/desk"
#: Said on the page to which a form leads, by the word in its address.
SAID = {
    "done": "Marked as done.",
    "open": "Marked as not done.",
    "deleted": "Deleted for good.",
    "saved": "Saved. The chat says it within a second or two.",
    "unchanged": "Nothing was different, so nothing was saved.",
    "restored": "It is as it was. What stood there before is in the history, too.",
}


@dataclass(frozen=True)
class Visit:
    """`address` is below /desk. `menu` are the titles of its pages by their addresses."""

    request: Request
    session: Session
    address: str
    menu: Mapping[str, str]
    tools: Tools

    async def page(self, template: str, *, status: int = 200, **values: Any) -> HTTPResponse:
        """The template as a page of the desk; made in a thread, as visitors are waiting, too."""
        said = SAID.get(self.word("said"), "")
        layout = {"menu": self.menu, "here": self.address, "session": self.session, "said": said}
        text = await self.tools.aside(partial(render, template, **layout, **values))
        return html(text, status=status)

    def form(self, *texts: str, **fields: int) -> dict[str, str]:
        """What was posted, by name: `texts` as typed, `fields` no longer than so much.

        Raises:
            DeskError: it is not what a form of this session's pages would send.
        """
        return posted(self.request, self.session, texts, fields)

    def word(self, name: str, among: Sequence[str] = ()) -> str:
        """What the address says behind the ?, or "".

        Raises:
            DeskError: it is none of these.
        """
        given = self.request.args.getlist(name) or [""]
        if len(given) > 1 or (among and given[0] not in ("", *among)):
            raise DeskError(404, "There is no such page.")
        return str(given[0])

    def number(self, name: str, most: int) -> int:
        """A number from 1 on in the address; 1 where it says none.

        Raises:
            DeskError: it is no such number.
        """
        word = self.word(name) or "1"
        if not (word.isascii() and word.isdecimal() and len(word) < 9 and 1 <= int(word) <= most):
            raise DeskError(404, "There is no such page.")
        return int(word)


def leads_to(address: str, said: str = "") -> HTTPResponse:
    """After a form: the browser opens that page, and loading it again posts nothing again."""
    return redirect(f"{HOME}/{address}" + (f"?said={said}" if said else ""), status=303)


Handler = Callable[[Visit], Awaitable[HTTPResponse]]


@dataclass(frozen=True)
class Page:
    """`show` answers GET, `take` a form. Without a title it is not in the menu."""

    address: str
    show: Handler | None = None
    take: Handler | None = None
    title: str = ""

"""ContactList: the page on which requests are read, marked as done and deleted."""

from __future__ import annotations

from math import ceil

from sanic.response import HTTPResponse

from desk.contact_rows import DONE, PAGE, STATES, ContactRows
from desk.forms import DeskError
from desk.page import Page, Visit
from desk.services import Services

_ADDRESS = "requests"
_LONGEST_ID = 255
_GONE = (404, "This request does not exist any more. Nothing was changed.")
_WAYS = {"mail": "E-mail", "webhook": "Webhook", "slack": "Slack"}


def pages(services: Services) -> list[Page]:
    """The list, and the addresses of its buttons."""
    found = ContactList(ContactRows(services), is_on=services.requests.is_on)
    return [
        Page(_ADDRESS, found.show, title="Requests"),
        Page(f"{_ADDRESS}/done", take=found.done),
        Page(f"{_ADDRESS}/open", take=found.open),
        Page(f"{_ADDRESS}/delete", take=found.delete),
    ]


class ContactList:
    """`is_on` says whether visitors can leave requests."""

    def __init__(self, rows: ContactRows, *, is_on: bool) -> None:
        self._rows, self._is_on = rows, is_on

    async def show(self, visit: Visit) -> HTTPResponse:
        """Show the requests in one state, or all that are not done, a page at a time."""
        state = visit.word("state", (*STATES, DONE))
        counts = await self._rows.counts()
        left = sum(counts.get(each, 0) for each in STATES)
        total = counts.get(state, 0) if state else left
        last = max(1, ceil(total / PAGE))
        number = visit.number("page", last)
        return await visit.page(
            "contact_list.html",
            rows=await self._rows.page(state, number),
            state=state,
            states={"": "To do", **STATES, DONE: "Done"},
            counts={**counts, "": left},
            number=number,
            last=last,
            ways=_WAYS,
            is_on=self._is_on,
        )

    async def done(self, visit: Visit) -> HTTPResponse:
        """Mark a request as done: somebody has called back."""
        return await self._mark(visit, done=True)

    async def open(self, visit: Visit) -> HTTPResponse:
        """Mark a request as not done."""
        return await self._mark(visit, done=False)

    async def delete(self, visit: Visit) -> HTTPResponse:
        """Delete a request for good, here only: copies that were delivered are the clinic's."""
        if not await self._rows.delete(visit.form(id=_LONGEST_ID)["id"]):
            raise DeskError(*_GONE)
        return visit.leads_to(_ADDRESS, "deleted")

    async def _mark(self, visit: Visit, *, done: bool) -> HTTPResponse:
        if not await self._rows.mark(visit.form(id=_LONGEST_ID)["id"], done=done):
            raise DeskError(*_GONE)
        return visit.leads_to(_ADDRESS, "done" if done else "open")

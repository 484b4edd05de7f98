"""Login: logging in and out, and how often that may be tried."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from http.cookies import CookieError
from typing import Any

from limits import RateLimitItem, parse_many
from sanic.request import Request
from sanic.response import HTTPResponse

from channels.message.limits import network, rate_items
from channels.message.quotas import Quotas
from desk import password
from desk.drafts import Draft, Drafts
from desk.forms import DeskError, read_form
from desk.page import Handler, Page, Visit, leads_to
from desk.services import Services
from desk.sessions import DeskSession, DeskSessions
from storage.processes.shared_counts import SharedCounts

logger = logging.getLogger(__name__)

#: Limits on log-in attempts from one address. A limit of all addresses together would let whoever
#: guesses from several keep the staff out.
_TRIES = parse_many("5/minute; 30/hour")
#: How many attempts may wait for their turn: about two seconds.
_MOST_WAITING = 40
_COOKIE = "desk"
_LOGGED_OUT = (403, "You are not logged in any more. Nothing was changed.")
_CROWDED = (503, "Very many are trying to log in just now. Try again in a few seconds.", 3)
_WRONG = (403, "That is not the password. Nobody was logged in.")


class Login:
    """The only pages of the desk that are shown without a session."""

    address = "login"

    def __init__(self, services: Services, show: Handler) -> None:
        """`show` answers a visit with the page at its address."""
        settings = services.settings
        self._show_page = show
        self._drafts = Drafts(settings.secret, settings.body_bytes)
        self._hash = str(settings.desk_password_hash)
        self._sessions = DeskSessions(services.database, settings.secret, self._hash)
        self._calls = rate_items(settings.rate_pages)
        self._quotas = Quotas()
        if services.database.is_shared:
            self._quotas.share(SharedCounts(services.database, settings.secret))
        self._one_at_a_time = asyncio.Lock()
        self._waiting = 0

    def pages(self) -> tuple[Page, ...]:
        """The pages for logging in and out."""
        return Page(self.address, self._show, self._enter), Page("logout", None, self._leave)

    async def count(self, request: Request) -> None:
        """Count a call of any page of the desk.

        Raises:
            DeskError: there were too many calls from this address.
        """
        await self._hit(self._calls, "desk", network(request.caller))

    async def session(self, request: Request) -> DeskSession:
        """The session of the cookie that was sent, or a new one that is not logged in."""
        try:
            cookie = request.cookies.get(_name(request))
        except CookieError:
            cookie = None
        return await self._sessions.find(cookie) or self._sessions.stranger()

    def typed(self, visit: Visit) -> dict[str, str] | None:
        """What was typed in a form whose session is over; None if the form is of this session, or
        of nobody who was ever logged in.
        """
        token, fields = read_form(visit.request)
        is_over = token != visit.session.token and self._sessions.was_staff(token)
        return fields if is_over else None

    async def ask(self, visit: Visit) -> HTTPResponse:
        """Ask for the password; the log-in page carries on what was typed in a form.

        Raises:
            DeskError: that is too long, or a form was posted in which nothing is typed.
        """
        if visit.typed is not None:
            draft = Draft(visit.address, visit.words, visit.typed)
            return await self._ask(visit, self._drafts.sealed(draft), 403)
        if visit.request.method == "POST":
            raise DeskError(*_LOGGED_OUT)
        return leads_to(self.address)

    async def _show(self, visit: Visit) -> HTTPResponse:
        return leads_to("") if visit.session.is_staff else await self._ask(visit)

    async def _ask(
        self, visit: Visit, draft: str = "", status: int = 200, refusal: str = ""
    ) -> HTTPResponse:
        values = {"most": password.LONGEST, "draft": draft, "refusal": refusal}
        response = await visit.page("log_in.html", status=status, **values)
        return _with_cookie(visit.request, response, visit.session)

    async def _enter(self, visit: Visit) -> HTTPResponse:
        if visit.session.is_staff:  # since another tab has logged in
            _, form = read_form(visit.request)
            return await self._go_on(visit, form.get("draft", ""))
        form = visit.form(password=password.LONGEST, draft=self._drafts.most)
        try:
            await self._check(visit, form["password"])
        except DeskError as refusal:
            wait = {"Retry-After": str(refusal.retry_after)} if refusal.retry_after else {}
            page = await self._ask(visit, form["draft"], refusal.status, refusal.sentence)
            page.headers.update(wait)
            return page
        # A new cookie: someone who knew the one from before the log-in gains nothing.
        session = await self._sessions.enter()
        response = await self._go_on(replace(visit, session=session), form["draft"])
        return _with_cookie(visit.request, response, session)

    async def _check(self, visit: Visit, given: str) -> None:
        await self._hit(_TRIES, "log-in", network(visit.request.caller))
        if self._waiting >= _MOST_WAITING:
            raise DeskError(*_CROWDED)
        self._waiting += 1
        try:
            async with self._one_at_a_time:  # each check takes 64 MB
                is_right = await asyncio.to_thread(password.is_right, given, self._hash)
        finally:
            self._waiting -= 1
        if not is_right:
            logger.warning("Somebody tried to log in at the desk with a wrong password")
            raise DeskError(*_WRONG)

    async def _go_on(self, visit: Visit, text: str) -> HTTPResponse:
        """After a log-in: the form with what was typed before it, or the desk's first page."""
        draft = self._drafts.opened(text)
        if not draft:
            return leads_to("")
        address, words, typed = draft
        return await self._show_page(replace(visit, address=address, words=words, typed=typed))

    async def _leave(self, visit: Visit) -> HTTPResponse:
        visit.form()
        await self._sessions.leave(visit.session)
        return _with_cookie(visit.request, leads_to(self.address), self._sessions.stranger())

    async def _hit(self, items: list[RateLimitItem], *key: str) -> None:
        for item in items:
            if wait := await self._quotas.hit(item, *key):
                raise DeskError(429, f"Too many attempts. Try again in {wait} seconds.", wait)


def _is_encrypted(request: Request) -> bool:
    """Whether the browser uses HTTPS; a proxy's word counts where the settings name one."""
    return bool(request.scheme == "https")


def _name(request: Request) -> str:
    """With the __Host- prefix, browsers accept the cookie only from this host, over HTTPS."""
    return f"__Host-{_COOKIE}" if _is_encrypted(request) else _COOKIE


def _with_cookie(request: Request, response: HTTPResponse, session: DeskSession) -> HTTPResponse:
    """Set a cookie that ends with the browser and isn't sent with other websites' requests."""
    name = _name(request)
    response.cookies[name] = session.cookie
    cookie: Any = response.cookies[name]
    cookie["httponly"], cookie["samesite"] = True, "Strict"
    cookie["secure"] = _is_encrypted(request)
    return response

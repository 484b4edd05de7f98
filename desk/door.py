"""Door: logging in and out, and how often that may be tried."""

from __future__ import annotations

import asyncio
import logging
from http.cookies import CookieError
from typing import Any

from limits import RateLimitItem, parse_many
from sanic.request import Request
from sanic.response import HTTPResponse

from channels.message.limits import network
from channels.message.quotas import Quotas
from desk import password
from desk.forms import DeskError
from desk.sessions import Session, Sessions
from desk.tools import Tools
from desk.visit import Page, Visit, leads_to
from storage.processes.shared_counts import SharedCounts

logger = logging.getLogger(__name__)

#: Tries to log in from one address, and from all together.
_TRIES = parse_many("5/minute; 30/hour")
_ALL_TRIES = parse_many("60/minute")
_COOKIE = "desk"
_WRONG = (403, "That is not the password. Nobody was logged in.")


class Door:
    """Its pages are the only ones that are shown to everybody."""

    address = "login"

    def __init__(self, tools: Tools) -> None:
        settings = tools.settings
        self._hash = str(settings.desk_password_hash)
        self._sessions = Sessions(tools.database, settings.secret, self._hash)
        self._calls = parse_many(settings.rate_pages) if settings.rate_pages else []
        self._quotas = Quotas()
        if tools.database.is_shared:
            self._quotas.share(SharedCounts(tools.database, settings.secret))
        self._one_at_a_time = asyncio.Lock()

    def pages(self) -> tuple[Page, ...]:
        """Where one logs in and out."""
        return Page(self.address, self._show, self._enter), Page("logout", None, self._leave)

    async def count(self, request: Request) -> None:
        """A call of any page.

        Raises:
            DeskError: too many of them.
        """
        await self._hit(self._calls, "desk", network(request.caller))

    async def session(self, request: Request) -> Session:
        """Of the cookie that came, or a stranger's."""
        try:
            cookie = request.cookies.get(_name(request))
        except CookieError:
            cookie = None
        return await self._sessions.find(cookie) or self._sessions.stranger()

    async def _show(self, visit: Visit) -> HTTPResponse:
        if visit.session.is_staff:
            return leads_to("")
        response = await visit.page("log_in.html", most=password.LONGEST)
        return _with_cookie(visit.request, response, visit.session)

    async def _enter(self, visit: Visit) -> HTTPResponse:
        await self._hit(_TRIES, "log-in", network(visit.request.caller))
        await self._hit(_ALL_TRIES, "log-ins")
        given = visit.form(password=password.LONGEST)["password"]
        async with self._one_at_a_time:  # each takes 64 MB
            is_right = await asyncio.to_thread(password.is_right, given, self._hash)
        if not is_right:
            logger.warning("Somebody tried to log in at the desk with a wrong password")
            raise DeskError(*_WRONG)
        # A new cookie: whoever knew the one before knows nothing.
        return _with_cookie(visit.request, leads_to(""), await self._sessions.enter())

    async def _leave(self, visit: Visit) -> HTTPResponse:
        visit.form()
        await self._sessions.leave(visit.session)
        return _with_cookie(visit.request, leads_to(self.address), self._sessions.stranger())

    async def _hit(self, items: list[RateLimitItem], *key: str) -> None:
        for item in items:
            if wait := await self._quotas.hit(item, *key):
                raise DeskError(429, f"That was too often. Try again in {wait} seconds.", wait)


def _is_encrypted(request: Request) -> bool:
    """On its way from the browser; a proxy is believed where there is said to be one."""
    return bool(request.scheme == "https")


def _name(request: Request) -> str:
    """Browsers take a cookie of such a name from nobody but this very host, encrypted."""
    return f"__Host-{_COOKIE}" if _is_encrypted(request) else _COOKIE


def _with_cookie(request: Request, response: HTTPResponse, session: Session) -> HTTPResponse:
    """It goes when the browser is closed. No other website's page brings it along."""
    name = _name(request)
    response.cookies[name] = session.cookie
    cookie: Any = response.cookies[name]
    cookie["httponly"], cookie["samesite"] = True, "Strict"
    cookie["secure"] = _is_encrypted(request)
    return response

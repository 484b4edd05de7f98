"""Routing: takes every call to /desk to its page, and none past the log-in without a session."""

from __future__ import annotations

import logging
from collections.abc import Awaitable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from sanic import Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, html, text

from desk import asked_list, clinic_list, clinic_pages, contact_list, overview, rated_list
from desk.forms import DeskError
from desk.layout import render
from desk.login import Login
from desk.page import HOME, Page, Visit, leads_to
from desk.services import Services
from operations.settings import Settings
from storage.conversation_store import ConversationStore
from storage.sql.store_errors import StoreError

logger = logging.getLogger(__name__)

#: Only what this server sends, no scripts, no framing, no caching.
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    # Not no-referrer: with that, browsers hide which page a form comes from.
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}
_STYLESHEET = "desk.css"
#: The functions that make the desk's pages, in the order of its menu.
ROOMS = (
    contact_list.pages,
    asked_list.pages,
    rated_list.pages,
    overview.pages,
    clinic_pages.pages,
    clinic_list.pages,
)
_NO_PAGE = (404, "There is no such page.")
_TOO_MUCH = (413, "That is too long to be sent at once. Nothing was changed.")
_UNREADABLE = (400, "The desk could not read that. Nothing was changed.")
_AWAY = (503, "The database can't be reached. Nothing was changed; try again in a moment.", 5)
_BROKEN = (500, "Something went wrong here. Try again in a moment.")


class Desk:
    """Doesn't exist for visitors until a password is set."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._executor = ThreadPoolExecutor(1, "desk")
        self._services: Services | None = None

    def add(self, app: Sanic) -> None:
        """Register the desk's routes."""
        for number, address in enumerate((HOME, f"{HOME}/<address:path>")):
            app.add_route(self._handle, address, methods=["GET", "POST"], name=f"desk{number}")
        names = [f"{app.name}.desk{number}" for number in (0, 1)]
        app.error_handler.add(SanicException, _unreadable, route_names=names)
        app.register_listener(self._start, "after_server_start")
        app.register_listener(self._stop, "after_server_stop")

    async def _start(self, app: Sanic, _: object) -> None:
        store = app.ctx.agent.tracker_store
        if isinstance(store, ConversationStore):
            self._open(Services(self._settings, store.database, self._executor, store.unanswered))

    async def _stop(self, app: Sanic, _: object) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _open(self, services: Services) -> None:
        self._login = Login(services, self._show)
        pages = [page for room in ROOMS for page in room(services)]
        self._pages = {page.address: page for page in (*self._login.pages(), *pages)}
        self._menu = {page.address: page.title for page in pages if page.title}
        self._services = services

    async def _handle(self, request: Request, address: str = "") -> HTTPResponse:
        response = await _safely(self._answer(request, address))
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    async def _answer(self, request: Request, address: str) -> HTTPResponse:
        if self._services is None:
            raise DeskError(*_AWAY)
        if address == _STYLESHEET:
            return text(render(_STYLESHEET), content_type="text/css; charset=utf-8")
        await self._login.count(request)
        session = await self._login.session(request)
        page = self._pages.get(address)
        visit = Visit(request, session, address, dict(request.args), self._menu, self._services)
        is_post = request.method == "POST"
        if page not in self._login.pages():
            if is_post and page and page.show and page.take:
                visit = replace(visit, typed=self._login.typed(visit))
            if not session.is_staff:
                return await self._login.ask(visit)
            if visit.typed is not None:
                return await self._show(visit)
        if not address:
            return leads_to(next(iter(self._menu)))
        return await _call(page, visit, is_post=is_post)

    async def _show(self, visit: Visit) -> HTTPResponse:
        """Show the page at the visit's address."""
        return await _safely(_call(self._pages.get(visit.address), visit, is_post=False))


async def _call(page: Page | None, visit: Visit, *, is_post: bool) -> HTTPResponse:
    handler = (page.take if is_post else page.show) if page else None
    if handler is None:
        raise DeskError(*_NO_PAGE)
    return await handler(visit)


async def _safely(answer: Awaitable[HTTPResponse]) -> HTTPResponse:
    """The answer, or a page that says why there is none."""
    try:
        return await answer
    except DeskError as refusal:
        return _refused(refusal)
    except StoreError as error:
        logger.warning("The desk could not use the database: %s", error)
        return _refused(DeskError(*_AWAY))
    except Exception as error:
        logger.error("A page of the desk failed", exc_info=error)
        return _refused(DeskError(*_BROKEN))


def _refused(refusal: DeskError) -> HTTPResponse:
    headers = {"Retry-After": str(refusal.retry_after)} if refusal.retry_after else None
    return html(render("refused.html", refusal=refusal), status=refusal.status, headers=headers)


def _unreadable(request: Request, error: SanicException) -> HTTPResponse:
    """The answer to a request that the server refused before any handler saw it."""
    response = _refused(DeskError(*(_TOO_MUCH if error.status_code == 413 else _UNREADABLE)))
    response.headers.update(HEADERS)
    return response

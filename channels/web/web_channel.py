"""WebChannel: connects the website to the bot, instead of Rasa's own REST channel."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial, wraps
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from channels.message.errors import AWAY, ChatError, respond
from channels.message.limits import Limits
from channels.message.live_delivery import apps_of
from channels.web.contact_web import ContactWeb
from channels.web.health import Health
from channels.web.openapi import Interface
from channels.web.origins import Origins
from channels.web.pages import add_demo, add_faq, add_widget
from channels.web.strict_request import StrictRequest
from channels.web.web_api import WebApi
from engine.agent import prepare
from engine.joining import join
from operations.logs import handling
from operations.settings import Settings
from operations.version import VERSION

#: Returns None if it has sent the response itself.
Handler = Callable[[Request], Awaitable[HTTPResponse | None]]

#: Set on every response that doesn't set them itself.
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
#: Seconds for a request to arrive, for an answer to be made, and for an idle connection.
_TIMEOUTS = {"REQUEST_TIMEOUT": 20, "RESPONSE_TIMEOUT": 30, "KEEP_ALIVE_TIMEOUT": 30}


class WebChannel(InputChannel):
    """Serves the chat, the health checks, the widget, the FAQ and the demo."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._limits = Limits(
            settings.rate_conversation,
            settings.rate_address,
            settings.waiting,
            pages=settings.rate_pages,
            begin=settings.rate_begin,
            requests=settings.rate_requests,
            day_megabytes=settings.day_megabytes,
        )
        self._origins = Origins(settings.origins)
        ways = {"requests": bool(settings.request_ways), "live": bool(settings.handover_slack)}
        interface = Interface(settings.text_length, **ways)
        self._api = WebApi(settings, self._limits, interface)
        self._contact = ContactWeb(self._api, self._limits, interface)
        self._health = Health()

    @classmethod
    def name(cls) -> str:
        return "web"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> WebChannel:
        return cls(Settings.load())

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes; messages go directly to the agent, which tells whether they were stored."""
        blueprint = _Root(self)
        for method, address, handler in self._routes():
            blueprint.add_route(handler, address, methods=[method], name=f"{method}{address}")
        for address in {address for _, address, _ in self._routes() if _is_chat(address)}:
            preflight = partial(self._preflight)
            blueprint.add_route(preflight, address, methods=["OPTIONS"], name=f"OPTIONS{address}")
        add_widget(blueprint, partial(self._counted, "pages"))
        if self._settings.faq:
            add_faq(blueprint, self._settings.public_url, partial(self._counted, "pages"))
        return blueprint

    def settle(self, app: Sanic) -> None:
        """Set up the app: its limits, JSON errors, headers and start."""
        app.request_class = StrictRequest
        app.config.update(_TIMEOUTS)
        app.config.REQUEST_MAX_SIZE = self._settings.body_bytes
        app.config.PROXIES_COUNT = self._settings.proxies or None
        app.error_handler.add(Exception, respond)
        app.register_middleware(self._add_headers, "response")
        app.register_listener(self._start, "after_server_start")

    def add_demo(self, blueprint: Blueprint, app: Sanic) -> None:
        """Add the demo pages at addresses that are free: under `rasa run`, Rasa serves / itself."""
        if self._settings.demo:
            taken = {f"/{route.path}": route for route in app.router.routes}
            add_demo(blueprint, taken, partial(self._counted, "pages"))

    def _routes(self) -> list[tuple[str, str, Handler]]:
        chat: dict[tuple[str, str], Handler] = {
            ("GET", "/chat/config"): self._api.config,
            ("POST", "/chat/session"): self._api.begin,
            ("POST", "/chat/messages"): self._api.send,
            ("GET", "/chat/messages"): self._api.history,
            ("POST", "/chat/ratings"): self._api.rate,
            ("DELETE", "/chat/conversation"): self._api.erase,
            ("GET", "/chat/export"): self._api.export,
        }
        if self._settings.request_ways:
            chat["POST", "/chat/requests"] = self._contact.send
        if self._settings.handover_slack:
            chat["GET", "/chat/live"] = self._api.news
        guarded = [(method, at, self._guarded(handler)) for (method, at), handler in chat.items()]
        return [
            *guarded,
            *self._get_and_head("/health/live", self._live),
            *self._get_and_head("/health/ready", self._ready),
            ("GET", "/openapi.json", self._counted("pages", self._api.document)),
        ]

    def _get_and_head(self, address: str, handler: Handler) -> list[tuple[str, str, Handler]]:
        """Routes for GET and HEAD, which some monitors use."""
        return [(method, address, self._counted("health", handler)) for method in ("GET", "HEAD")]

    def _counted(self, kind: str, handler: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(handler)
        async def counted(request: Request, **names: str) -> HTTPResponse:
            await self._limits.count_page(kind, request.caller)
            response: HTTPResponse = await handler(request, **names)
            return response

        return counted

    def _guarded(self, handler: Handler) -> Handler:
        @wraps(handler)
        async def guarded(request: Request) -> HTTPResponse | None:
            handling.set(True)
            self._origins.check(request)
            if self._api.turns.membership.is_stranger:  # so that a proxy asks another process
                raise ChatError(AWAY)
            await self._limits.count_call(request.caller)
            return await handler(request)

        return guarded

    async def _preflight(self, request: Request) -> HTTPResponse:
        return self._origins.preflight(request)

    async def _live(self, request: Request) -> HTTPResponse:
        return json({"status": "live", "version": VERSION})

    async def _ready(self, request: Request) -> HTTPResponse:
        turns = self._api.turns
        members = turns.membership
        if members.is_stranger or not await self._health.is_ready(turns.agent, turns.archive):
            raise ChatError(AWAY)
        if members.processes == 1:
            return json({"status": "ready"})
        others = {"processes": members.processes, "differ": [*members.differences]}
        return json({"status": "ready"} | others)

    async def _start(self, app: Sanic, _: object) -> None:
        agent = prepare(app.ctx.agent)
        await join(agent, self._settings)
        self._limits.share(agent.tracker_store, self._settings.secret)
        self._api.start(agent, apps_of(app))

    def _add_headers(self, request: Request, response: HTTPResponse) -> None:
        if _is_chat(request.path):
            response.headers.update(self._origins.headers(request))
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)


class _Root(Blueprint):
    """Rasa mounts channels below /webhooks; this one keeps its own addresses."""

    def __init__(self, channel: WebChannel) -> None:
        super().__init__("web")
        self.ctx.channel = channel

    def register(self, app: Sanic, options: dict[str, Any]) -> None:
        """Put the routes at the root of the app."""
        self.ctx.channel.settle(app)
        self.ctx.channel.add_demo(self, app)
        super().register(app, {**options, "url_prefix": ""})


def _is_chat(address: str) -> bool:
    return address.startswith("/chat/")

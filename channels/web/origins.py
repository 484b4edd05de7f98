"""Origins: which websites may use the chat, checked on every call, not only where browsers ask."""

from __future__ import annotations

import logging
import re
from typing import NoReturn

from sanic.request import Request
from sanic.response import HTTPResponse, empty

from channels.message.errors import WRONG_ORIGIN, ChatError

logger = logging.getLogger(__name__)

_ORIGIN = re.compile(r"https?://[a-z0-9.\-\[\]:]{1,200}")
#: What browsers send from a sandboxed frame.
_SANDBOX = "null"
#: Websites that are named in the log, each once: who makes names up can't fill it.
_NAMED = 100
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, X-Request-ID",
    "Access-Control-Max-Age": "7200",
}


class Origins:
    """Our own pages and the clinic's websites."""

    def __init__(self, allowed: tuple[str, ...]) -> None:
        self._all = "*" in allowed
        self._allowed = frozenset(allowed)
        self._refused: set[str] = set()

    def check(self, request: Request) -> None:
        """Let programs, our own pages and allowed websites pass.

        Raises:
            ChatError: the request comes from another website.
        """
        origin = request.headers.get("origin")
        if origin is None:
            # A page elsewhere can call without an Origin, for example as an image; it says so.
            if request.headers.get("sec-fetch-site") == "cross-site" and not self._all:
                raise ChatError(WRONG_ORIGIN)
        elif not self._is_allowed(origin.lower(), request):
            self._refuse(origin.lower())

    def headers(self, request: Request) -> dict[str, str]:
        """What lets a website that may use the chat read the response."""
        origin = request.headers.get("origin", "")
        if not origin or not self._is_allowed(origin.lower(), request):
            return {"Vary": "Origin"}
        return {
            "Vary": "Origin",
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Expose-Headers": "Retry-After, X-Request-ID",
        }

    def preflight(self, request: Request) -> HTTPResponse:
        """The answer to a browser that asks whether it may call."""
        self.check(request)
        return empty(headers=_PREFLIGHT)

    def _refuse(self, origin: str) -> NoReturn:
        """Tell the operator which website and how to let it in; browsers tell the page nothing."""
        known = origin in self._refused or len(self._refused) == _NAMED
        if not known and origin == _SANDBOX:
            self._refused.add(origin)
            logger.warning(
                "The chat was refused in a sandboxed frame, which has no origin. To let it in, add "
                "allow-same-origin to the frame's sandbox. (CHAT_ORIGINS=%s lets in sandboxed "
                "frames of every website.)",
                ",".join([*sorted(self._allowed), origin]),
            )
        elif not known and _ORIGIN.fullmatch(origin):
            self._refused.add(origin)
            setting = ",".join([*sorted(self._allowed), origin])
            logger.warning(
                "The chat was refused on %s. To let it in, set CHAT_ORIGINS=%s and start again.",
                origin,
                setting,
            )
        raise ChatError(WRONG_ORIGIN)

    def _is_allowed(self, origin: str, request: Request) -> bool:
        if self._all or origin in self._allowed:
            return True
        scheme, _, host = origin.partition("://")
        # Not `request.host`: it believes X-Forwarded-Host, which anybody can send.
        return scheme in ("http", "https") and host == request.headers.get("host", "").lower()

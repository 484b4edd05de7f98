"""Origins: which websites may use the chat, checked on every call, even without a preflight."""

from __future__ import annotations

import logging
import re
from typing import NoReturn

from sanic.request import Request
from sanic.response import HTTPResponse, empty

from channels.message.errors import WRONG_ORIGIN, ChatError

logger = logging.getLogger(__name__)

_ORIGIN = re.compile(r"https?://[a-z0-9.\-\[\]:]{1,200}")
#: The origin that browsers send from a sandboxed frame.
_SANDBOX = "null"
#: How many refused websites are logged, each once, so that invented names can't fill the log.
_NAMED = 100
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, X-Request-ID",
    "Access-Control-Max-Age": "7200",
}


class Origins:
    """Allows our own pages and the clinic's websites."""

    def __init__(self, allowed: tuple[str, ...]) -> None:
        self._all = "*" in allowed
        self._allowed = frozenset(allowed)
        self._refused: set[str] = set()

    def check(self, request: Request) -> None:
        """Accept calls from programs, our own pages and allowed websites.

        Raises:
            ChatError: the call comes from another website.
        """
        origin = request.headers.get("origin")
        if origin is None:
            # A page elsewhere can call without an Origin, such as for an image; this header tells.
            if request.headers.get("sec-fetch-site") == "cross-site" and not self._all:
                raise ChatError(WRONG_ORIGIN)
        elif not self._is_allowed(origin.lower(), request):
            self._refuse(origin.lower())

    def headers(self, request: Request) -> dict[str, str]:
        """The CORS headers, which let an allowed website's page read the response."""
        origin = request.headers.get("origin", "")
        if not origin or not self._is_allowed(origin.lower(), request):
            return {"Vary": "Origin"}
        return {
            "Vary": "Origin",
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Expose-Headers": "Retry-After, X-Request-ID",
        }

    def preflight(self, request: Request) -> HTTPResponse:
        """The response to a browser that asks whether a page may make a call."""
        self.check(request)
        return empty(headers=_PREFLIGHT)

    def _refuse(self, origin: str) -> NoReturn:
        """Log how to allow this website, once, since browsers tell the page no reason."""
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
        # Not `request.host`: it trusts X-Forwarded-Host, which anybody can send.
        return scheme in ("http", "https") and host == request.headers.get("host", "").lower()

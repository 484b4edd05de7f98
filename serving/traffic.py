"""Traffic: gives each request an id, counts it, and writes one line about it."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from functools import partial
from typing import Any
from uuid import uuid4

from sanic import Sanic
from sanic.constants import HTTP_METHODS
from sanic.request import Request
from sanic.response import HTTPResponse

from operations import metrics
from operations.logs import handling, request_id

logger = logging.getLogger(__name__)

ID_HEADER = "X-Request-ID"
_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
#: Routes that programs call every few seconds; they are logged only when they fail.
_ROUTINE = ("/health/live", "/health/ready", "/metrics", "/chat/live")


def follow(app: Sanic) -> None:
    """Watch every request to the app, whatever channel it belongs to."""
    app.register_middleware(_begin, "request")
    app.register_middleware(_end, "response")


def _begin(request: Request) -> None:
    given = request.headers.get(ID_HEADER, "")
    request.ctx.began = time.monotonic()
    request.ctx.id = given if _ID.fullmatch(given) else str(uuid4())
    request_id.set(request.ctx.id)
    handling.set(True)


def _end(request: Request, response: HTTPResponse) -> None:
    route = _route(request)
    metrics.RESPONSES.labels(route, str(response.status)).inc()
    # A request that can't be parsed never reaches `_begin`.
    response.headers[ID_HEADER] = getattr(request.ctx, "id", None) or str(uuid4())
    if route in _ROUTINE and response.status < 400:
        return
    method = request.method if request.method in HTTP_METHODS else "other"
    fields: dict[str, Any] = {"method": method, "route": route, "status": response.status}
    fields["ms"] = round((time.monotonic() - getattr(request.ctx, "began", 0.0)) * 1000, 1)
    # Logged after the response has been sent.
    asyncio.get_running_loop().call_soon(partial(logger.info, "request", extra={"fields": fields}))


def _route(request: Request) -> str:
    """The route as declared; the address as typed could hold anything."""
    return f"/{request.route.path}" if request.route else "none"

"""Stop: finishes what is being answered, and asks who comes meanwhile to come again."""

from __future__ import annotations

import asyncio
import signal
import time

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse

from channels.message.errors import AWAY, sent

#: Seconds for messages to be answered, and then for connections to end. Docker gives ten.
_PATIENCE = 4.0
#: Seconds until a loop that still runs is told again.
_AGAIN = 0.5


class Stop:
    """From the signal until the process ends."""

    def __init__(self) -> None:
        self._stopping = False
        self._end_of_patience = 0.0

    def add(self, app: Sanic) -> None:
        """Watch over the app's end."""
        app.config.GRACEFUL_SHUTDOWN_TIMEOUT = _PATIENCE
        app.register_middleware(self._refuse, "request")
        app.register_middleware(self._part, "response")
        app.register_listener(self._finish, "before_server_stop")

    async def begin(self, app: Sanic, _: object) -> None:
        """From now on new requests are refused; before any other listener waits for its work."""
        self._stopping = True
        self._end_of_patience = time.monotonic() + _PATIENCE

    async def listen(self, app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        """From now on signals end the server; until now they end the process at once.

        Python's own handlers: between starting and running, uvloop loses what its handlers get.
        """
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, lambda *_: loop.call_soon_threadsafe(self._end, loop))

    def _end(self, loop: asyncio.AbstractEventLoop) -> None:
        """Again until it is heard: a loop that has not yet begun to run for good forgets it."""
        if not self._stopping:
            loop.stop()
            loop.call_later(_AGAIN, self._end, loop)

    def _refuse(self, request: Request) -> HTTPResponse | None:
        if not self._stopping or request.path == "/health/live":
            return None
        return sent(AWAY)

    def _part(self, request: Request, _: HTTPResponse) -> None:
        """Whoever is answered now comes again on another connection."""
        if self._stopping:
            request.stream.keep_alive = False

    async def _finish(self, app: Sanic, _: object) -> None:
        """Every message of every channel holds its conversation's lock until it is stored.

        What the channels needed to close is part of the time.
        """
        locks = app.ctx.agent.lock_store
        while getattr(locks, "in_flight", 0) and time.monotonic() < self._end_of_patience:
            await asyncio.sleep(0.02)

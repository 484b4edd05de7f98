"""Stop: finishes what is being answered, and tells new visitors to come back later."""

from __future__ import annotations

import asyncio
import signal
import time

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse

from channels.message.errors import AWAY, sent
from contacts.contact_delivery import ContactDelivery
from operations.signals import ends

#: Seconds for messages to be answered, and again for connections to end; Docker allows ten.
_PATIENCE = 4.0
#: Seconds until a loop that still runs is told to stop again.
_RETRY = 0.5


class Stop:
    """Works from the signal until the process ends."""

    def __init__(self) -> None:
        self._stopping = False
        self._end_of_patience = 0.0
        #: Set when the clinic wants requests.
        self.delivery: ContactDelivery | None = None

    def add(self, app: Sanic) -> None:
        """Register what the app's end needs."""
        app.config.GRACEFUL_SHUTDOWN_TIMEOUT = _PATIENCE
        app.register_middleware(self._refuse, "request")
        app.register_middleware(self._close_connection, "response")
        app.register_listener(self._finish, "before_server_stop")

    async def begin(self, app: Sanic, _: object) -> None:
        """Refuse new requests from now on, before any other listener waits for its work."""
        self._stopping = True
        self._end_of_patience = time.monotonic() + _PATIENCE
        if self.delivery:
            self.delivery.end()

    async def listen(self, app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        """From now on a signal stops the server; until now it ended the process at once.

        These are Python's own handlers, because uvloop loses signals between its start and its run.
        """
        for each in ends():
            signal.signal(each, lambda *_: loop.call_soon_threadsafe(self._end, loop))

    def _end(self, loop: asyncio.AbstractEventLoop) -> None:
        """Stop the loop, repeatedly: a loop that is not running for good yet forgets it."""
        if not self._stopping:
            loop.stop()
            loop.call_later(_RETRY, self._end, loop)

    def _refuse(self, request: Request) -> HTTPResponse | None:
        if not self._stopping or request.path == "/health/live":
            return None
        return sent(AWAY)

    def _close_connection(self, request: Request, _: HTTPResponse) -> None:
        """Close the connection after this response; the next one reaches another process."""
        if self._stopping:
            request.stream.keep_alive = False

    async def _finish(self, app: Sanic, _: object) -> None:
        """Wait until every message is stored, and every request in hand has reached the clinic.

        A message holds its conversation's lock until it is stored. The time that the channels
        needed to close counts too.
        """
        while self._in_hand(app) and time.monotonic() < self._end_of_patience:
            await asyncio.sleep(0.02)

    def _in_hand(self, app: Sanic) -> int:
        messages: int = getattr(app.ctx.agent.lock_store, "in_flight", 0)
        return messages + (self.delivery.in_hand if self.delivery else 0)

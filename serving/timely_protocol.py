"""TimelyProtocol: Sanic's HTTP, with an end to late requests and an answer to unreadable ones."""

from __future__ import annotations

import time
from typing import Any

from sanic.exceptions import RequestTimeout
from sanic.http import Http, Stage
from sanic.server.protocols.http_protocol import HttpProtocol

#: Seconds for the error response to be sent.
_LAST_WORDS = 5


class _AnsweringHttp(Http):
    """Answers also where the address is not UTF-8; Sanic closes the connection without a word.

    A proxy would take that for a process that has failed, and ask it nothing for a while.
    """

    def create_empty_request(self) -> None:
        """Make the request that stands for one that could not be read."""
        self.url = None
        super().create_empty_request()


class TimelyProtocol(HttpProtocol):
    """A request has REQUEST_TIMEOUT seconds from its first byte to its last.

    Sanic 21.12 counts from the byte before it, so that some requests hold their connection for
    ever; and it waits without limit for the rest of a body that it has already refused.
    """

    __slots__ = ("_begun",)

    def _setup_connection(self) -> None:
        super()._setup_connection()
        self._http = _AnsweringHttp(self)  # type: ignore[misc]  # Sanic's slots

    def connection_made(self, transport: Any) -> None:
        """Start the time: a request may begin now."""
        self._begun = time.monotonic()
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """Restart the time when a new request begins."""
        http = self._current
        if http is None or (http.stage is Stage.IDLE and not _is_arriving(http)):
            self._begun = time.monotonic()
        super().data_received(data)

    def check_timeouts(self) -> None:
        """Called every few seconds, as long as the connection lasts."""
        http = self._current
        is_late = time.monotonic() - self._begun > self.request_timeout
        # Not just "and http": Sanic's object is false until the handler runs.
        if self._task and http is not None and is_late and _is_arriving(http):
            http.exception = RequestTimeout("Request Timeout")
            self._task.cancel()
            self.loop.call_later(_LAST_WORDS, self.abort)
        else:
            super().check_timeouts()

    @property
    def _current(self) -> Http | None:
        """The connection's HTTP state; None before its task has begun and after it has ended."""
        http: Http | None = getattr(self, "_http", None)
        return http


def _is_arriving(http: Http) -> bool:
    """Whether part of the head or body is still missing, even if nobody waits for it."""
    return http.stage is Stage.REQUEST or bool(getattr(http, "request_body", None))

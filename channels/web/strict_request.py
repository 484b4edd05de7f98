"""Strict request: refuses HTTP that Sanic 21.12 would accept, or would wait for without end."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from httptools import HttpParserInvalidURLError
from sanic.exceptions import InvalidUsage, RequestTimeout
from sanic.request import Request

#: The head as RFC 9112 defines it: CRLF line ends, no folded lines, valid header names, no NUL.
_HEAD = re.compile(rb"[^\0\r\n]+(?:\r\n[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\0\r\n]*)*")
_LENGTH = re.compile("[0-9]{1,12}")
_HOST = re.compile(r"[A-Za-z0-9._\-\[\]:%]*")


class StrictRequest(Request):
    """A request whose body must arrive within `REQUEST_TIMEOUT` seconds in total.

    What a proxy in front could understand differently is refused, or a request that the proxy
    should block could be smuggled past it. Any text is accepted as its address.

    All this is checked here because a single signal handler makes Sanic send six per request.
    """

    def __init__(self, url_bytes: bytes, *args: Any, **kwargs: Any) -> None:
        is_refusal = kwargs.get("method") == "NONE"
        try:
            super().__init__(url_bytes, *args, **kwargs)
        except HttpParserInvalidURLError:
            if not is_refusal:
                raise InvalidUsage("The request's address is malformed") from None
            super().__init__(b"*", *args, **kwargs)  # a placeholder address for the refusal
        if not is_refusal:
            self._refuse_ambiguity()

    def _refuse_ambiguity(self) -> None:
        headers = self.headers
        hosts = headers.getall("host", [])
        lengths = headers.getall("content-length", [])
        codings = headers.getall("transfer-encoding", [])
        # For a negative length, Sanic would loop without end and block all visitors.
        is_framed = (
            len(lengths) + len(codings) <= 1
            and all(_LENGTH.fullmatch(length) for length in lengths)
            and all(coding == "chunked" and self.version == "1.1" for coding in codings)
        )
        is_addressed = len(hosts) == 1 or (not hosts and self.version == "1.0")
        is_clear = is_framed and is_addressed and all(map(_HOST.fullmatch, hosts))
        if not (is_clear and _HEAD.fullmatch(self.head)):
            raise InvalidUsage("The request's head is ambiguous")
        if codings:
            # Sanic reads chunks laxly, so nothing behind them may be taken for another request.
            self.transport.get_protocol()._http.keep_alive = False

    @property
    def caller(self) -> str:
        """The visitor's own address, as told by the trusted proxies in front."""
        return str(self.remote_addr or self.ip)

    async def receive_body(self) -> None:
        """Read the body under one deadline; Sanic's own starts again with each byte.

        Raises:
            RequestTimeout: the body is not complete in time.
        """
        try:
            await asyncio.wait_for(super().receive_body(), self.app.config.REQUEST_TIMEOUT)
        except asyncio.TimeoutError:
            # Otherwise Sanic would read the rest in order to use the connection again.
            self.stream.request_body, self.stream.keep_alive = None, False
            raise RequestTimeout("The request's body took too long") from None

"""Patient request: how one comes in, where Sanic 21.12 waits for ever or takes anything."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from httptools import HttpParserInvalidURLError
from sanic.exceptions import InvalidUsage, RequestTimeout
from sanic.request import Request

#: The head as RFC 9112 has it: lines end in CRLF and go on nowhere, names are names, no NUL.
_HEAD = re.compile(rb"[^\0\r\n]+(?:\r\n[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\0\r\n]*)*")
_LENGTH = re.compile("[0-9]{1,12}")
_HOST = re.compile(r"[A-Za-z0-9._\-\[\]:%]*")


class PatientRequest(Request):
    """Its address may be anything; its body has `REQUEST_TIMEOUT` seconds, however it drips.

    What a proxy in front could read otherwise is refused: it might let pass what we then do.

    Looked at here, not by a signal: one for any of them makes Sanic send six with every request.
    """

    def __init__(self, url_bytes: bytes, *args: Any, **kwargs: Any) -> None:
        is_refusal = kwargs.get("method") == "NONE"
        try:
            super().__init__(url_bytes, *args, **kwargs)
        except HttpParserInvalidURLError:
            if not is_refusal:
                raise InvalidUsage("An address that is none") from None
            super().__init__(b"*", *args, **kwargs)  # what stands for it in the refusal
        if not is_refusal:
            self._refuse_ambiguity()

    def _refuse_ambiguity(self) -> None:
        headers = self.headers
        hosts = headers.getall("host", [])
        lengths = headers.getall("content-length", [])
        codings = headers.getall("transfer-encoding", [])
        # Sanic waits in a circle, and all visitors with it, for a body of less than nothing.
        is_framed = (
            len(lengths) + len(codings) <= 1
            and all(_LENGTH.fullmatch(length) for length in lengths)
            and all(coding == "chunked" and self.version == "1.1" for coding in codings)
        )
        is_addressed = len(hosts) == 1 or (not hosts and self.version == "1.0")
        is_clear = is_framed and is_addressed and all(map(_HOST.fullmatch, hosts))
        if not (is_clear and _HEAD.fullmatch(self.head)):
            raise InvalidUsage("What could mean two things")

    @property
    def caller(self) -> str:
        """The visitor's own address, as the proxies in front say that are trusted."""
        return str(self.remote_addr or self.ip)

    async def receive_body(self) -> None:
        """Sanic's own deadline begins anew with each byte.

        Raises:
            RequestTimeout: it isn't there in time.
        """
        try:
            await asyncio.wait_for(super().receive_body(), self.app.config.REQUEST_TIMEOUT)
        except asyncio.TimeoutError:
            # Else Sanic would go on reading what is left, to use the connection again.
            self.stream.request_body, self.stream.keep_alive = None, False
            raise RequestTimeout("A body that takes too long") from None

"""Arrival: how a request comes in, where Sanic 21.12 waits for ever or gives up without a word."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from httptools import HttpParserInvalidURLError
from sanic.exceptions import InvalidUsage, RequestTimeout
from sanic.request import Request

_LENGTH = re.compile("[0-9]{1,12}")


class PatientRequest(Request):
    """Its address may be anything; its body has `REQUEST_TIMEOUT` seconds, however it drips.

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
        # Sanic waits in a circle, and all visitors with it, for a body of less than nothing.
        if not is_refusal and not _LENGTH.fullmatch(self.headers.get("content-length", "0")):
            raise InvalidUsage("A length that is none")

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

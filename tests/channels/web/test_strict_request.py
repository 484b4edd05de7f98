"""A request that arrives too slowly, or has a malformed address, is refused in time."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest
from sanic.compat import Header
from sanic.exceptions import RequestTimeout

from channels.web.strict_request import StrictRequest
from tests.live import LiveServer


class Body:
    """What Sanic reads a body from: so many bytes, one at a time."""

    request_body: Any = True
    keep_alive = True

    def __init__(self, count: int) -> None:
        self._count = count

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for _ in range(self._count):
            await asyncio.sleep(0.01)
            yield b"x"


def request_with(body: Body, deadline: float) -> StrictRequest:
    app = SimpleNamespace(config=SimpleNamespace(REQUEST_TIMEOUT=deadline))
    head = b"POST / HTTP/1.1\r\nhost: x"
    request = StrictRequest(b"/", Header({"host": "x"}), "1.1", "POST", None, app, head)
    request.stream = body
    return request


async def test_a_body_that_drips_is_refused_at_the_deadline() -> None:
    body = Body(1_000)
    with pytest.raises(RequestTimeout):
        await asyncio.wait_for(request_with(body, 0.1).receive_body(), 5)
    assert (body.request_body, body.keep_alive) == (None, False)


async def test_a_body_that_comes_in_pieces_is_read() -> None:
    request = request_with(Body(3), 60)
    await request.receive_body()
    assert request.body == b"xxx"


LIVE = "GET /health/live HTTP/1.1\r\nHost: x\r\n"
AMBIGUOUS = {
    "no host": "GET /health/live HTTP/1.1\r\n",
    "two hosts": f"{LIVE}Host: y\r\n",
    "a host that is none": "GET /health/live HTTP/1.1\r\nHost: x y\r\n",
    "two lengths": f"{LIVE}Content-Length: 0\r\nContent-Length: 5\r\n",
    "a length twice": f"{LIVE}Content-Length: 0\r\nContent-Length: 0\r\n",
    "lengths in a list": f"{LIVE}Content-Length: 0, 0\r\n",
    "a length and chunks": f"{LIVE}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
    "chunks twice": f"{LIVE}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
    "chunks of another kind": f"{LIVE}Transfer-Encoding: gzip, chunked\r\n",
    "chunks before there were any": "GET /health/live HTTP/1.0\r\nTransfer-Encoding: chunked\r\n",
    "NUL": f"{LIVE}X: a\0b\r\n",
    "NUL in the address": "GET /health/live\0 HTTP/1.1\r\nHost: x\r\n",
    "a bare CR": f"{LIVE}X: a\rContent-Length: 5\r\n",
    "a bare LF": f"{LIVE}X: a\nContent-Length: 5\r\n",
    "a name with a space behind it": f"{LIVE}Content-Length : 5\r\n",
    "a line that goes on": f"{LIVE}X: a\r\n Content-Length: 5\r\n",
}


def answered(server: LiveServer, raw: str) -> bytes:
    """Everything that the server sends before it closes the connection."""
    host, _, port = server.base_url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(raw.encode("latin-1"))
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize("head", AMBIGUOUS.values(), ids=AMBIGUOUS)
def test_what_two_programs_could_read_differently_is_refused(server: LiveServer, head: str) -> None:
    """Nor is read what follows on the connection, which another program may take for a body."""
    answer = answered(server, f"{head}\r\n{LIVE}\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ") and b"connection: close" in answer.lower()
    assert answer.count(b"HTTP/1.1") == 1 and b'"unreadable"' in answer


@pytest.mark.parametrize("end", ["0\r\nXX", "0\r\nX: y\r\n\r\n", "0\r\n\r\n"])
@pytest.mark.parametrize("address", ["/chat/session", "/nowhere", "/health/live"])
def test_nothing_behind_chunks_is_read(server: LiveServer, address: str, end: str) -> None:
    head = f"POST {address} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer = answered(server, f"{head}2\r\n{{}}\r\n{end}{LIVE}\r\n")
    assert answer.count(b"HTTP/1.1") == 1 and b"connection: close" in answer.lower()


@pytest.mark.parametrize(
    "raw",
    [
        "GET /health/live HTTP/1.0\r\n\r\n",
        "GET /health/live HTTP/1.1\r\nhost: [::1]:5005\r\nX:\r\nY: a\tb é\r\n{close}\r\n",
        f"{LIVE}Content-Length: 2\r\n{{close}}\r\n{{{{}}}}",
        f"{LIVE}Transfer-Encoding: chunked\r\n{{close}}\r\n2\r\n{{{{}}}}\r\n0\r\n\r\n",
    ],
)
def test_what_is_clear_is_answered(server: LiveServer, raw: str) -> None:
    raw = raw.format(close="Connection: close\r\n")
    assert answered(server, raw).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("address", ["/ü", "/faq/Ã¼", "/?ü", "http://[", "/a b"])
def test_an_address_that_is_none_is_refused_in_words(server: LiveServer, address: str) -> None:
    host, _, port = server.base_url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(f"GET {address} HTTP/1.1\r\nHost: x\r\n\r\n".encode("latin-1"))
        assert connection.recv(20).startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 404 "))

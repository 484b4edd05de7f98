"""A request that drips in, or whose address is none, is refused in words and in time."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest
from sanic.compat import Header
from sanic.exceptions import RequestTimeout

from channels.arrival import PatientRequest
from tests.live import LiveServer

DEADLINE = 0.1


class Body:
    """What Sanic reads a body from: so many bytes, one by one."""

    request_body: Any = True
    keep_alive = True

    def __init__(self, count: int) -> None:
        self._count = count

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for _ in range(self._count):
            await asyncio.sleep(DEADLINE / 10)
            yield b"x"


def request_with(body: Body) -> PatientRequest:
    app = SimpleNamespace(config=SimpleNamespace(REQUEST_TIMEOUT=DEADLINE))
    request = PatientRequest(b"/", Header({}), "1.1", "POST", None, app)
    request.stream = body
    return request


async def test_a_body_that_drips_is_refused_at_the_deadline() -> None:
    body = Body(1_000)
    with pytest.raises(RequestTimeout):
        await asyncio.wait_for(request_with(body).receive_body(), 5)
    assert (body.request_body, body.keep_alive) == (None, False)


async def test_a_body_that_comes_in_pieces_is_read() -> None:
    request = request_with(Body(3))
    await request.receive_body()
    assert request.body == b"xxx"


@pytest.mark.parametrize("address", ["/ü", "http://[", "/a b"])
def test_an_address_that_is_none_is_refused_in_words(server: LiveServer, address: str) -> None:
    host, _, port = server.base_url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(f"GET {address} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert connection.recv(20).startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 404 "))

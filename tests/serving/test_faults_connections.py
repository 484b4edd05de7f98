"""Visitors who are slow, silent, many at once, or don't speak HTTP."""

from __future__ import annotations

import asyncio
import random
import resource
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import aiohttp
import pytest

from tests.channels.web.test_fuzz import RAW
from tests.live import Visitor, new_id
from tests.serving.conftest import Victim
from tests.serving.faults import COST, FULL, unharmed

#: Seconds after which the server must have closed silent connections (20 to 30, and a check).
_PATIENCE = 75
_EACH = 10
_HEAD = b"POST /chat/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
_CONNECTIONS = 1000
_TALKING = 1000 if FULL else 60
_MALFORMED = 100_000 if FULL else 2_000
#: Malformed requests until memory should stop growing, because Sanic's caches are full.
_FILLED = 25_000 if FULL else 0


def connect(victim: Victim) -> socket.socket:
    host, _, port = victim.base_url.removeprefix("http://").partition(":")
    return socket.create_connection((host, int(port)), timeout=30)


class Lingering:
    """Connections that never end by themselves, all opened at once."""

    def __init__(self, victim: Victim) -> None:
        self.sockets: dict[str, list[socket.socket]] = {
            "silent": [connect(victim) for _ in range(_EACH)],
            "half a head": [connect(victim) for _ in range(_EACH)],
            "half a body": [connect(victim) for _ in range(_EACH)],
            "half a body to nowhere": [connect(victim) for _ in range(_EACH)],
            "a byte now and then": [connect(victim) for _ in range(_EACH)],
            "never reading": [connect(victim) for _ in range(_EACH)],
        }
        for each in self.sockets["half a head"]:
            each.sendall(_HEAD)
        for each in self.sockets["half a body"]:
            each.sendall(_HEAD + b'Content-Length: 100\r\n\r\n{"')
        for each in self.sockets["half a body to nowhere"]:
            each.sendall(_HEAD.replace(b"chat", b"none") + b'Content-Length: 100\r\n\r\n{"')
        for each in self.sockets["never reading"]:
            each.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n" * 400)
        self._over = threading.Event()
        self._dripping = threading.Thread(target=self._drip)
        self._dripping.start()

    def _drip(self) -> None:
        while not self._over.wait(1):
            for each in self.sockets["a byte now and then"]:
                with suppress(OSError):
                    each.sendall(b"P")

    def left(self, kind: str) -> int:
        """How many of these connections the server still holds."""
        return sum(not _is_closed(each) for each in self.sockets[kind])

    def end(self) -> None:
        self._over.set()
        self._dripping.join()
        for sockets in self.sockets.values():
            for each in sockets:
                each.close()


def _is_closed(connection: socket.socket) -> bool:
    connection.settimeout(0.01)
    try:
        while connection.recv(65536):
            pass
    except TimeoutError:
        return False
    except OSError:
        return True
    return True


@pytest.fixture(scope="module")
def lingering(victim: Victim) -> Iterator[Lingering]:
    """Opened before this file's other tests; checked by the last one."""
    lingering = Lingering(victim)
    yield lingering
    lingering.end()


@pytest.mark.usefixtures("lingering")
def test_a_thousand_connections(victim: Victim) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
    facts = {"connections": _CONNECTIONS, "messages": _TALKING}
    with unharmed(victim, "1,000 connections", **facts):
        turns = asyncio.run(_arrive(victim))
    assert turns == [1] * _TALKING
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def _arrive(victim: Victim) -> list[int]:
    """All connect and stay, and some talk; returns the number of turns each of those has."""
    connector = aiohttp.TCPConnector(limit=0, force_close=False)
    timeout = aiohttp.ClientTimeout(total=120)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as http:
        guests = [Guest(http, victim.base_url, number) for number in range(_CONNECTIONS)]
        await asyncio.gather(*(guest.begin() for guest in guests))
        talking = guests[:_TALKING]
        await asyncio.gather(*(guest.ask() for guest in talking))
        return list(await asyncio.gather(*(guest.turns() for guest in talking)))


class Guest:
    """One of the thousand, with an address of their own."""

    def __init__(self, http: aiohttp.ClientSession, url: str, number: int) -> None:
        self._http, self._url, self._id = http, url, new_id()
        self._headers = {"X-Forwarded-For": f"198.51.{number // 256}.{number % 256}"}

    async def begin(self) -> None:
        token = (await self._call("POST", "/chat/session", {}))["token"]
        self._headers["Authorization"] = f"Bearer {token}"

    async def ask(self) -> None:
        await self._call("POST", "/chat/messages", {"id": self._id, "text": COST})

    async def turns(self) -> int:
        messages = (await self._call("GET", "/chat/messages"))["messages"]
        return sum(entry["role"] == "visitor" for entry in messages)

    async def _call(self, method: str, path: str, content: Any = None) -> Any:
        """Sends again under the same id what was not answered in time, as the widget does."""
        while True:
            async with self._http.request(
                method, self._url + path, json=content, headers=self._headers
            ) as response:
                if response.ok:
                    return await response.json()
                assert response.status in (429, 503), response.status
                await asyncio.sleep(int(response.headers["Retry-After"]))


@pytest.mark.usefixtures("lingering")
def test_malformed_requests(victim: Victim) -> None:
    asyncio.run(_babble(victim, _FILLED))
    with unharmed(victim, "malformed requests", requests=_MALFORMED):
        statuses = asyncio.run(_babble(victim, _MALFORMED))
    assert sum(statuses.values()) == _MALFORMED
    assert not [status for status in statuses if status.startswith("5")], statuses


async def _babble(victim: Victim, requests: int) -> Counter[str]:
    """Each request on its own connection; counts responses, "" if there was none."""
    host, _, port = victim.base_url.removeprefix("http://").partition(":")
    dice, statuses = random.Random(7), Counter[str]()
    left = iter(range(requests))

    async def talk() -> None:
        for _ in left:
            reader, writer = await asyncio.open_connection(host, int(port))
            try:
                writer.write(malformed(dice))
                writer.write_eof()
                answer = await asyncio.wait_for(reader.read(), 60)
            except (ConnectionError, BrokenPipeError):
                answer = b""
            finally:
                writer.close()
            statuses[answer[9:12].decode("latin-1")] += 1

    await asyncio.gather(*(talk() for _ in range(16)))
    return statuses


def malformed(dice: random.Random) -> bytes:
    """A request that is hardly HTTP, or has no JSON, or both."""
    kind = dice.randrange(3)
    if kind == 0:
        return dice.choice(RAW)
    noise = dice.randbytes(dice.randrange(1, 200))
    if kind == 1:
        return noise + b"\r\n\r\n"
    length = b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(noise)
    return _HEAD.replace(b"session", dice.choice([b"session", b"messages", b"ratings"])) + (
        length + noise
    )


def test_who_says_nothing_or_reads_nothing_is_parted_with(
    victim: Victim, lingering: Lingering
) -> None:
    with unharmed(victim, "slow and half-open connections", connections=6 * _EACH):
        assert Visitor(victim).begin().say(COST)
        end = time.monotonic() + _PATIENCE
        while any(lingering.left(kind) for kind in lingering.sockets):
            left = {kind: lingering.left(kind) for kind in lingering.sockets}
            assert time.monotonic() < end, left
            time.sleep(1)

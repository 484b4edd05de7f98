"""Visitors: talk to a server over HTTP, alone or simultaneously, and time each message."""

from __future__ import annotations

import json
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

import numpy as np
from httptools import HttpResponseParser

#: Messages per conversation; most real conversations are short.
TURNS = 5


class VisitError(RuntimeError):
    """A message was refused or got no reply."""


class Visitor(Protocol):
    """A person in a conversation."""

    def say(self, text: str) -> float:
        """Send a message; returns the milliseconds until its replies are read."""


Arrival = Callable[[], Visitor]


class _Response:
    """Receives the callbacks of httptools, the HTTP parser that Sanic uses, too."""

    def __init__(self) -> None:
        self.body, self.is_complete = b"", False

    def on_body(self, body: bytes) -> None:
        self.body += body

    def on_message_complete(self) -> None:
        self.is_complete = True


class _Caller:
    """A kept-alive connection.

    It does without Python's http.client, which takes up to 0.3 ms to read a response's headers.
    That time would be counted as the server's.
    """

    def __init__(self, address: str) -> None:
        self._host = urlsplit(address).netloc
        name, _, port = self._host.rpartition(":")
        self._socket = socket.create_connection((name, int(port)), timeout=120)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def call(
        self, method: str, path: str, body: object, headers: Mapping[str, str] | None = None
    ) -> tuple[Any, float]:
        """The response's JSON and the milliseconds it took.

        Raises:
            VisitError: the status is 300 or higher, or the connection was closed.
        """
        content = b"" if body is None else json.dumps(body).encode()
        named = {"Host": self._host, "Content-Type": "application/json", **(headers or {})}
        lines = [f"{name}: {value}" for name, value in named.items()]
        lines = [f"{method} {path} HTTP/1.1", *lines, f"Content-Length: {len(content)}"]
        packet = "\r\n".join([*lines, "", ""]).encode() + content  # one packet, as browsers send it
        start = time.perf_counter()
        self._socket.sendall(packet)
        status, answer = self._receive(path)
        milliseconds = (time.perf_counter() - start) * 1000
        if status >= 300:
            raise VisitError(f"{path}: {status} {answer[:200]!r}")
        return json.loads(answer), milliseconds

    def _receive(self, path: str) -> tuple[int, bytes]:
        response = _Response()
        parser = HttpResponseParser(response)
        while not response.is_complete:
            data = self._socket.recv(65536)
            if not data:
                raise VisitError(f"{path}: the server closed the connection")
            parser.feed_data(data)
        return parser.get_status_code(), response.body


class WebVisitor:
    """A visitor of our web channel."""

    def __init__(self, address: str, token: str | None = None) -> None:
        self._address = address
        self._caller = _Caller(address)
        self._token = token or self._caller.call("POST", "/chat/session", {})[0]["token"]
        self._headers = {"Authorization": f"Bearer {self._token}"}
        self.replies: list[dict[str, Any]] = []

    def beside(self) -> WebVisitor:
        """The same visitor in the same conversation, on another connection."""
        return WebVisitor(self._address, self._token)

    def said(self) -> list[str]:
        """The visitor's messages, in the order in which the server has them."""
        history, _ = self._caller.call("GET", "/chat/messages", None, self._headers)
        return [entry["text"] for entry in history["messages"] if entry["role"] == "visitor"]

    def say(self, text: str) -> float:
        return self._send({"text": text})

    def press(self, button: str) -> float:
        """Like `say`, but by pressing a button of a reply; `button` is its id."""
        return self._send({"button": button})

    def _send(self, message: dict[str, str]) -> float:
        message["id"] = str(uuid.uuid4())
        answer, milliseconds = self._caller.call("POST", "/chat/messages", message, self._headers)
        self.replies = answer["replies"]
        if not self.replies:
            raise VisitError("no reply")
        return milliseconds


class RestVisitor:
    """A visitor of Rasa's REST channel."""

    def __init__(self, address: str) -> None:
        self._caller = _Caller(address)
        self._sender = uuid.uuid4().hex

    def say(self, text: str) -> float:
        body = {"sender": self._sender, "message": text}
        replies, milliseconds = self._caller.call("POST", "/webhooks/rest/webhook", body)
        if not replies:
            raise VisitError("no reply")
        return milliseconds


@dataclass(frozen=True)
class Crowd:
    """The waits of simultaneous visitors in milliseconds, one list each, and the total seconds."""

    waits: Sequence[Sequence[float]]
    seconds: float

    @property
    def all(self) -> list[float]:
        """The waits of all visitors together."""
        return [wait for each in self.waits for wait in each]

    @property
    def fairness(self) -> float:
        """Longest mean wait of a visitor divided by the shortest; 1 is perfectly fair."""
        means = [float(np.mean(each)) for each in self.waits if each]
        return max(means) / min(means)


def crowd(
    arrive: Arrival, texts: Iterator[str], visitors: int, messages: int, seconds: float
) -> Crowd:
    """Simultaneous visitors, each of whom writes again as soon as the last reply has come.

    Ends after about `messages` messages of all together or after `seconds`, whichever is first.
    Each visitor sends at least one message.
    """
    lock, share = threading.Lock(), max(1, messages // visitors)
    together, end = threading.Barrier(visitors), [0.0]

    def visit(_: int) -> list[float]:
        waits: list[float] = []
        visitor = arrive()
        together.wait()
        end[0] = end[0] or time.monotonic() + seconds
        while len(waits) < share and (not waits or time.monotonic() < end[0]):
            if waits and len(waits) % TURNS == 0:
                visitor = arrive()
            with lock:
                text = next(texts)
            waits.append(visitor.say(text))
        return waits

    with ThreadPoolExecutor(visitors) as pool:
        start = time.monotonic()
        waits = list(pool.map(visit, range(visitors)))
    return Crowd(waits, time.monotonic() - start)


def percentiles(waits: Sequence[float]) -> dict[str, float]:
    """Median, 95th and 99th percentile and maximum, in milliseconds."""
    p50, p95, p99 = np.percentile(waits, [50, 95, 99])
    named = {"p50_ms": p50, "p95_ms": p95, "p99_ms": p99, "max_ms": max(waits)}
    return {name: round(float(value), 2) for name, value in named.items()}

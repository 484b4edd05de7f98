"""Anything sent gets a documented answer, soon, and nothing that belongs to somebody else."""

from __future__ import annotations

import json
import socket
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.web.openapi import Interface
from tests.live import LiveServer, Visitor

SECRET = "the-words-of-someone-else"
DOCUMENT: dict[str, Any] = Interface(500).document
CALLS = [(path, method) for path, methods in DOCUMENT["paths"].items() for method in methods]
JSON = "application/json"
TYPES = [*[JSON] * 9, f"{JSON}; charset=utf-16", "text/plain", "", "multipart/form-data"]
#: Seconds: enough for a busy machine, too few for a hang.
_SOON = 20

PRINTABLE = st.characters(max_codepoint=255, exclude_categories=["Cc"])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


def described(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that match a schema of the document, as far as this supports it."""
    if "$ref" in schema:
        return described(DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    for choice in ("oneOf", "anyOf"):
        if choice in schema:
            return st.one_of([described(each) for each in schema[choice]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "pattern" in schema:
        return st.from_regex(schema["pattern"])
    if schema["type"] == "object":
        fields = {name: described(value) for name, value in schema["properties"].items()}
        return st.fixed_dictionaries(fields)
    return {"string": st.text(max_size=schema.get("maxLength", 50)), "null": st.none()}[
        schema["type"]
    ]


def spoilt(value: Any) -> st.SearchStrategy[Any]:
    """The value itself, the value with another field, or something completely different."""
    if not isinstance(value, dict) or not value:
        return json_values
    changed = st.tuples(st.sampled_from(sorted(value)), json_values).map(
        lambda pair: {**value, pair[0]: pair[1]}
    )
    more = st.dictionaries(st.text(), json_values, max_size=2).map(lambda extra: extra | value)
    return st.one_of(st.just(value), changed, more, json_values)


@st.composite
def requests_to(draw: st.DrawFn) -> dict[str, Any]:
    path, method = draw(st.sampled_from(CALLS))
    operation = DOCUMENT["paths"][path][method]
    headers = {}
    if draw(st.integers(0, 9)) == 0:
        headers["Authorization"] = draw(st.text(PRINTABLE, max_size=60)).strip()
    if draw(st.integers(0, 9)) == 0:
        headers["Origin"] = draw(st.sampled_from(["null", "https://x", "é", "http://[", "*"]))
    if "parameters" in operation:
        path += "?page=" + draw(st.text(st.characters(codec="ascii", exclude_characters="#")))
    content: bytes | None = None
    if "requestBody" in operation:
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        value = draw(described(schema).flatmap(spoilt))
        content = draw(st.just(json.dumps(value).encode("utf-8", "replace")) | st.binary())
        headers["Content-Type"] = draw(st.sampled_from(TYPES))
    return {"method": method.upper(), "path": path, "headers": headers, "data": content}


@pytest.fixture(scope="module")
def someone_else(server: LiveServer) -> tuple[Visitor, int]:
    """A visitor who has asked something, and the number of messages in their conversation."""
    visitor = Visitor(server).begin()
    visitor.say(f"{SECRET}: what does PRP cost?")
    return visitor, len(visitor.history())


@settings(max_examples=200, suppress_health_check=list(HealthCheck))
@given(request=requests_to())
def test_any_request_is_answered_as_described(
    server: LiveServer, someone_else: tuple[Visitor, int], request: dict[str, Any]
) -> None:
    visitor = Visitor(server).begin()
    start = time.monotonic()
    response = visitor.call(**request)
    assert time.monotonic() - start < _SOON
    assert response.status_code < 500
    assert SECRET not in response.text
    assert "Traceback" not in response.text
    another, number = someone_else
    assert len(another.history()) == number or response.status_code == 429


RAW = [
    b"\r\n\r\n",
    b"GET\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01",
    b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET //// HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /chat/config?page=%ff%00 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /widget/../operations/settings.py HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /widget/%2e%2e/%2e%2e/.env HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /widget/..%2f..%2fvar/secret HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /widget/%00 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"POST /chat/session HTTP/1.1\r\nContent-Length: abc\r\n\r\n{}",
    b"POST /chat/session HTTP/1.1\r\nContent-Length: -5\r\n\r\n{}",
    b"POST /chat/session HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n{}",
    b"POST /chat/session HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n",
    b"POST /chat/session HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n{}\r\n",
    b"POST /chat/session HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n{}",
    b"GET / HTTP/1.1\r\n" + b"X: " + b"a" * 20_000 + b"\r\n\r\n",
    b"GET / HTTP/1.1\r\nExpect: miracles\r\nContent-Length: 2\r\n\r\n{}",
    b"BREW /chat/messages HTTP/1.1\r\nHost: x\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
]


@pytest.mark.parametrize("raw", RAW)
def test_what_is_hardly_http_is_refused(server: LiveServer, raw: bytes) -> None:
    host, _, port = server.base_url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=_SOON) as connection:
        connection.sendall(raw)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while part := connection.recv(65536):
            answer += part
    assert not answer.startswith(b"HTTP/1.1 5"), answer[:300]
    for leak in (b"Traceback", b"sanic", b"CHAT_SECRET", b"def "):
        assert leak not in answer.split(b"<!doctype")[0]
    assert Visitor(server).call("GET", "/health/live").status_code == 200

"""The widget and the demo pages are served small, safe and only when they have changed."""

from __future__ import annotations

import gzip

import pytest
import requests

from channels.pages import WIDGET
from tests.live import LiveServer

PAGES = ["/", "/treatments", "/prices", "/embed"]


def get(server: LiveServer, path: str, **headers: str) -> requests.Response:
    return requests.get(server.base_url + path, headers=headers, timeout=30)


@pytest.mark.parametrize("path", PAGES)
def test_pages_come_with_a_strict_policy(server: LiveServer, path: str) -> None:
    response = get(server, path)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
    assert response.headers["X-Frame-Options"] == "DENY"
    for word in ("<style", "style=", "onclick", "<script>"):
        assert word not in response.text


def test_the_widget_may_be_used_by_every_website(server: LiveServer) -> None:
    response = get(server, "/widget/clinic-chat.js", Origin="https://any.example")
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/javascript")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "max-age" in response.headers["Cache-Control"]


def test_what_the_browser_has_is_not_sent_again(server: LiveServer) -> None:
    tag = get(server, "/widget/clinic-chat.js").headers["ETag"]
    again = requests.get(
        server.base_url + "/widget/clinic-chat.js", headers={"If-None-Match": tag}, timeout=30
    )
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == tag


def test_it_is_packed_for_those_who_unpack(server: LiveServer) -> None:
    source = (WIDGET / "clinic-chat.js").read_bytes()
    plain = requests.get(
        server.base_url + "/widget/clinic-chat.js", headers={"Accept-Encoding": ""}, timeout=30
    )
    assert plain.content == source and "Content-Encoding" not in plain.headers
    packed = requests.get(server.base_url + "/widget/clinic-chat.js", stream=True, timeout=30)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.raw.read()) == source


@pytest.mark.parametrize(
    "path",
    [
        "/widget/",
        "/widget/nope.js",
        "/widget/README.md",
        "/widget/../serving/run.py",
        "/widget//etc",
    ],
)
def test_nothing_else_is_served(server: LiveServer, path: str) -> None:
    response = get(server, path)
    assert response.status_code in (404, 405)
    assert response.json()["error"]["message"]


def test_pages_can_be_asked_about(server: LiveServer) -> None:
    response = requests.head(server.base_url + "/", timeout=30)
    assert (response.status_code, response.content) == (200, b"")

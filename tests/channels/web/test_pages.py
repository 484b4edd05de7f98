"""The widget and the demo pages are served compressed, safe, and only if they have changed."""

from __future__ import annotations

import gzip
import re

import pytest
import requests

from channels.web.pages import WIDGET
from tests.live import LiveServer

PAGES = ["/", "/treatments", "/prices", "/embed"]
_STRING = r"'[^'\n]*'"


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
    plain = get(server, "/widget/clinic-chat.js", **{"Accept-Encoding": ""})
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed(server, "clinic-chat.js")) == plain.content


def packed(server: LiveServer, name: str) -> bytes:
    """The file's bytes as they are sent."""
    url = f"{server.base_url}/widget/{name}"
    response = requests.get(url, headers={"Accept-Encoding": "gzip"}, stream=True, timeout=30)
    assert response.headers["Content-Encoding"] == "gzip"
    body: bytes = response.raw.read()
    return body


def test_the_whole_widget_is_24_kb_in_any_language(server: LiveServer) -> None:
    """Without parts that few visitors load: the request form, a person, the sheet, the teaser."""
    few = {"request.js": 2_700, "person.js": 500, "sheet.js": 1_000, "teaser.js": 600}
    names = {path.name for path in WIDGET.glob("*.js")} - set(few)
    modules = sum(len(packed(server, name)) for name in names)
    assert modules + heaviest(server, "strings") <= 24_000
    assert all(len(packed(server, name)) <= most for name, most in few.items())
    assert few["request.js"] + heaviest(server, "strings/request") <= 3_500


def heaviest(server: LiveServer, folder: str) -> int:
    """The bytes of the largest language file in a folder."""
    return max(len(packed(server, f"{folder}/{p.name}")) for p in (WIDGET / folder).glob("*.js"))


@pytest.mark.parametrize("name", [path.name for path in WIDGET.glob("*.js")])
def test_scripts_come_without_what_is_for_readers(server: LiveServer, name: str) -> None:
    lines = (line.strip() for line in (WIDGET / name).read_text("utf-8").splitlines())
    code = "".join(line for line in lines if line and not line.startswith("/**"))
    assert not re.search(r"(?<!:)//", code)  # line breaks are removed, so it would hide code
    served = get(server, f"/widget/{name}").content.decode()
    assert re.sub(r"\s", "", served) == re.sub(r"\s", "", code)
    assert re.findall(_STRING, served) == re.findall(_STRING, code)
    assert not re.search(r"[;,{(]\n|/\*\*", served)


@pytest.mark.parametrize(
    "path",
    [
        "/widget/",
        "/widget/nope.js",
        "/widget/README.md",
        "/widget/package.json",
        "/widget/examples/clinic-chat.php",
        "/widget/../serving/run.py",
        "/widget//etc",
        f"/widget/{'a' * 300}.js",
        "/widget/a%00.js",
    ],
)
def test_nothing_else_is_served(server: LiveServer, path: str) -> None:
    response = get(server, path)
    assert response.status_code in (404, 405)
    assert response.json()["error"]["message"]


def test_pages_can_be_asked_about(server: LiveServer) -> None:
    for path in ("/", "/health/live", "/health/ready"):
        response = requests.head(server.base_url + path, timeout=30)
        assert (response.status_code, response.content) == (200, b""), path

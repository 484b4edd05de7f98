"""The FAQ over HTTP: sent like other pages, and made again when the knowledge is edited."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from actions.knowledge import Knowledge
from tests.live import LiveServer
from tests.serving.faults import eventually, project

PUBLIC = "https://bot.example"
OWN = "Most of our patients come once a year."


@pytest.fixture(scope="module")
def published(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server that knows its public address, with knowledge files that the tests may edit."""
    folder = tmp_path_factory.mktemp("published")
    (folder / "project").mkdir()
    server = LiveServer(folder, model, CHAT_PUBLIC_URL=f"{PUBLIC}/", CHAT_DEMO="off")
    server.root = project(folder / "project")
    yield server.start()
    server.stop()


def get(server: LiveServer, path: str, **headers: str) -> requests.Response:
    return requests.get(server.base_url + path, headers=headers, timeout=30)


def test_every_page_is_there_with_a_strict_policy(
    published: LiveServer, knowledge: Knowledge
) -> None:
    for id_ in ("", *(f"/{id_}" for id_ in (*knowledge.topics, *knowledge.gaps))):
        page = get(published, f"/faq{id_}")
        assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
        assert page.headers["X-Frame-Options"] == "DENY"
        assert f'<link rel="canonical" href="{PUBLIC}/faq{id_}">' in page.text


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/faq/look.css", "text/css; charset=utf-8"),
        ("/sitemap.xml", "application/xml"),
        ("/robots.txt", "text/plain; charset=utf-8"),
    ],
)
def test_what_stands_beside_them_is_there(published: LiveServer, path: str, kind: str) -> None:
    found = get(published, path)
    assert (found.status_code, found.headers["Content-Type"]) == (200, kind)


def test_they_can_be_asked_about_and_are_not_sent_again(published: LiveServer) -> None:
    for path in ("/faq", "/faq/", "/faq/cost", "/faq/cost/", "/sitemap.xml", "/robots.txt"):
        whole = get(published, path)
        head = requests.head(published.base_url + path, timeout=30)
        assert (head.status_code, head.content) == (200, b""), path
        assert head.headers["ETag"] == whole.headers["ETag"]
        assert whole.headers["Cache-Control"] == "no-cache"
        again = get(published, path, **{"If-None-Match": f"W/{whole.headers['ETag']}"})
        assert (again.status_code, again.content) == (304, b"")


def test_they_are_packed_for_those_who_unpack(published: LiveServer) -> None:
    plain = get(published, "/faq/cost", **{"Accept-Encoding": ""})
    url = f"{published.base_url}/faq/cost"
    packed = requests.get(url, headers={"Accept-Encoding": "gzip"}, stream=True, timeout=30)
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.raw.read()) == plain.content
    assert packed.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "id_",
    [
        "nope",
        "COST",
        "cost.html",
        "cost/more",
        "look.css/x",
        "%3Cscript%3Ealert(1)%3C/script%3E",
        "..%2f..%2fserving%2frun.py",
        "%00",
        "%E2%80%AE%F0%9F%92%89",
        "%ff%fe",
        "{{7*7}}",
        "sitemap.xml",
        "__class__",
        "a" * 5000,
    ],
)
def test_what_is_not_there_is_said_with_links(published: LiveServer, id_: str) -> None:
    page = get(published, f"/faq/{id_}")
    assert (page.status_code, page.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert "There is no such question here." in page.text and 'href="/faq/cost"' in page.text
    assert page.content == get(published, "/faq/never").content  # doesn't repeat the address
    assert requests.head(f"{published.base_url}/faq/{id_}", timeout=30).status_code == 404


def test_nothing_can_be_sent_there(published: LiveServer) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = requests.request(method, f"{published.base_url}/faq/cost", timeout=30)
        assert answer.status_code == 405


def test_a_forged_host_is_not_believed(published: LiveServer) -> None:
    forged = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    for path in ("/faq/cost", "/sitemap.xml", "/robots.txt"):
        assert "evil" not in get(published, path, **forged).text


def test_an_edit_is_live_and_a_broken_one_changes_nothing(published: LiveServer) -> None:
    clinic = published.root / "data" / "knowledge" / "clinic.yml"
    before, text = get(published, "/faq/duration"), clinic.read_text("utf-8")
    assert "The guide does not say." in before.text
    edited = text.replace("answers: {}", f"answers:\n  duration: {OWN}")
    edited = edited.replace('color: "#0c6b62"', 'color: "#ffe100"')
    clinic.write_text(edited, "utf-8")
    eventually(lambda: OWN in get(published, "/faq/duration").text, 30)
    after = get(published, "/faq/duration", **{"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200 and "From Sample Hair Clinic" in after.text
    assert "--main: #ffe100; --on: #000000" in get(published, "/faq/look.css").text
    clinic.write_text(edited.replace("answers:", "answers: ["), "utf-8")
    eventually(lambda: "Edited knowledge is not used" in published.said(), 30)
    assert OWN in get(published, "/faq/duration").text
    clinic.write_text(text, "utf-8")
    eventually(lambda: get(published, "/faq/duration").content == before.content, 30)


def test_they_are_limited_as_other_pages(published: LiveServer) -> None:
    published.stop()
    published.start(CHAT_RATE_PAGES="5/minute")
    asked = [get(published, "/faq/cost").status_code for _ in range(6)]
    assert asked == [200] * 5 + [429]


def test_without_an_address_there_is_no_sitemap(server: LiveServer) -> None:
    assert get(server, "/sitemap.xml").status_code == 404
    assert get(server, "/robots.txt").status_code == 200
    assert "Sitemap" not in get(server, "/robots.txt").text
    assert "canonical" not in get(server, "/faq/cost").text


def test_they_can_be_switched_off(published: LiveServer) -> None:
    published.stop()
    published.start(CHAT_FAQ="off", CHAT_RATE_PAGES="off")
    for path in ("/faq", "/faq/cost", "/sitemap.xml", "/robots.txt"):
        assert get(published, path).status_code == 404

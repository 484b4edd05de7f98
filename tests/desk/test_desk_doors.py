"""The desk on the real server: who gets in, and what is refused so that nothing changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.desk.staff import SETTINGS, TOM, Staff, leave
from tests.live import LiveServer


@pytest.fixture(scope="module")
def bot(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    server = LiveServer(tmp_path_factory.mktemp("desk"), model, **SETTINGS).start()
    leave(server, "first")
    yield server
    server.stop()


@pytest.fixture(scope="module")
def staff(bot: LiveServer) -> Staff:
    """Logged in."""
    staff = Staff(bot)
    assert staff.log_in().status_code == 303
    return staff


def test_there_is_none_without_a_password(server: LiveServer) -> None:
    for path in ("", "/login", "/requests", "/desk.css"):
        assert Staff(server).get(path).status_code == 404


def test_nobody_sees_anything_before_logging_in(bot: LiveServer) -> None:
    stranger = Staff(bot)
    for path in ("", "/requests", "/ratings", "/nothing"):
        response = stranger.get(path)
        assert response.url.endswith("/desk/login")
        assert "Quibble" not in response.text and "Log out" not in response.text
    assert stranger.log_in("a horse and no staples").status_code == 403
    assert stranger.get("/requests").url.endswith("/desk/login")


def test_who_logs_in_reads_what_visitors_left_until_logging_out(bot: LiveServer) -> None:
    staff = Staff(bot)
    before = staff.get("/login").cookies
    assert staff.log_in().headers["Location"] == "/desk/"
    page = staff.get()
    assert page.url.endswith("/desk/requests")
    assert TOM.name in page.text and "How long does PRP last?" in page.text
    cookie = staff.http.cookies["desk"]
    assert cookie != before["desk"]
    assert staff.post("/logout", {"token": staff.token("/requests")}).status_code == 303
    copied = {"Cookie": f"desk={cookie}"}
    again = requests.get(f"{bot.base_url}/desk/requests", headers=copied, timeout=30)
    assert again.url.endswith("/desk/login")


def test_a_cookie_is_for_this_host_alone_and_for_no_script(bot: LiveServer) -> None:
    plain = Staff(bot).get("/login").headers["Set-Cookie"]
    assert plain.startswith("desk=") and "Secure" not in plain
    closed = Staff(bot, scheme="https").get("/login").headers["Set-Cookie"]
    assert closed.startswith("__Host-desk=") and "; Secure" in closed
    for cookie in (plain, closed):
        assert "; HttpOnly" in cookie and "; SameSite=Strict" in cookie and "; Path=/" in cookie
        assert "Domain" not in cookie and "Expires" not in cookie and "Max-Age" not in cookie


def test_nothing_is_kept_framed_or_run(staff: Staff) -> None:
    for path in ("/requests", "/login", "/nothing"):
        headers = staff.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
        assert "script" not in policy and "unsafe" not in policy
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Robots-Tag"] == "noindex"


def test_guessing_is_slow_but_only_for_who_guesses(bot: LiveServer) -> None:
    guesser = Staff(bot)
    said = [guesser.log_in("not this one either").status_code for _ in range(6)]
    assert said == [403] * 5 + [429]
    late = guesser.log_in()
    assert late.status_code == 429 and int(late.headers["Retry-After"]) > 0
    assert Staff(bot).log_in().status_code == 303

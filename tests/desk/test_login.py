"""The desk on the real server: who gets in, and what is refused without a change."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from tests.desk.hostile import ADDRESSES, COOKIES, POSTS, TOKENS
from tests.desk.staff import PASSWORD, SETTINGS, TOM, Staff, leave
from tests.live import LiveServer, Visitor


@pytest.fixture(scope="module")
def bot(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    server = LiveServer(tmp_path_factory.mktemp("desk"), model, **SETTINGS).start()
    leave(server, "first")
    yield server
    server.stop()


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
    assert f'<a href="tel:+1-202-555-0187;ext=5">{TOM.phone}</a>' in page.text
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


def test_guessing_from_many_addresses_keeps_nobody_out(bot: LiveServer) -> None:
    for _ in range(13):
        guesser = Staff(bot)
        form = {"token": guesser.token(), "password": "not this one either", "draft": ""}
        assert [guesser.post("/login", form).status_code for _ in range(5)] == [403] * 5
    assert Staff(bot).log_in().status_code == 303


def test_a_long_queue_is_refused_and_a_short_one_waits(bot: LiveServer) -> None:
    """Whoever is refused may try again at once: it is the server that has much to do."""
    callers = [(staff, staff.token()) for staff in (Staff(bot) for _ in range(60))]

    def enter(caller: tuple[Staff, str]) -> requests.Response:
        staff, token = caller
        return staff.post("/login", {"token": token, "password": PASSWORD, "draft": ""})

    with ThreadPoolExecutor(60) as many:
        said = list(many.map(enter, callers))
    assert {response.status_code for response in said} <= {303, 503}
    assert sum(response.status_code == 303 for response in said) >= 20


def kept(bot: LiveServer) -> dict[str, object]:
    """All that is stored, except what changes by itself: deliveries, and sessions' last use."""
    rows: dict[str, object] = dict(bot.rows())
    del rows["contact_deliveries"]
    return rows | {"desk_sessions": len(bot.rows()["desk_sessions"])}


def is_clear(response: requests.Response) -> bool:
    """Whether it is one sentence on a page of the desk, without anything that was sent."""
    text = response.text
    return "That did not work" in text and "<script" not in text and "xxxx" not in text


@pytest.mark.parametrize("name", POSTS)
def test_a_hostile_post_changes_nothing(bot: LiveServer, staff: Staff, name: str) -> None:
    status, form, body, headers = POSTS[name]
    sent = body if form is None else {"token": staff.token("/requests"), **form}
    before = kept(bot)
    for path in ("/requests/done", "/requests/delete"):
        response = staff.post(path, sent, headers={"Origin": bot.base_url, **headers})
        assert response.status_code == status, response.text
        assert is_clear(response)
        assert response.headers["Cache-Control"] == "no-store"
    assert kept(bot) == before


@pytest.mark.parametrize("name", TOKENS)
def test_a_forged_post_changes_nothing(bot: LiveServer, staff: Staff, name: str) -> None:
    token = TOKENS[name]
    form = {"id": "first"} | ({} if token is None else {"token": token})
    before = kept(bot)
    for path in ("/requests/done", "/requests/delete", "/logout"):
        response = staff.post(path, form)
        assert response.status_code == 403 and is_clear(response)
    stranger = Staff(bot)
    assert stranger.post("/login", {**form, "password": PASSWORD}).status_code == 403
    assert kept(bot) == before
    assert staff.get("/requests").url.endswith("/desk/requests")


def test_a_token_is_one_sessions(bot: LiveServer, staff: Staff) -> None:
    other = Staff(bot)
    form = {"token": other.token(), "id": "first"}
    before = kept(bot)
    assert staff.post("/requests/delete", form).status_code == 403
    assert other.post("/requests/delete", form).status_code == 403
    own = {"token": staff.token("/requests"), "id": "first"}
    assert other.post("/requests/delete", own).status_code == 403
    assert kept(bot) == before


@pytest.mark.parametrize("name", COOKIES)
def test_a_cookie_that_is_none_opens_nothing(bot: LiveServer, name: str) -> None:
    stranger = Staff(bot)
    before = kept(bot)
    headers = {"Cookie": f"desk={COOKIES[name]}", "Origin": bot.base_url}
    page = stranger.http.get(f"{bot.base_url}/desk/requests", headers=headers, timeout=30)
    assert page.url.endswith("/desk/login")
    response = stranger.post("/requests/delete", {"id": "first"}, headers=headers)
    assert response.status_code == 403 and is_clear(response)
    assert kept(bot) == before


@pytest.mark.parametrize("path", ADDRESSES)
def test_an_address_that_is_none_shows_nothing(staff: Staff, path: str) -> None:
    response = staff.get(path)
    assert response.status_code == 404
    assert "<script>" not in response.text and "passwd" not in response.text


@pytest.mark.parametrize(("column", "seconds"), [("used", 31 * 60), ("started", 11 * 3600)])
def test_a_session_ends_by_itself(bot: LiveServer, column: str, seconds: int) -> None:
    staff = Staff(bot)
    staff.log_in()
    form = {"token": staff.token("/requests"), "id": "first"}
    with closing(sqlite3.connect(bot.var / "conversations.db")) as database:
        database.execute(f"UPDATE desk_sessions SET {column} = {column} - {seconds}")
        database.commit()
    response = staff.post("/requests/delete", form)
    assert response.status_code == 403 and "not logged in any more" in response.text
    assert staff.get("/requests").url.endswith("/desk/login")
    assert any(row[0] == "first" for row in bot.rows()["contact_requests"])


def test_a_request_that_waits_for_a_way_taken_out_says_so(bot: LiveServer) -> None:
    staff = Staff(bot)
    staff.log_in()
    mail = {
        "CHAT_REQUESTS_MAIL": "desk@clinic.example",
        "CHAT_SMTP": "smtps://smtp.clinic.example",
        "CHAT_SMTP_FROM": "chat@clinic.example",
    }
    leave(bot, "by mail", replace(TOM, name="Ada Post"), **mail)
    page = staff.get("/requests?state=failed").text
    assert "Ada Post" in page and "Ada Post" not in staff.get("/requests?state=waiting").text
    said = " ".join(re.sub("<.*?>", "", page.partition("E-mail:")[2]).split())
    assert said.startswith("not delivered. The request waits for this way, which is not set up")
    form = {"token": staff.token("/requests"), "id": "by mail"}
    assert staff.post("/requests/delete", form).status_code == 303


def test_a_post_that_is_sent_again_does_no_more(bot: LiveServer) -> None:
    leave(bot, "second")
    staff = Staff(bot)
    staff.log_in()
    form = {"token": staff.token("/requests"), "id": "second"}
    assert (
        staff.post("/requests/done", form)
        .headers["Location"]
        .startswith("/desk/requests?said=done&")
    )
    assert staff.post("/requests/done", form).status_code == 303
    deleted = staff.post("/requests/delete", form)
    mark = re.search(r"[?]said=deleted&mark=\w+$", deleted.headers["Location"])
    assert mark and "Deleted for good." in staff.get(f"/requests{mark[0]}").text
    for path in (f"/ratings{mark[0]}", "/requests?said=deleted", "/requests?said=saved&mark="):
        assert 'class="said" role="status"' not in staff.get(path).text, "nobody did that there"
    assert "Deleted" not in Staff(bot).get(f"/login{mark[0]}").text
    again = staff.post("/requests/delete", form)
    assert again.status_code == 404 and "does not exist any more" in again.text
    staff.post("/logout", {"token": form["token"]})
    assert staff.post("/requests/done", form | {"id": "first"}).status_code == 403


def test_what_is_rated_is_shown_with_its_reply_and_is_no_formula(bot: LiveServer) -> None:
    visitor = Visitor(bot).begin()
    said = visitor.say("my number is 202 555 0187, how much does PRP cost?")
    assert len(said) == 2  # the first is the notice about the masked number
    for reply, value, word in ((said[0], "up", None), (said[1], "down", "=1+1 <b>no</b>")):
        rating = {"reply": reply["id"], "value": value} | ({"word": word} if word else {})
        assert visitor.call("POST", "/chat/ratings", json=rating).status_code == 204
    staff = Staff(bot)
    staff.log_in()
    page = staff.get("/ratings").text
    assert "=1+1 &lt;b&gt;no" in page and "0187" not in page
    rows = list(csv.DictReader(io.StringIO(staff.get("/ratings.csv").content.decode("utf-8-sig"))))
    assert {(row["rating"], row["words"], row["reply"]) for row in rows} == {
        ("Helpful", "", said[0]["text"]),
        ("Not helpful", "'=1+1 <b>no</b>", said[1]["text"]),
    }
    assert {row["topic"] for row in rows} == {"Your data", "Cost"}
    assert "how much does PRP cost?" in rows[0]["question"]
    only = staff.get("/ratings.csv?which=words").text
    assert only.count("helpful") == 1


def test_figures_are_those_of_the_chat(bot: LiveServer) -> None:
    visitor = Visitor(bot).begin()
    for question in ("how safe are exosomes?", "i can't breathe since the injection"):
        visitor.say(question)
    staff = Staff(bot)
    staff.log_in()
    for part, name in (("topics", "Safety"), ("urgent", "mergency"), ("hours", "Monday")):
        table = staff.get(f"/figures/table.csv?of={part}&days=7").text
        assert name in table
        for size in ("", "&size=small"):
            picture = staff.get(f"/figures/picture.svg?of={part}&days=7{size}")
            assert picture.headers["Content-Type"] == "image/svg+xml"
            assert "<script" not in picture.text and "://" not in picture.text.replace(
                "http://www.w3.org/2000/svg", ""
            )
    page = staff.get("/figures").text
    assert "Topics (" in page and "Requests (" in page


def test_nothing_personal_is_in_the_log(bot: LiveServer) -> None:
    said = bot.said()
    for secret in (*TOM.name.split(), TOM.email, "555-0187", "555 0187", PASSWORD, "staples"):
        assert secret not in said

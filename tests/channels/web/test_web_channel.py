"""The web channel as a visitor's browser sees it, on the real server."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import requests

from tests.live import CLINIC, LiveServer, Visitor, new_id

COST = "How much does PRP cost?"


def test_a_question_is_answered(visitor: Visitor) -> None:
    (reply,) = visitor.say(COST)
    label = reply["custom"]
    assert (label["kind"], label["topic"], label["treatment"]) == ("answer", "cost", "prp")
    assert label["source"] and reply["text"] and reply["buttons"]


def test_the_conversation_is_remembered(visitor: Visitor) -> None:
    visitor.say(COST)
    (reply,) = visitor.say("and exosomes?")
    assert (reply["custom"]["topic"], reply["custom"]["treatment"]) == ("cost", "exosomes")


def test_history_is_what_was_said(visitor: Visitor) -> None:
    id_ = new_id()
    replies = visitor.say(COST, id_)
    asked, *answered = visitor.history()
    assert (asked["id"], asked["role"], asked["text"]) == (id_, "visitor", COST)
    for entry in answered:
        entry.pop("time")
    assert answered == [reply | {"role": "bot"} for reply in replies]


def test_before_the_first_message_there_is_nothing(visitor: Visitor, server: LiveServer) -> None:
    assert visitor.history() == []
    assert visitor.call("GET", "/chat/export").json()["stored"]["conversations"] == []


def test_a_button_is_answered(visitor: Visitor) -> None:
    (reply,) = visitor.say(COST)
    (pressed,) = visitor.press(reply["buttons"][0])
    assert pressed["custom"]["kind"] == "answer"
    assert pressed["custom"]["topic"] != "cost"
    assert visitor.history()[2]["text"].endswith("?")


def test_a_button_of_the_greeting_is_answered(visitor: Visitor) -> None:
    config = visitor.call("GET", "/chat/config?page=/prices").json()
    (reply,) = visitor.press(config["greeting"]["buttons"][0])
    assert reply["custom"]["topic"] == "cost"


@pytest.mark.parametrize("button", ["faq/cost", "W10.x", "a" * 600, "/restart", "é", "", 5, None])
def test_a_made_up_button_is_refused(visitor: Visitor, button: Any) -> None:
    response = visitor.call("POST", "/chat/messages", json={"id": new_id(), "button": button})
    assert response.status_code == 422
    assert visitor.history() == []


def test_the_same_id_is_answered_once(visitor: Visitor) -> None:
    id_ = new_id()
    first = visitor.say(COST, id_)
    assert visitor.say(COST, id_) == first
    assert visitor.say("something else", id_) == first
    assert visitor.say(COST, id_.upper()) == first
    assert len(visitor.history()) == 2


def test_an_id_ends_where_it_ends(visitor: Visitor) -> None:
    assert visitor.send(COST, new_id() + "\n").status_code == 422


def test_the_same_id_twice_at_once_is_answered_once(visitor: Visitor) -> None:
    id_, replies = new_id(), []

    def send() -> None:
        other = Visitor(visitor.server)
        other.token = visitor.token
        replies.append(other.say(COST, id_))

    threads = [threading.Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(replies) == 3
    assert replies[0] == replies[1] == replies[2]
    assert len(visitor.history()) == 2


def test_slash_commands_do_nothing(visitor: Visitor) -> None:
    visitor.say(COST)
    for text in ("/restart", "/back", '/faq{"treatment": "exosomes"}', "  /session_start"):
        assert visitor.send(text).status_code in (200, 422)
    assert len(visitor.history()) >= 2
    (reply,) = visitor.say("tell me more")
    assert reply["custom"]["topic"] == "cost"


@pytest.mark.parametrize("text", ["", " ", "\x00\x07", "\u200b\u202e", "/", "///  "])
def test_nothing_is_not_a_message(visitor: Visitor, text: str) -> None:
    response = visitor.send(text)
    assert response.status_code == 422
    assert visitor.history() == []


def test_control_characters_are_dropped(visitor: Visitor) -> None:
    (reply,) = visitor.say("How\x00 much\x1b does \u202ePRP\u200b cost?\r\n")
    assert reply["custom"]["topic"] == "cost"
    assert visitor.history()[0]["text"] == COST


@pytest.mark.parametrize("length", [501, 10_000])
def test_a_long_message_is_refused_with_the_limit(visitor: Visitor, length: int) -> None:
    response = visitor.send("a" * length)
    assert response.status_code == 422
    assert "500" in response.json()["error"]["message"]
    assert visitor.send("How much does PRP cost? ".ljust(500, "?")).status_code == 200


def test_a_huge_body_is_refused(visitor: Visitor) -> None:
    assert visitor.send("a" * 20_000).status_code == 413


@pytest.mark.parametrize(
    ("content", "status"),
    [
        ({"data": b"{", "headers": {"Content-Type": "application/json"}}, 400),
        ({"data": b"\xff\xfe", "headers": {"Content-Type": "application/json"}}, 400),
        ({"data": b"[" * 9000, "headers": {"Content-Type": "application/json"}}, 400),
        ({"data": b"", "headers": {"Content-Type": "application/json"}}, 422),
        ({"data": b"{}", "headers": {"Content-Type": "text/plain"}}, 415),
        ({"data": b"{}"}, 415),
        ({"data": {"text": COST}}, 415),
        ({"json": []}, 422),
        ({"json": {"text": COST}}, 422),
        ({"json": {"id": "1", "text": COST}}, 422),
        ({"json": {"id": new_id(), "text": 5}}, 422),
        ({"json": {"id": new_id(), "text": COST, "sender": "someone"}}, 422),
        ({"json": {"id": new_id(), "text": COST, "metadata": {}}}, 422),
    ],
)
def test_what_cannot_be_read_is_refused(
    visitor: Visitor, content: dict[str, Any], status: int
) -> None:
    response = visitor.call("POST", "/chat/messages", **content)
    assert response.status_code == status
    assert COST not in response.text


@pytest.mark.parametrize("origin", ["https://evil.example", "null", CLINIC + ".evil.example"])
def test_other_websites_are_refused(visitor: Visitor, origin: str) -> None:
    for method, path in (("GET", "config"), ("POST", "session"), ("OPTIONS", "messages")):
        response = visitor.call(method, f"/chat/{path}", headers={"Origin": origin}, json={})
        assert response.status_code == 403
        assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize("name", ["X-Forwarded-Host", "Forwarded"])
def test_nobody_names_the_host_but_the_one_who_was_called(visitor: Visitor, name: str) -> None:
    value = {"Forwarded": "host=evil.example"}.get(name, "evil.example")
    headers = {"Origin": "https://evil.example", name: value}
    response = visitor.call("GET", "/chat/config", headers=headers)
    assert response.status_code == 403
    own = {"Origin": visitor.server.base_url, name: value}
    assert visitor.call("GET", "/chat/config", headers=own).status_code == 200


def test_the_log_says_once_which_website_was_refused_and_how_to_allow_it(visitor: Visitor) -> None:
    for origin in ("https://New.example:8443", "https://new.example:8443", "null", "https://a b"):
        visitor.call("GET", "/chat/config", headers={"Origin": origin})
    told = [line for line in visitor.server.said().splitlines() if "new.example:8443" in line]
    assert len(told) == 1
    assert f"set CHAT_ORIGINS={CLINIC},https://new.example:8443 and start again" in told[0]
    assert "a b" not in visitor.server.said()
    assert visitor.server.said().count("allow-same-origin") == 1
    assert f"CHAT_ORIGINS={CLINIC},null lets in" in visitor.server.said()


def test_made_up_websites_do_not_fill_the_log(visitor: Visitor) -> None:
    for number in range(150):
        origin = {"Origin": f"https://made-up-{number}.example"}
        visitor.call("GET", "/chat/config", headers=origin)
    told = [line for line in visitor.server.said().splitlines() if "://made-up" in line]
    assert len(told) <= 100


def test_a_foreign_page_without_an_origin_is_refused(visitor: Visitor) -> None:
    response = visitor.call("GET", "/chat/config", headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403


def test_the_clinics_website_may_call_and_read(visitor: Visitor) -> None:
    asked = requests.options(
        visitor.server.base_url + "/chat/messages",
        headers={"Origin": CLINIC, "Access-Control-Request-Method": "POST"},
        timeout=10,
    )
    assert asked.status_code == 204
    assert "Authorization" in asked.headers["Access-Control-Allow-Headers"]
    for path in ("/chat/messages", "/chat/nothing"):
        response = visitor.call("GET", path, headers={"Origin": CLINIC})
        assert response.headers["Access-Control-Allow-Origin"] == CLINIC
        assert response.headers["Vary"] == "Origin"
        assert "Access-Control-Allow-Credentials" not in response.headers


def test_our_own_pages_may_call(visitor: Visitor) -> None:
    origin = visitor.server.base_url
    assert visitor.call("GET", "/chat/config", headers={"Origin": origin}).status_code == 200


def test_one_conversation_cannot_talk_too_fast(visitor: Visitor) -> None:
    statuses = [visitor.send(COST).status_code for _ in range(31)]
    assert statuses == [200] * 30 + [429]
    refused = visitor.send(COST)
    assert int(refused.headers["Retry-After"]) == refused.json()["error"]["retry_after"] <= 61
    assert Visitor(visitor.server).begin().send(COST).status_code == 200


def test_one_address_cannot_call_too_often(server: LiveServer) -> None:
    visitor = Visitor(server)
    statuses = {visitor.call("GET", "/chat/config").status_code for _ in range(300)}
    assert statuses == {200}
    assert visitor.call("GET", "/chat/config").status_code == 429
    assert Visitor(server).call("GET", "/chat/config").status_code == 200


@pytest.mark.parametrize("path", ["/webhooks/rest/webhook", "/conversations/x/tracker", "/model"])
def test_nothing_else_of_rasa_is_served(server: LiveServer, path: str) -> None:
    for method in ("GET", "POST", "PUT"):
        response = requests.request(method, server.base_url + path, json={}, timeout=10)
        assert response.status_code == 404
        assert response.json()["error"]["code"] == "not_found"


def test_every_response_is_safe_to_show(visitor: Visitor) -> None:
    for method, path in (("GET", "/chat/config"), ("GET", "/nothing"), ("PUT", "/chat/messages")):
        headers = visitor.call(method, path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "Server" not in headers

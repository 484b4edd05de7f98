"""No visitor can read, write, rate, export or erase what belongs to another."""

from __future__ import annotations

import asyncio
import base64
import json
from datetime import timedelta

import pytest

from channels.web.web_session import Sessions
from tests.live import LiveServer, Visitor, new_id

CALLS = [
    ("GET", "/chat/messages", None),
    ("POST", "/chat/messages", {"id": new_id(), "text": "hello"}),
    ("POST", "/chat/ratings", {"reply": f"{new_id()}.1", "value": "up"}),
    ("GET", "/chat/export", None),
    ("DELETE", "/chat/conversation", None),
]


def forged(token: str) -> list[str]:
    """Tokens that are almost valid."""
    payload, time, signature = token.split(".")
    other = base64.urlsafe_b64encode(json.dumps("0" * 32).encode()).decode().rstrip("=")
    turned = ("B" if signature[0] == "A" else "A") + signature[1:]
    stranger = Sessions("x" * 32, lifetime=timedelta(days=7)).begin().token
    return [
        f"{other}.{time}.{signature}",
        f"{payload}.{time}.{turned}",
        f"{payload}.zzzzzz.{signature}",
        f"{payload}..{signature}",
        payload,
        stranger,
        token + "x",
        "é",
        "",
        "a" * 5000,
    ]


def test_two_visitors_have_two_conversations(server: LiveServer) -> None:
    first, second = Visitor(server).begin(), Visitor(server).begin()
    (said,) = first.say("How much does PRP cost?")
    (unsure,) = second.say("tell me more")
    assert second.history()[0]["text"] == "tell me more"
    assert len(first.history()) == 2
    assert unsure["custom"]["topic"] != "cost"
    rating = {"reply": said["id"], "value": "up"}
    assert second.call("POST", "/chat/ratings", json=rating).status_code == 404
    assert first.call("POST", "/chat/ratings", json=rating).status_code == 204
    second.call("DELETE", "/chat/conversation")
    assert len(first.history()) == 2


def test_the_same_message_id_belongs_to_each(server: LiveServer) -> None:
    first, second, id_ = Visitor(server).begin(), Visitor(server).begin(), new_id()
    (one,), (two,) = first.say("How much does PRP cost?", id_), second.say("Is PRP safe?", id_)
    assert (one["custom"]["topic"], two["custom"]["topic"]) == ("cost", "safety")


@pytest.mark.parametrize(("method", "path", "body"), CALLS)
def test_forged_tokens_open_nothing(visitor: Visitor, method: str, path: str, body: object) -> None:
    visitor.say("How much does PRP cost?")
    for token in forged(visitor.token):
        headers = {"Authorization": f"Bearer {token}".encode().decode("latin-1")}
        response = visitor.call(method, path, headers=headers, json=body)
        assert response.status_code in (400, 401, 413), token
        assert "cost" not in response.text.lower()
    for header in ("", "Basic x", visitor.token, f"Bearer: {visitor.token}"):
        response = visitor.call(method, path, headers={"Authorization": header}, json=body)
        assert response.status_code == 401
    assert len(visitor.history()) == 2


def test_a_forged_token_begins_a_new_conversation(visitor: Visitor) -> None:
    for token in forged(visitor.token)[:6]:
        headers = {"Authorization": f"Bearer {token}"}
        response = visitor.call("POST", "/chat/session", headers=headers, json={})
        assert response.status_code == 201


def test_a_token_is_renewed_for_the_same_conversation(visitor: Visitor) -> None:
    visitor.say("How much does PRP cost?")
    response = visitor.call("POST", "/chat/session", json={})
    assert response.status_code == 200
    visitor.token = response.json()["token"]
    assert len(visitor.history()) == 2


def test_messages_at_once_are_answered_in_order(visitor: Visitor) -> None:
    texts = ["How much does PRP cost?", "and exosomes?", "is it safe?"]
    asyncio.run(_send_at_once(visitor, texts))
    asked = [entry["text"] for entry in visitor.history() if entry["role"] == "visitor"]
    assert asked == texts


def test_a_queue_has_an_end(visitor: Visitor) -> None:
    statuses = asyncio.run(_send_at_once(visitor, ["How much does PRP cost?"] * 12))
    assert set(statuses) <= {200, 429}
    answered = [entry for entry in visitor.history() if entry["role"] == "visitor"]
    assert len(answered) == statuses.count(200)


def test_who_hangs_up_finds_the_answer_on_coming_back(visitor: Visitor) -> None:
    id_ = new_id()
    asyncio.run(_hang_up(visitor, id_))
    replies = visitor.say("How much does PRP cost?", id_)
    assert replies[0]["custom"]["topic"] == "cost"
    assert len(visitor.history()) == 2


async def _send_at_once(visitor: Visitor, texts: list[str]) -> list[int]:
    connections = [await _connect(visitor) for _ in texts]
    for text, (_, writer) in zip(texts, connections, strict=True):
        writer.write(_request(visitor, text, new_id()))
        await asyncio.sleep(0.002)  # keeps their order
    lines = [await reader.readline() for reader, _ in connections]
    for _, writer in connections:
        writer.close()
    return [int(line.split()[1]) for line in lines]


async def _hang_up(visitor: Visitor, id_: str) -> None:
    _, writer = await _connect(visitor)
    writer.write(_request(visitor, "How much does PRP cost?", id_))
    await writer.drain()
    writer.transport.abort()


async def _connect(visitor: Visitor) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    host, _, port = visitor.server.base_url.removeprefix("http://").partition(":")
    return await asyncio.open_connection(host, int(port))


def _request(visitor: Visitor, text: str, id_: str) -> bytes:
    body = json.dumps({"id": id_, "text": text})
    head = (
        "POST /chat/messages HTTP/1.1\r\nHost: bot\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {visitor.token}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return (head + body).encode()

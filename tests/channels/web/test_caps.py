"""What one address and one conversation may send and store, on the real server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.live import LiveServer, Visitor, new_id

COST = "How much does PRP cost?"
KEPT = 12


@pytest.fixture(scope="module")
def narrow(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server with low limits."""
    settings = {"CHAT_RATE_BEGIN": "3/day", "CHAT_DAY_MEGABYTES": "1", "CHAT_RATE_ADDRESS": "off"}
    settings |= {"CHAT_RATE_PAGES": "20/minute", "CHAT_CONVERSATION_MESSAGES": str(KEPT)}
    settings |= {"CHAT_RATE_CONVERSATION": "off"}
    server = LiveServer(tmp_path_factory.mktemp("narrow"), model, **settings).start()
    yield server
    server.stop()


def test_an_address_may_begin_so_many_conversations_a_day(narrow: LiveServer) -> None:
    visitor = Visitor(narrow)
    for _ in range(3):
        visitor.token = ""
        visitor.begin()
    assert visitor.call("POST", "/chat/session", json={}).status_code == 200  # only continues
    visitor.token = ""
    response = visitor.call("POST", "/chat/session", json={})
    assert response.status_code == 429 and response.json()["error"]["code"] == "enough"
    assert 3600 < int(response.headers["Retry-After"]) <= 86402
    assert "emergency number" in response.json()["error"]["message"]
    assert Visitor(narrow).begin().say(COST)


def test_an_address_may_store_so_many_bytes_a_day(narrow: LiveServer) -> None:
    ids: list[str] = []
    visitor = Visitor(narrow).begin()
    while len(ids) < 1000:
        ids.append(new_id())
        response = visitor.send(COST, ids[-1])
        if response.status_code != 200:
            break
    assert response.status_code == 429 and response.json()["error"]["code"] == "enough"
    assert 50 < len(ids) < 1000
    assert visitor.send(COST, ids[-2]).status_code == 200  # was answered, so it is repeated
    other = Visitor(narrow).begin()
    other.address = visitor.address
    assert other.send(COST).status_code == 429
    assert Visitor(narrow).begin().say(COST)


def test_of_a_long_conversation_the_latest_messages_are_kept(narrow: LiveServer) -> None:
    visitor, ids = Visitor(narrow).begin(), [new_id() for _ in range(KEPT + 3)]
    for id_ in ids:
        visitor.say(COST, id_)
    asked = [entry["id"] for entry in visitor.history() if entry["role"] == "visitor"]
    assert asked == ids[3:]
    (reply,) = visitor.say("and exosomes?")
    assert (reply["custom"]["topic"], reply["custom"]["treatment"]) == ("cost", "exosomes")
    events = visitor.call("GET", "/chat/export").json()["stored"]["events"]
    assert {event["message_id"] for event in events if event["message_id"]} > set(ids[4:])
    assert ids[0] not in str(events)


@pytest.mark.parametrize("path", ["/widget/clinic-chat.js", "/", "/health/live", "/health/ready"])
def test_files_pages_and_health_have_a_rate(narrow: LiveServer, path: str) -> None:
    statuses = []
    for _ in range(21):
        address = {"X-Forwarded-For": f"198.51.100.{len(path)}"}
        statuses.append(requests.get(narrow.base_url + path, headers=address, timeout=30))
    assert [each.status_code for each in statuses] == [200] * 20 + [429]
    assert 0 < int(statuses[-1].headers["Retry-After"]) <= 61
    assert requests.get(narrow.base_url + path, timeout=30).status_code == 200

"""A long conversation is sent a page at a time, and an export has all of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live import LiveServer, Visitor

MASKED, NOTICE = "My name is Bob Smith", "I left them out and did not keep them"


@pytest.fixture(scope="module")
def quick(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server that allows fast visitors."""
    folder = tmp_path_factory.mktemp("quick")
    server = LiveServer(folder, model, CHAT_RATE_CONVERSATION="off").start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def talker(quick: LiveServer) -> Visitor:
    """A visitor who has said 120 things, some of them personal."""
    visitor = Visitor(quick).begin()
    for number in range(120):
        visitor.say(MASKED if number in (30, 60, 110) else "thanks")
    return visitor


def test_pages_follow_one_another_to_the_beginning(talker: Visitor) -> None:
    last = talker.page()
    middle = talker.page(last["messages"][0]["id"].upper())
    first = talker.page(middle["messages"][0]["id"])
    pages = [first, middle, last]
    assert [each["earlier"] for each in pages] == [False, True, True]
    messages = [message for each in pages for message in each["messages"]]
    asked = [message["id"] for message in messages if message["role"] == "visitor"]
    assert len(asked) == len(set(asked)) == 120
    assert [len(each["messages"]) for each in pages] == [40, 101, 100]
    assert talker.call("GET", "/chat/messages?before=").json() == last
    before = talker.page(asked[0])
    assert before == {"messages": [], "earlier": False}


def test_the_notice_stands_once_on_all_pages(talker: Visitor) -> None:
    last = talker.page()
    middle = talker.page(last["messages"][0]["id"])
    first = talker.page(middle["messages"][0]["id"])
    counts = [str(each).count(NOTICE) for each in (first, middle, last)]
    assert counts == [0, 1, 0]
    masked = next(m for m in last["messages"] if m["text"] == "My name is [name]")
    assert NOTICE not in str(talker.say(MASKED, masked["id"]))


def test_an_export_has_all_of_it(talker: Visitor) -> None:
    (reply,) = talker.say("How much does PRP cost?")
    rating = {"reply": reply["id"], "value": "up"}
    assert talker.call("POST", "/chat/ratings", json=rating).status_code == 204
    response = talker.call("GET", "/chat/export")
    export = response.json()
    assert "attachment" in response.headers["Content-Disposition"]
    assert response.headers["X-Request-ID"] and response.headers["Cache-Control"] == "no-store"
    asked = [each["id"] for each in export["messages"] if each["role"] == "visitor"]
    stored = export["stored"]
    assert len(asked) == 121 and export["messages"][-1]["rating"] == "up"
    assert [e["message_id"] for e in stored["events"] if e["message_id"]] == asked
    assert len(stored["conversations"]) == len(stored["ratings"]) == 1
    assert len(export["exported_at"]) == 25


UNKNOWN = "6fd0a7a5-4d3f-4d3a-9c5e-2f6f7a1b9c3d"


@pytest.mark.parametrize("before", [UNKNOWN, "nothing", "%00", UNKNOWN + "%00"])
def test_there_is_nothing_before_a_message_that_is_none(talker: Visitor, before: str) -> None:
    assert talker.call("GET", f"/chat/messages?before={before}").status_code == 422


def test_nor_before_one_of_somebody_else(talker: Visitor, quick: LiveServer) -> None:
    message = talker.page()["messages"][0]["id"]
    other = Visitor(quick).begin()
    assert other.call("GET", f"/chat/messages?before={message}").status_code == 422


def test_exports_have_a_rate(quick: LiveServer) -> None:
    visitor = Visitor(quick).begin()
    statuses = [visitor.call("GET", "/chat/export").status_code for _ in range(21)]
    assert statuses == [200] * 20 + [429]

"""Nothing that was answered is lost, and nothing is said that was not stored."""

from __future__ import annotations

import signal
import sqlite3

from tests.live import LiveServer, Visitor, new_id
from tests.serving.faults import eventually

COST = "How much does PRP cost?"


def test_a_killed_server_comes_back_with_everything(server: LiveServer) -> None:
    visitor, id_ = Visitor(server).begin(), new_id()
    replies = visitor.say(COST, id_)
    before = visitor.history()
    server.stop(signal.SIGKILL)
    server.start()
    assert visitor.history() == before
    assert visitor.say(COST, id_) == replies
    (reply,) = visitor.say("and exosomes?")
    assert (reply["custom"]["topic"], reply["custom"]["treatment"]) == ("cost", "exosomes")
    (pressed,) = visitor.press(replies[0]["buttons"][0])
    assert pressed["custom"]["kind"] == "answer"


def test_while_the_database_is_away_the_visitor_is_told_and_nothing_is_lost(
    server: LiveServer,
) -> None:
    visitor, id_ = Visitor(server).begin(), new_id()
    visitor.say(COST)
    database = sqlite3.connect(server.var / "conversations.db", isolation_level=None)
    database.execute("BEGIN EXCLUSIVE")
    refused = visitor.send("and exosomes?", id_)
    database.execute("ROLLBACK")
    database.close()
    assert refused.status_code == 503
    assert refused.headers["Retry-After"] == str(refused.json()["error"]["retry_after"])
    assert "available" in refused.json()["error"]["message"]
    health = visitor.call("GET", "/health/ready")
    assert health.status_code == 503, "ready, a moment after it was not"
    (reply,) = visitor.say("and exosomes?", id_)
    assert (reply["custom"]["topic"], reply["custom"]["treatment"]) == ("cost", "exosomes")
    assert len(visitor.history()) == 4


def test_health_tells_alive_from_ready(server: LiveServer) -> None:
    visitor = Visitor(server)
    assert visitor.call("GET", "/health/live").json()["status"] == "live"
    eventually(lambda: visitor.call("GET", "/health/ready").json() == {"status": "ready"})

"""Simulated visitors talk to the real server."""

from __future__ import annotations

from itertools import count

import pytest

from benchmarks.visitors import Crowd, VisitError, WebVisitor, crowd, percentiles
from tests.live import LiveServer


def test_a_visitor_says_presses_and_is_joined(server: LiveServer) -> None:
    visitor = WebVisitor(server.base_url)
    assert visitor.say("How much does PRP cost?") > 0
    button = visitor.replies[-1]["buttons"][0]
    assert visitor.press(button["id"]) > 0
    visitor.beside().say("Is it safe?")
    said = visitor.said()
    assert (said[0], said[2], len(said)) == ("How much does PRP cost?", "Is it safe?", 3)


def test_a_refusal_is_an_error(server: LiveServer) -> None:
    with pytest.raises(VisitError, match="/chat/messages: 4"):
        WebVisitor(server.base_url).say("\u200b")
    with pytest.raises(VisitError, match="/chat/messages: 401"):
        WebVisitor(server.base_url, token="nonsense").say("hello")


def test_a_crowd_shares_the_messages(server: LiveServer) -> None:
    texts = (f"what does PRP cost at {number}" for number in count(20))
    result = crowd(lambda: WebVisitor(server.base_url), texts, 3, 12, seconds=60)
    assert [len(waits) for waits in result.waits] == [4, 4, 4]
    assert sum(result.all) / 1000 / 3 <= result.seconds
    assert next(texts) == "what does PRP cost at 32"


class Slow:
    """Answers at once, but claims that it took long."""

    def say(self, text: str) -> float:
        return float(text)


def test_a_crowd_ends_in_time_and_everyone_has_spoken() -> None:
    texts = (str(number) for number in count(1))
    result = crowd(Slow, texts, 4, 10**9, seconds=0.05)
    assert result.seconds < 5 and all(result.waits)
    assert sorted(result.all) == list(range(1, len(result.all) + 1))


def test_fairness_is_the_slowest_against_the_fastest() -> None:
    assert Crowd([[1.0, 3.0], [4.0], [3.0, 3.0]], 1.0).fairness == 2.0


def test_percentiles() -> None:
    expected = {"p50_ms": 50.5, "p95_ms": 95.05, "p99_ms": 99.01, "max_ms": 100}
    assert percentiles([float(n) for n in range(1, 101)]) == expected

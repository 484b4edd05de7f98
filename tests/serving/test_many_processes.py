"""Several processes on one PostgreSQL keep the promises that one keeps: order, once, readiness."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import cycle
from pathlib import Path

import pytest
import requests
import sqlalchemy as sa

from tests.live import JSON, LiveServer, Visitor, new_id
from tests.serving.postgres import BIN, Postgres

pytestmark = pytest.mark.skipif(
    BIN is None, reason="NOT RUN: PostgreSQL is not installed (Debian: postgresql)"
)
SECRET = "the same secret for all processes"
QUESTIONS = ("How much does PRP cost?", "Is PRP safe?", "Does it hurt?", "thanks")


@pytest.fixture(scope="module")
def servers(
    model: Path, postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[LiveServer]]:
    """Two processes on one database."""
    postgres.empty()
    settings = {"DATABASE_URL": postgres.url, "CHAT_SECRET": SECRET, "CHAT_RATE_BEGIN": "off"}
    both = [LiveServer(tmp_path_factory.mktemp(name), model, **settings) for name in "ab"]
    try:
        yield [server.start() for server in both]
    finally:
        for server in both:
            server.stop()


def everywhere(servers: list[LiveServer]) -> list[Visitor]:
    """One visitor, as each of the processes sees them."""
    first = Visitor(servers[0]).begin()
    others = [Visitor(server) for server in servers[1:]]
    for other in others:
        other.token, other.address = first.token, first.address
    return [first, *others]


def ready(servers: list[LiveServer]) -> list[int]:
    asked = [requests.get(f"{server.base_url}/health/ready", timeout=30) for server in servers]
    return [response.status_code for response in asked]


def roles(history: list[JSON]) -> str:
    """ "vbvb" where each message has its reply behind it; several bubbles are one reply."""
    letters = ["v" if entry["role"] == "visitor" else "b" for entry in history]
    return "".join(now for before, now in zip(["", *letters], letters, strict=False)
                   if (before, now) != ("b", "b"))  # fmt: skip


def test_messages_of_one_visitor_that_reach_two_processes_at_once_are_all_answered(
    servers: list[LiveServer],
) -> None:
    visitors = everywhere(servers)
    for _ in range(4):
        with ThreadPoolExecutor(4) as pool:
            sending = zip(cycle(visitors), QUESTIONS, strict=False)
            sent = [pool.submit(visitor.send, text) for visitor, text in sending]
        assert [each.result().status_code for each in sent] == [200] * 4
        assert ready(servers) == [200, 200]
    history = visitors[0].history()
    assert roles(history) == "vb" * 16
    assert visitors[1].history() == history


def test_one_message_that_reaches_two_processes_at_once_is_answered_once(
    servers: list[LiveServer],
) -> None:
    visitors, ids = everywhere(servers), [new_id() for _ in range(6)]
    for id_ in ids:
        with ThreadPoolExecutor(2) as pool:
            one, other = pool.map(lambda each: each.say(QUESTIONS[0], id_), visitors)  # noqa: B023
        assert one == other
    assert roles(visitors[0].history()) == "vb" * len(ids)
    assert ready(servers) == [200, 200]


def test_an_erasure_in_words_waits_for_what_another_process_answers(
    servers: list[LiveServer], postgres: Postgres
) -> None:
    """Whatever came first: behind the erasure is at most the message that came with it."""
    for _ in range(5):
        visitors = everywhere(servers)
        for text in QUESTIONS[:2]:
            visitors[0].say(text)
        with ThreadPoolExecutor(2) as pool:
            answered = pool.submit(visitors[0].send, QUESTIONS[2])
            erased = pool.submit(visitors[1].send, "please delete my data")
        assert (answered.result().status_code, erased.result().status_code) == (200, 200)
        history = visitors[0].history()
        assert roles(history) in ("", "vb")
        if history:
            assert "does it hurt" in history[0]["text"].lower()
    assert ready(servers) == [200, 200]
    with sa.create_engine(postgres.url, future=True).connect() as connection:
        left = "SELECT count(*) FROM events WHERE sender_id NOT IN (SELECT id FROM conversations)"
        assert connection.scalar(sa.text(left)) == 0


def test_who_dies_in_the_middle_holds_nobody_up(servers: list[LiveServer]) -> None:
    visitors = everywhere(servers)
    with ThreadPoolExecutor(3) as pool:
        for text in QUESTIONS:
            pool.submit(_try, visitors[0], text)
        process = servers[0].process
        assert process
        time.sleep(0.02)
        process.kill()
        assert visitors[1].send(QUESTIONS[0]).status_code == 200
    servers[0].start()
    history = visitors[1].history()
    assert roles(history) == "vb" * (len(roles(history)) // 2)


def _try(visitor: Visitor, text: str) -> None:
    with suppress(requests.RequestException):  # its process died
        visitor.send(text)

"""Several processes on PostgreSQL keep the promises of one: order, once only, readiness."""

from __future__ import annotations

import socket
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
from tests.postgres import BIN, Postgres
from tests.serving.faults import eventually

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
    """ "vbvb" if each message has its reply after it; several bubbles are one reply."""
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
    """Whatever came first: after the erasure there is at most the message that came with it."""
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


def test_what_was_erased_in_words_once_is_not_erased_again(servers: list[LiveServer]) -> None:
    """Sent again to another process, as if the answer had been lost."""
    visitors, id_ = everywhere(servers), new_id()
    visitors[0].say(QUESTIONS[0])
    said = visitors[0].say("please delete my data", id_)
    visitors[1].say(QUESTIONS[1])
    assert visitors[1].say("please delete my data", id_) == said
    assert [entry["role"] for entry in visitors[0].history()][:1] == ["visitor"]


def test_a_rate_holds_in_both(servers: list[LiveServer]) -> None:
    """The default, 30 a minute."""
    visitors = everywhere(servers)
    sent = [visitors[number % 2].send("thanks") for number in range(40)]
    assert [response.status_code for response in sent].count(200) == 30
    assert all(int(response.headers["Retry-After"]) <= 61 for response in sent[-5:])


def test_they_know_of_each_other_and_say_in_what_they_differ(
    servers: list[LiveServer], model: Path, postgres: Postgres, tmp_path: Path
) -> None:
    ready = {"status": "ready", "processes": 2, "differ": []}
    eventually(lambda: says(servers[0]) == ready)
    third = {"DATABASE_URL": postgres.url, "CHAT_SECRET": "another secret than that of the others"}
    stranger = LiveServer(tmp_path, model, **third).start()
    try:
        assert "3 on this database" in stranger.said() and "differ in secret" in stranger.said()
        health = f"{stranger.base_url}/health/ready"
        assert requests.get(health, timeout=30).status_code == 503
        assert requests.post(f"{stranger.base_url}/chat/session", timeout=30).status_code == 503
        eventually(lambda: says(servers[0])["differ"] == ["secret"])
    finally:
        stranger.stop()
    eventually(lambda: says(servers[0]) == ready)


def says(server: LiveServer) -> JSON:
    said: JSON = requests.get(f"{server.base_url}/health/ready", timeout=30).json()
    return said


def test_who_wakes_up_takes_nobody_yet(servers: list[LiveServer]) -> None:
    """So a proxy asks the other process."""
    servers[1].stop()
    before = len(servers[1].said())
    host, _, port = servers[1].base_url.removeprefix("http://").partition(":")
    with ThreadPoolExecutor(1) as pool:
        starting = pool.submit(servers[1].start)
        eventually(lambda: "Waking the bot up" in servers[1].said()[before:])
        with socket.socket() as caller:
            assert caller.connect_ex((host, int(port)))
        starting.result()
    assert ready(servers) == [200, 200]


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
    with suppress(requests.RequestException):  # the process died
        visitor.send(text)

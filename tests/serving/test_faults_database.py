"""The database is locked, moved or full under a running server, and then works again."""

from __future__ import annotations

import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.live import Visitor, new_id
from tests.serving.conftest import Victim
from tests.serving.faults import COST, eventually, is_ready, unharmed


def database_of(victim: Victim) -> Path:
    return victim.var / "conversations.db"


@contextmanager
def locked(victim: Victim) -> Iterator[None]:
    """Another program holds a write lock."""
    other = sqlite3.connect(database_of(victim), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@contextmanager
def moved(victim: Victim) -> Iterator[None]:
    file = database_of(victim)
    file.rename(file.with_name("elsewhere"))
    try:
        yield
    finally:
        file.with_name("elsewhere").rename(file)


@contextmanager
def full(victim: Victim) -> Iterator[None]:
    """A disk without a free byte."""
    if not victim.disk:
        pytest.skip("NOT RUN: a small disk can't be mounted here")
    with (victim.var / "filler").open("wb", buffering=0) as filler:
        for size in (1 << 20, 1 << 10, 1):
            try:
                while True:
                    filler.write(b"x" * size)
            except OSError:
                continue
    try:
        yield
    finally:
        (victim.var / "filler").unlink()


@contextmanager
def limited(victim: Victim) -> Iterator[None]:
    """No file may grow, as with a quota."""
    assert victim.process
    pid = victim.process.pid
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("fault", [locked, moved, full, limited], ids=lambda fault: fault.__name__)
def test_while_it_is_away_everyone_is_told_and_then_all_goes_on(
    victim: Victim, fault: Callable[[Victim], Any]
) -> None:
    with unharmed(victim, f"database {fault.__name__}"):
        with fault(victim):
            answered, visitor, id_ = until_refused(victim)
            refused = visitor.send(COST, id_)
            assert refused.status_code == 503
            assert refused.headers["Retry-After"] == str(refused.json()["error"]["retry_after"])
            assert "not available right now" in refused.json()["error"]["message"]
            (urgent,) = visitor.say("I can't breathe and my face is swelling")
            assert urgent["custom"]["kind"] == "urgent" and "911" in urgent["text"]
            eventually(lambda: not is_ready(victim), 10)
            assert Visitor(victim).call("GET", "/health/live").status_code == 200
            assert Visitor(victim).call("GET", "/chat/config").status_code == 200
        replies = visitor.say(COST, id_)
        assert visitor.say(COST, id_) == replies
        for each in (visitor, *answered):
            assert len(each.history()) == 2


def until_refused(victim: Victim) -> tuple[list[Visitor], Visitor, str]:
    """The visitors who are still answered, the first one who is not, and that message.

    On a full disk there is room as long as the log has pages that it can reuse.
    """
    answered: list[Visitor] = []
    while len(answered) < 1000:
        visitor, id_ = Visitor(victim).begin(), new_id()
        if visitor.send(COST, id_).status_code != 200:
            return answered, visitor, id_
        answered.append(visitor)
    raise AssertionError("Everyone was answered")

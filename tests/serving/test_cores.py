"""The encoder's thread and the event loop do not share a core, where there are two."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from serving import cores
from tests.live import LiveServer

pytestmark = pytest.mark.skipif(
    not hasattr(os, "sched_getaffinity"), reason="this system does not tell its cores"
)


def in_a_thread(work: Callable[[], None]) -> None:
    """The cores of a thread go with it."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(work).result()


def test_threads_started_within_keep_the_core_that_the_caller_leaves() -> None:
    every = os.sched_getaffinity(0)
    inside: list[set[int]] = []

    def work() -> None:
        with pytest.raises(KeyError), cores.apart():
            thread = threading.Thread(target=lambda: inside.append(os.sched_getaffinity(0)))
            thread.start()
            thread.join()
            raise KeyError
        assert len(inside[0]) == 1
        assert os.sched_getaffinity(0) == every - inside[0]

    if len(every) > 1:
        in_a_thread(work)
    assert os.sched_getaffinity(0) == every


def test_one_core_is_shared() -> None:
    def work() -> None:
        one = {min(os.sched_getaffinity(0))}
        os.sched_setaffinity(0, one)
        with cores.apart():
            assert os.sched_getaffinity(0) == one
        assert os.sched_getaffinity(0) == one

    in_a_thread(work)


def test_a_system_that_does_not_tell_its_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity")
    with cores.apart():
        pass


def test_the_server_leaves_a_core_to_its_encoder(server: LiveServer) -> None:
    assert server.process
    threads = [int(task.name) for task in Path(f"/proc/{server.process.pid}/task").iterdir()]
    allowed = {thread: os.sched_getaffinity(thread) for thread in threads}
    loop = allowed[server.process.pid]
    if len(os.sched_getaffinity(0)) > 1:
        assert any(loop.isdisjoint(others) for others in allowed.values())
    assert loop

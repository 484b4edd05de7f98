"""A stop finishes what it began, tells others to come again, and takes little time."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace

import requests
from sanic import Sanic

from serving.stop import Stop
from tests.live import LiveServer, Visitor, new_id

COST = "How much does PRP cost?"


async def test_who_comes_during_a_stop_is_asked_to_come_again() -> None:
    app, stop = Sanic("stopping", configure_logging=False), Stop()
    stop.add(app)
    locks = SimpleNamespace(in_flight=0)
    app.ctx.agent = SimpleNamespace(lock_store=locks)
    request, live = SimpleNamespace(path="/chat/messages"), SimpleNamespace(path="/health/live")
    assert stop._refuse(request) is None
    await stop.begin(app, None)
    await stop._finish(app, None)
    response = stop._refuse(request)
    assert response is not None
    assert response.status == 503
    assert int(response.headers["Retry-After"]) > 0
    assert b"try again" in response.body
    assert stop._refuse(live) is None


def test_what_was_begun_is_finished(server: LiveServer) -> None:
    """Everyone sends again what was not answered, as the widget does."""
    visitors = [Visitor(server).begin() for _ in range(6)]
    answered: dict[str, object] = {}
    sent: list[list[str]] = [[] for _ in visitors]
    over = threading.Event()
    statuses: list[int] = []

    end = time.monotonic() + 300

    def talk(visitor: Visitor, ids: list[str]) -> None:
        while not over.is_set():
            ids.append(new_id())
            while ids[-1] not in answered and time.monotonic() < end:
                try:
                    response = visitor.send(COST, ids[-1])
                except requests.RequestException:
                    time.sleep(0.2)
                    continue
                statuses.append(response.status_code)
                if response.status_code == 200:
                    answered[ids[-1]] = response.json()["replies"]
                else:
                    assert int(response.headers["Retry-After"]) > 0
                    assert response.headers["Connection"] == "close"
                    time.sleep(0.2)
            time.sleep(0.3)

    threads = [
        threading.Thread(target=talk, args=pair) for pair in zip(visitors, sent, strict=True)
    ]
    for thread in threads:
        thread.start()
    try:
        time.sleep(1)
        process = server.process
        assert process
        process.terminate()
        assert process.wait(30) == 0
        assert not (server.var / "conversations.db-wal").exists(), "not put into the file"
    finally:
        server.stop()
        server.start()
        over.set()
        for thread in threads:
            thread.join(60)
    assert set(statuses) <= {200, 503}
    for visitor, ids in zip(visitors, sent, strict=True):
        asked = [entry["id"] for entry in visitor.history() if entry["role"] == "visitor"]
        assert asked == ids
    assert "destroyed" not in server.said() and "Traceback" not in server.said()

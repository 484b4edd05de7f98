"""After kill -9, what was answered is stored, and what was not is answered once when resent."""

from __future__ import annotations

import random
import signal
import threading
import time
from typing import Any

import requests

from tests.live import Visitor, new_id
from tests.serving.conftest import Victim
from tests.serving.faults import COST, FULL, note, unharmed

_KILLS = 50 if FULL else 2
_VISITORS = 4


class Talker:
    """Someone who never stops asking, and sends again what was not answered, as the widget does."""

    def __init__(self, victim: Victim) -> None:
        self.visitor = Visitor(victim).begin()
        self.sent: list[str] = []
        self.answered: dict[str, Any] = {}
        self.broken = 0
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._talk)
        self.thread.start()

    def _talk(self) -> None:
        while not self.over.is_set():
            self.sent.append(new_id())
            self._insist(self.sent[-1])

    def _insist(self, id_: str) -> None:
        until = float("inf")
        while id_ not in self.answered and time.monotonic() < until:
            self._ask(id_)
            if self.over.is_set():
                until = min(until, time.monotonic() + 60)

    def _ask(self, id_: str) -> None:
        try:
            response = self.visitor.send(COST, id_)
        except requests.ConnectionError as error:
            # Counts only kills in the middle of a message, not those before it.
            self.broken += "Connection refused" not in str(error)
            time.sleep(0.1)
            return
        if response.status_code == 200:
            self.answered[id_] = response.json()["replies"]
        else:
            assert response.status_code in (429, 503)
            time.sleep(0.5)


def test_a_killed_server_loses_and_doubles_nothing(victim: Victim) -> None:
    assert victim.document  # cached now, so that later calls are only messages
    dice = random.Random(9)
    with unharmed(victim, "kill -9 in mid-message", kills=_KILLS):
        talkers = [Talker(victim) for _ in range(_VISITORS)]
        try:
            for kills in range(1, 5 * _KILLS):
                time.sleep(0.5 + dice.random() / 2)
                victim.stop(signal.SIGKILL)
                victim.start()
                if kills >= _KILLS and _broken(talkers) >= _KILLS // 2:
                    break
        finally:
            for talker in talkers:
                talker.over.set()
            for talker in talkers:
                talker.thread.join(120)
    assert sum(talker.broken for talker in talkers) >= _KILLS // 2, "not in mid-message"
    for talker in talkers:
        history = talker.visitor.history()
        assert [entry["id"] for entry in history if entry["role"] == "visitor"] == talker.sent
        replies = [reply | {"role": "bot"} for id_ in talker.sent for reply in talker.answered[id_]]
        said = [dict(entry) for entry in history if entry["role"] == "bot"]
        for entry in said:
            del entry["time"]
        assert said == replies
    note(
        "kill -9 in mid-message",
        kills=_KILLS,
        messages=sum(len(talker.sent) for talker in talkers),
        cut_off=sum(talker.broken for talker in talkers),
    )


def _broken(talkers: list[Talker]) -> int:
    """How many messages the kill has interrupted."""
    return sum(talker.broken for talker in talkers)

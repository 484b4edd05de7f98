"""Each message once and in order, whatever stops in between; one chat never waits for another."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

from channels.shape import Shape
from serving.database import Database, StoreError
from serving.inbox import Inbox
from tests.channels.conftest import SECRET, Make
from tests.channels.fake_app import Answer, Call, FakeApp

if TYPE_CHECKING:
    from channels.incoming import Said
    from channels.processing import Processing

#: So small that a reply takes several messages.
SHAPE = Shape(text=80, buttons=3)


class Chats(FakeApp):
    """Some are slow, some have blocked us."""

    def __init__(self) -> None:
        super().__init__()
        self.takes: dict[str, float] = {}
        self.blocked: set[str] = set()

    def handle(self, call: Call) -> Answer:
        time.sleep(self.takes.get(call.body["chat"], 0))
        return Answer(403 if call.body["chat"] in self.blocked else 200)

    def heard(self, chat: str) -> list[str]:
        return [call.body["text"] for call in list(self.calls) if call.body["chat"] == chat]


class Bench:
    """Starts a Processing as often as wanted, on the same database."""

    def __init__(self, make: Make, folder: Path) -> None:
        self.chats = Chats()
        self._make, self._folder = make, folder
        self._started: list[Processing] = []

    @property
    def inbox(self) -> Inbox:
        return Inbox(Database(f"sqlite:///{self._folder}/c.db"), SECRET, "app")

    async def start(self, inbox: Inbox | None = None) -> Processing:
        from channels import delivery
        from channels.pace import Pace, Rate
        from channels.processing import Processing

        fast = Rate(1000, burst=1000)
        post = delivery.Delivery("app", Pace(fast, fast))
        process = Processing("app", SHAPE, inbox or self.inbox, self._make(SHAPE), post)

        def compose(said: Said, part: Any) -> delivery.Call:
            content = {"chat": said.to["chat"], "text": part.text}
            return delivery.Call(f"{self.chats.url}/send", json=content)

        await process.open(compose, lambda said: ())
        self._started.append(process)
        return process

    async def stop(self) -> None:
        for process in self._started:
            await process.close()
        self.chats.stop()


@pytest_asyncio.fixture
async def bench(make: Make, tmp_path: Path) -> AsyncIterator[Bench]:
    bench = Bench(make, tmp_path)
    yield bench
    await bench.stop()


def said(text: str, chat: str = "a") -> Said:
    from channels.incoming import Said

    return Said(f"{chat} {text}", f"app-{chat}", {"chat": chat}, text=text, length=len(text))


async def until(ready: Callable[[], Any]) -> None:
    end = time.monotonic() + 20
    while not ready():
        assert time.monotonic() < end
        await asyncio.sleep(0.01)


async def done(bench: Bench) -> None:
    end = time.monotonic() + 20
    while await bench.inbox.pending():
        assert time.monotonic() < end
        await asyncio.sleep(0.01)


async def test_a_conversation_is_answered_in_order_and_each_message_once(bench: Bench) -> None:
    process = await bench.start()
    for text in ("thanks", "Is PRP safe?", "thanks", "goodbye", "Is PRP safe?"):
        await process.take(said(text))
    await done(bench)
    heard = " ".join(bench.chats.heard("a"))
    places = [heard.index(words) for words in ("You're welcome", "seen as safe", "Goodbye")]
    assert places == sorted(places) and heard.count("seen as safe") == 1
    assert heard.count("You're welcome") == 1 and "medical records" in heard[: places[0]]


async def test_one_chat_does_not_wait_for_another(bench: Bench) -> None:
    process = await bench.start()
    bench.chats.takes["slow"] = 2
    await process.take(said("thanks", "slow"))
    await process.take(said("thanks", "quick"))
    await until(lambda: "welcome" in " ".join(bench.chats.heard("quick")))
    assert bench.chats.heard("slow") == []
    bench.chats.takes.clear()


async def test_a_restart_goes_on_where_it_stopped(bench: Bench) -> None:
    process = await bench.start()
    await process.take(said("How much does PRP cost?", "whole"))
    await done(bench)
    whole = bench.chats.heard("whole")
    assert len(whole) > 3
    stopped = said("How much does PRP cost?", "stopped")
    await bench.inbox.take(stopped.key, asdict(stopped))
    await bench.inbox.sent(stopped.key, 2)
    again = await bench.start()
    await again.take(stopped)
    await done(bench)
    assert bench.chats.heard("stopped") == whole[2:]


async def test_stopping_lets_arrive_what_is_on_its_way(bench: Bench) -> None:
    process = await bench.start()
    bench.chats.takes["a"] = 0.3
    for text in ("thanks", "goodbye"):
        await process.take(said(text))
    await asyncio.sleep(0.2)
    await process.close()
    heard = bench.chats.heard("a")
    assert "anything else" in heard[-1]
    bench.chats.takes.clear()
    await bench.start()
    await done(bench)
    assert " ".join(bench.chats.heard("a")[len(heard) :]).startswith("Goodbye")


async def test_what_can_not_be_delivered_is_not_tried_after_a_restart(bench: Bench) -> None:
    process = await bench.start()
    bench.chats.blocked.add("a")
    await process.take(said("thanks"))
    await done(bench)
    await process.close()
    await bench.start()
    await asyncio.sleep(0.2)
    assert len(bench.chats.heard("a")) == 1


async def test_what_is_a_day_old_is_left(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    from channels import processing

    old = said("thanks")
    await bench.inbox.take(old.key, asdict(old))
    monkeypatch.setattr(processing, "_TOO_OLD", -1)
    await bench.start()
    await done(bench)
    assert bench.chats.calls == []


async def test_a_database_that_is_away_at_the_start_is_asked_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    from channels import processing

    monkeypatch.setattr(processing, "_PAUSE", 0.05)
    left = said("thanks")
    await bench.inbox.take(left.key, asdict(left) | {"of_another_version": 1})
    inbox, failures = bench.inbox, [StoreError("away"), StoreError("away")]
    ask = inbox.pending

    async def pending() -> Any:
        if failures:
            raise failures.pop()
        return await ask()

    monkeypatch.setattr(inbox, "pending", pending)
    await bench.start(inbox)
    await done(bench)
    assert "welcome" in " ".join(bench.chats.heard("a"))


async def test_a_database_that_fails_meanwhile_keeps_no_part_back(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = bench.inbox
    process = await bench.start(inbox)

    async def away(*_: object, **__: object) -> None:
        raise StoreError("away")

    monkeypatch.setattr(inbox, "_set", away)
    await process.take(said("thanks"))
    await until(lambda: "anything else" in " ".join(bench.chats.heard("a")))

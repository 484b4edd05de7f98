"""Events are answered once and in order, whatever stops in between; no chat waits for another."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from prometheus_client import REGISTRY

from channels.apps.sending.message_shape import Shape
from storage.inbox import Inbox, Taken
from storage.sql.database import Database
from storage.sql.store_errors import StoreError
from tests.channels.apps.fake_app import Answer, Call, FakeApp
from tests.channels.conftest import SECRET, Make

if TYPE_CHECKING:
    from channels.apps.events.event_processing import Processing
    from channels.message.incoming import Said

#: So small that a reply takes several messages.
SHAPE = Shape(text=80, buttons=3)


class Chats(FakeApp):
    """An app on which some chats are slow, and some have blocked the bot."""

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
    """Starts any number of `Processing` objects on the same database."""

    def __init__(self, make: Make, folder: Path) -> None:
        self.chats = Chats()
        self._make, self._folder = make, folder
        self._started: list[Processing] = []

    @property
    def inbox(self) -> Inbox:
        return Inbox(Database(f"sqlite:///{self._folder}/c.db"), SECRET, "app")

    async def start(self, inbox: Inbox | None = None) -> Processing:
        from channels.apps.events.event_processing import Processing
        from channels.apps.sending import delivery
        from channels.apps.sending.pace import Pace, Rate

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
    from channels.message.incoming import Said

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
    places = [heard.index(words) for words in ("You're welcome", "seen as safe", "Take care")]
    assert places == sorted(places) and heard.count("seen as safe") == 1
    assert heard.count("You're welcome") == 1 and "medical records" in heard[: places[0]]


async def test_what_has_not_happened_yet_is_0_in_the_metrics(bench: Bench) -> None:
    await bench.start()
    for name, outcome in (("deliveries", "undeliverable"), ("events", "refused")):
        labels = {"channel": "app", "outcome": outcome}
        assert REGISTRY.get_sample_value(f"clinic_chat_channel_{name}_total", labels) is not None


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
    assert " ".join(bench.chats.heard("a")[len(heard) :]).startswith("Take care")


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
    from channels.apps.events import event_processing

    old = said("thanks")
    await bench.inbox.take(old.key, asdict(old))
    monkeypatch.setattr(event_processing, "_TOO_OLD", -1)
    await bench.start()
    await done(bench)
    assert bench.chats.calls == []


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keeps everybody else from writing to the database."""
    with closing(sqlite3.connect(folder / "c.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.rollback()


def answered(bench: Bench, words: str, chat: str = "a") -> bool:
    return words in " ".join(bench.chats.heard(chat))


async def test_what_was_answered_while_the_database_was_locked_is_not_answered_again(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.sql.database._PATIENCE", 0.1)
    process = await bench.start()
    bench.chats.takes["a"] = 0.2
    await process.take(said("thanks"))
    await until(lambda: bench.chats.heard("a"))
    with locked(tmp_path):
        await until(lambda: answered(bench, "anything else"))
        await asyncio.sleep(0.5)
    await process.close()
    heard = bench.chats.heard("a")
    await bench.start()
    await asyncio.sleep(0.3)
    assert bench.chats.heard("a") == heard and not await bench.inbox.pending()


async def test_what_was_deleted_never_comes_back(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even after a kill, by which what was recorded during the lock is lost."""
    monkeypatch.setattr("storage.sql.database._PATIENCE", 0.1)
    monkeypatch.setattr("channels.apps.events.delivery_progress._PAUSE", 1000)
    process = await bench.start()
    bench.chats.takes["a"] = 0.2
    await process.take(said("thanks"))
    await until(lambda: bench.chats.heard("a"))
    with locked(tmp_path):
        await until(lambda: answered(bench, "anything else"))
        await asyncio.sleep(0.5)
    await process.take(said("delete my data"))
    await until(lambda: answered(bench, "deleted all I kept"))
    await asyncio.sleep(0.3)
    left = await bench.inbox.pending()
    assert [item.key for item in left] in ([], ["a delete my data"])


async def test_the_marks_of_a_locked_time_are_written_soon_after(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.sql.database._PATIENCE", 0.1)
    monkeypatch.setattr("channels.apps.events.delivery_progress._PAUSE", 0.1)
    process = await bench.start()
    bench.chats.takes["a"] = 0.2
    await process.take(said("thanks"))
    await until(lambda: bench.chats.heard("a"))
    with locked(tmp_path):
        await until(lambda: answered(bench, "anything else"))
        await asyncio.sleep(0.5)
    await done(bench)


async def test_an_urgent_message_is_answered_without_a_database(
    bench: Bench, tmp_path: Path
) -> None:
    process = await bench.start()
    await process.take(said("thanks", "other"))
    await done(bench)
    with locked(tmp_path):
        start = time.monotonic()
        for _ in range(3):  # the app delivers it again
            await process.take(said("I can't breathe and my face is swollen"))
        await until(lambda: answered(bench, "911"))
        assert time.monotonic() - start < 6
    await asyncio.sleep(0.3)
    assert len(set(bench.chats.heard("a"))) == len(bench.chats.heard("a"))
    await process.take(said("I can't breathe and my face is swollen"))
    heard = bench.chats.heard("a")
    await process.close()
    await bench.start()
    await asyncio.sleep(0.3)
    assert bench.chats.heard("a") == heard


async def test_a_question_waits_for_a_database_that_is_away_for_a_moment(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.sql.database._PATIENCE", 0.1)
    monkeypatch.setattr("channels.apps.events.event_processing._PAUSE", 0.1)
    inbox = bench.inbox
    process = await bench.start(inbox)
    take = inbox.take

    async def taken(*what: Any) -> Taken | None:
        is_new = await take(*what)
        stack.enter_context(locked(tmp_path))
        return is_new

    monkeypatch.setattr(inbox, "take", taken)
    with ExitStack() as stack:
        await process.take(said("Is PRP safe?"))
        await asyncio.sleep(1)
        assert not bench.chats.heard("a")
    await until(lambda: answered(bench, "seen as safe"))


async def test_a_database_that_stays_away_is_told_with_the_emergency_number(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.sql.database._PATIENCE", 0.1)
    monkeypatch.setattr("channels.apps.events.event_processing._PATIENCE", 0)
    inbox = bench.inbox
    process = await bench.start(inbox)
    await inbox.take("x", {})
    await inbox.done("x")
    process._enqueue(said("Is PRP safe?"), 0, False)
    with locked(tmp_path):
        await until(lambda: answered(bench, "call 911."))


async def test_the_urgent_are_answered_before_the_many(bench: Bench) -> None:
    process = await bench.start()
    for number in range(30):
        await process.take(said("Is PRP safe?", f"c{number}"))
    await process.take(said("I can't breathe and my face is swollen"))
    await until(lambda: answered(bench, "911"))
    others = [call for call in bench.chats.calls if call.body["chat"] != "a"]
    assert len({call.body["chat"] for call in others}) < 15


async def test_apps_take_turns(bench: Bench) -> None:
    busy, other = await bench.start(), await bench.start()
    for number in range(30):
        await busy.take(said("Is PRP safe?", f"c{number}"))
    await other.take(said("thanks", "quick"))
    await until(lambda: answered(bench, "welcome", "quick"))
    assert len({call.body["chat"] for call in bench.chats.calls}) < 15


async def test_a_database_that_is_away_at_the_start_is_asked_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.apps.events.event_claims._PAUSE", 0.05)
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

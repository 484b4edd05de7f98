"""Old data is deleted, unless it only looks old because the clock is wrong."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from operations.settings import Settings
from storage import retention
from storage.archive import Archive
from storage.contact_requests import ContactRequest, ContactRequests
from storage.conversation_store import ConversationStore
from storage.retention import Retention
from storage.sql.store_errors import StoreError
from tests.storage.test_archive import say
from tests.storage.test_conversation_store import DOMAIN

DAY, PAUSE = 86400, 600


class Clock:
    """A machine's two clocks: the one that can be set, and the one that only runs."""

    def __init__(self) -> None:
        self.ran, self.ahead = 0.0, 0.0
        self._begun = time.time()

    def monotonic(self) -> float:
        return self.ran

    def time(self) -> float:
        return self._begun + self.ran + self.ahead


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(retention, "time", clock)
    return clock


@pytest.fixture
def store(tmp_path: Path) -> ConversationStore:
    return ConversationStore(DOMAIN, f"sqlite:///{tmp_path}/conversations.db")


class Keeper:
    """A server that runs retention every ten minutes; a new one knows only the database."""

    def __init__(self, store: ConversationStore, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self.restart()

    def restart(self) -> None:
        self._retention = Retention(30, Archive(self._store.database))

    async def run(self, seconds: float) -> int:
        """Let time pass; returns the number of conversations afterwards."""
        end = self._clock.ran + seconds
        while self._clock.ran < end:
            self._clock.ran += PAUSE
            await self._retention.look()
        return len(list(await self._store.keys()))


@pytest.fixture
async def keeper(store: ConversationStore, clock: Clock) -> Keeper:
    """A keeper that has run for a day, with one conversation."""
    await say(store, "a", "one")
    keeper = Keeper(store, clock)
    assert await keeper.run(DAY) == 1
    return keeper


async def test_a_conversation_is_deleted_when_its_time_is_over(keeper: Keeper) -> None:
    assert await keeper.run(28 * DAY) == 1
    assert await keeper.run(2 * DAY) == 0


@pytest.mark.parametrize("is_restarted", [True, False])
async def test_a_clock_a_year_ahead_is_not_believed_for_a_day(
    keeper: Keeper, clock: Clock, is_restarted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    warnings: list[str] = []
    monkeypatch.setattr(retention.logger, "warning", lambda text, *a: warnings.append(text % a))
    clock.ahead = 365 * DAY
    if is_restarted:
        keeper.restart()
    assert await keeper.run(DAY - PAUSE) == 1
    (warning,) = warnings
    assert warning.endswith("nothing is deleted for 86400 s")
    clock.ahead = 0
    assert await keeper.run(DAY) == 1


async def test_nor_does_starting_again_and_again_make_it_right(
    keeper: Keeper, clock: Clock
) -> None:
    clock.ahead = 365 * DAY
    for _ in range(5):
        keeper.restart()
        assert await keeper.run(DAY / 2) == 1


async def test_after_a_long_stop_what_is_old_is_deleted_a_day_late(
    keeper: Keeper, clock: Clock
) -> None:
    clock.ran += 60 * DAY  # the machine was on, but not the server
    keeper.restart()
    assert await keeper.run(DAY - PAUSE) == 1
    assert await keeper.run(2 * PAUSE) == 0


async def test_after_a_short_stop_nothing_is_waited_for_longer(
    keeper: Keeper, clock: Clock
) -> None:
    await keeper.run(28 * DAY)
    clock.ran += DAY / 4
    keeper.restart()
    assert await keeper.run(DAY) == 0


async def test_it_goes_on_after_a_failure(
    keeper: Keeper, store: ConversationStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise StoreError("away")

    with monkeypatch.context() as patch:
        patch.setattr(store.database, "run", away)
        with pytest.raises(StoreError):
            await keeper.run(31 * DAY)
    assert await keeper.run(2 * DAY) == 0


async def test_without_a_limit_everything_is_kept(store: ConversationStore) -> None:
    await Retention(0, Archive(store.database)).keep()


async def test_requests_go_after_days_of_their_own(
    store: ConversationStore, clock: Clock, tmp_path: Path
) -> None:
    given = {"CHAT_REQUESTS_WEBHOOK": "https://clinic.example/", "CHAT_VAR": str(tmp_path)}
    given["CHAT_REQUESTS_WEBHOOK_SECRET"] = "w" * 32
    requests = ContactRequests(store.database, Settings.load(given, Path("no.env")))
    await requests.add("r1", "a", ContactRequest("Tom", "+1 202-555-0187"))
    await say(store, "a", "one")
    kept = Retention(0, Archive(store.database), requests, 2)
    left = []
    for _ in range(3 * DAY // PAUSE):
        clock.ran += PAUSE
        await kept.look()
        left.append(len(await requests.export("a")))
    assert left[DAY // PAUSE] == 1 and left[-1] == 0
    assert list(await store.keys()) == ["a"]

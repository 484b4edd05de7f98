"""No app's limit is reached, no call waits longer than needed, and pauses hold for their chats."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from channels.apps.sending import pace as module
from channels.apps.sending.pace import Pace, Rate


class Clock:
    """A clock on which only sleeping takes time."""

    now = 1000.0

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    monkeypatch.setattr(module, "asyncio", clock)
    yield clock


async def times(pace: Pace, clock: Clock, chats: list[str]) -> list[float]:
    start, left = clock.now, []
    for chat in chats:
        await pace.wait(chat)
        left.append(round(clock.now - start, 3))
    return left


async def test_a_burst_then_a_rate(clock: Clock) -> None:
    pace = Pace(Rate(10, burst=3), Rate(100, burst=100))
    chats = [str(number) for number in range(6)]
    assert await times(pace, clock, chats) == [0, 0, 0, 0.1, 0.2, 0.3]


async def test_each_chat_has_a_rate_of_its_own(clock: Clock) -> None:
    pace = Pace(Rate(1000, burst=1000), Rate(1, burst=2))
    assert await times(pace, clock, ["a", "a", "b", "a", "b"]) == [0, 0, 0, 1, 1]


async def test_what_is_not_for_a_chat_counts_for_all(clock: Clock) -> None:
    pace = Pace(Rate(1), Rate(1))
    assert await times(pace, clock, ["", "a", ""]) == [0, 1, 2]


async def test_a_pause_of_one_chat_holds_for_it_alone(clock: Clock) -> None:
    pace = Pace(Rate(100, burst=100), Rate(100, burst=100))
    pace.pause(30, "a")
    pace.pause(5, "a")
    assert not pace.is_busy
    assert await times(pace, clock, ["b", "", "a"]) == [0, 0, 30]


async def test_a_second_chats_pause_holds_for_all_while_the_first_lasts(clock: Clock) -> None:
    pace = Pace(Rate(100, burst=100), Rate(100, burst=100))
    pace.pause(10, "a")
    pace.pause(3, "b")
    assert pace.is_busy
    assert await times(pace, clock, ["c", "a"]) == [3, 10]
    clock.now += 10
    pace.pause(5, "c")
    assert await times(pace, clock, ["a"]) == [0]


async def test_a_pause_holds_for_all(clock: Clock) -> None:
    pace = Pace(Rate(100, burst=100), Rate(100, burst=100))
    pace.pause(30)
    pace.pause(5)
    assert pace.is_busy
    assert await times(pace, clock, ["a", "b"]) == [30, 30]
    assert not pace.is_busy


async def test_it_is_busy_when_the_next_would_wait(clock: Clock) -> None:
    pace = Pace(Rate(1, burst=2), Rate(100, burst=100))
    await pace.wait("a")
    assert not pace.is_busy
    await pace.wait("b")
    assert pace.is_busy


async def test_quiet_chats_are_forgotten(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MANY", 10)
    pace = Pace(Rate(1000, burst=1000), Rate(1))
    for number in range(100):
        await pace.wait(str(number))
        clock.now += 2
    assert len(pace._due) <= 12


async def test_those_who_wait_leave_in_the_order_they_came() -> None:
    pace, left = Pace(Rate(200), Rate(200)), []

    async def one(name: str) -> None:
        await pace.wait(name)
        left.append(name)

    await asyncio.gather(*(one(name) for name in "abcdef"))
    assert left == list("abcdef")

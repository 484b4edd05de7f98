"""Limits hold, say how long to wait, end in time, and free their memory."""

from __future__ import annotations

import time

import pytest

from channels.message import rate_storage
from channels.message.errors import ChatError
from channels.message.limits import Limits, network
from channels.message.rate_storage import RateStorage


class Clock:
    now = 1000.0

    def monotonic(self) -> float:
        return self.now

    def time(self) -> float:
        return time.time()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(rate_storage, "time", clock)
    return clock


async def test_a_rate_holds_and_ends(clock: Clock) -> None:
    limits = Limits("3/minute", "", 5)
    for _ in range(3):
        await limits.count_message("a")
    with pytest.raises(ChatError) as error:
        await limits.count_message("a")
    assert error.value.fault.status == 429
    assert 59 <= (error.value.fault.retry_after or 0) <= 61
    await limits.count_message("b")
    clock.now += 61
    await limits.count_message("a")


async def test_several_rates_hold_together(clock: Clock) -> None:
    limits = Limits("2/second; 3/minute", "", 5)
    await limits.count_message("a")
    await limits.count_message("a")
    with pytest.raises(ChatError):
        await limits.count_message("a")
    clock.now += 2
    await limits.count_message("a")
    clock.now += 2
    with pytest.raises(ChatError):
        await limits.count_message("a")


async def test_a_call_that_one_rate_refuses_uses_up_no_longer_one(clock: Clock) -> None:
    limits = Limits("4/minute; 2/second", "", 5)
    for _ in range(2):
        taken = [await refused(limits) for _ in range(10)].count(False)
        assert taken == 2
        clock.now += 2
    assert await refused(limits)


async def refused(limits: Limits) -> bool:
    try:
        await limits.count_message("a")
    except ChatError:
        return True
    return False


async def test_no_rate_is_no_limit() -> None:
    limits = Limits("", "", 5)
    for _ in range(1000):
        await limits.count_message("a")
        await limits.count_call("a")


async def test_a_request_counts_once_and_one_that_was_refused_stays_so(clock: Clock) -> None:
    limits = Limits("", "", 5, requests="1/day")
    for _ in range(3):
        await limits.count_request("a", "one")
        with pytest.raises(ChatError) as error:
            await limits.count_request("a", "two")
        assert error.value.fault.code == "enough"
    await limits.count_request("b", "two")
    clock.now += 86401
    await limits.count_request("a", "two")


async def test_bytes_of_a_day_are_counted_until_it_is_over(clock: Clock) -> None:
    limits = Limits("", "", 5, day_megabytes=1)
    await limits.count_stored("a", 999_999)
    await limits.check_stored("a")
    await limits.count_stored("a", 1)
    with pytest.raises(ChatError) as error:
        await limits.check_stored("a")
    assert error.value.fault.code == "enough" and (error.value.fault.retry_after or 0) > 86000
    await limits.check_stored("b")
    clock.now += 86401
    await limits.check_stored("a")


async def test_a_queue_has_so_many_places() -> None:
    limits = Limits("", "", 2)
    async with limits.queue("a"), limits.queue("a"), limits.queue("b"):
        with pytest.raises(ChatError):
            await limits.queue("a").__aenter__()
    async with limits.queue("a"):
        pass


async def test_a_place_is_given_back_after_an_error() -> None:
    limits = Limits("", "", 1)
    for _ in range(3):
        with pytest.raises(RuntimeError):
            async with limits.queue("a"):
                raise RuntimeError


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::1]", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("unknown" * 20, ("unknown" * 20)[:64]),
    ],
)
def test_an_address_is_counted_by_household(address: str, counted: str) -> None:
    assert network(address) == counted


def test_what_is_over_is_thrown_away(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_storage, "_MANY", 100)
    counts = RateStorage()
    for number in range(99):
        counts.incr(str(number), 60)
    clock.now += 61
    for number in range(200, 210):
        counts.incr(str(number), 60)
    assert len(counts._counts) <= 11


def test_of_too_many_addresses_those_that_ask_most_are_remembered(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_storage, "_MANY", 10)
    monkeypatch.setattr(rate_storage, "_MOST", 100)
    counts = RateStorage()
    for _ in range(3):
        counts.incr("busy", 86400)
    for number in range(1000):
        counts.incr(str(number), 86400)
    assert counts.get("busy") == 3 and len(counts._counts) <= 200


def test_counting_is_quick_with_many_addresses() -> None:
    counts = RateStorage()
    start = time.perf_counter()
    for number in range(50_000):
        counts.incr(str(number), 60)
    assert time.perf_counter() - start < 5
    assert counts.reset() == 50_000


def test_the_librarys_interface_is_kept(clock: Clock) -> None:
    counts = RateStorage()
    assert counts.check() and counts.get("a") == 0
    assert [counts.incr("a", 60), counts.incr("a", 60, amount=2)] == [1, 3]
    assert abs(counts.get_expiry("a") - time.time() - 60) <= 2
    counts.clear("a")
    assert counts.get("a") == 0

"""One message at a time in each conversation, in the order of arrival."""

from __future__ import annotations

import asyncio
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.core.lock_store import LockStore
from rasa.utils.endpoints import EndpointConfig

from engine.conversation_locks import AsyncioLockStore


@pytest.fixture
def locks() -> AsyncioLockStore:
    return AsyncioLockStore()


def test_rasa_makes_it_from_endpoints() -> None:
    config = EndpointConfig(type="engine.conversation_locks.AsyncioLockStore")
    assert isinstance(LockStore.create(config), AsyncioLockStore)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3)), max_size=12))
async def test_first_come_first_served(messages: list[tuple[str, int]]) -> None:
    locks, inside = AsyncioLockStore(), set()
    done: dict[str, list[int]] = defaultdict(list)

    async def answer(number: int, conversation: str, pauses: int) -> None:
        async with locks.lock(conversation):
            assert conversation not in inside
            inside.add(conversation)
            for _ in range(pauses):
                await asyncio.sleep(0)
            inside.remove(conversation)
            done[conversation].append(number)

    await asyncio.gather(*(answer(n, *message) for n, message in enumerate(messages)))
    assert all(numbers == sorted(numbers) for numbers in done.values())
    assert sum(map(len, done.values())) == len(messages)
    assert [locks.waiting(conversation) for conversation in "abc"] == [0, 0, 0]


async def test_conversations_do_not_wait_for_each_other(locks: AsyncioLockStore) -> None:
    async with locks.lock("a"), locks.lock("b"):
        assert (locks.waiting("a"), locks.waiting("b"), locks.waiting("c")) == (1, 1, 0)


async def test_the_next_one_starts_at_once(locks: AsyncioLockStore) -> None:
    async def wait() -> None:
        async with locks.lock("a"):
            pass

    async with locks.lock("a"):
        waiting = asyncio.create_task(wait())
        await asyncio.sleep(0)
        assert locks.waiting("a") == 2
    await asyncio.wait_for(waiting, timeout=0.5)  # Rasa's own lock would sleep for a second


async def test_an_error_frees_the_conversation(locks: AsyncioLockStore) -> None:
    with pytest.raises(RuntimeError, match="broken"):
        async with locks.lock("a"):
            raise RuntimeError("broken")
    async with locks.lock("a") as ticket:
        assert ticket.conversation_id == "a"
    assert locks.waiting("a") == 0


async def test_who_gives_up_does_not_block_the_others(locks: AsyncioLockStore) -> None:
    order: list[str] = []

    async def answer(name: str) -> None:
        async with locks.lock("a"):
            order.append(name)

    async with locks.lock("a"):
        tasks = [asyncio.create_task(answer(name)) for name in ("first", "gone", "last")]
        await asyncio.sleep(0)
        tasks[1].cancel()
        await asyncio.sleep(0)
        assert locks.waiting("a") == 3
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert order == ["first", "last"] and isinstance(results[1], asyncio.CancelledError)
    assert locks.waiting("a") == 0

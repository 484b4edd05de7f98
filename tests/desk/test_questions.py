"""Unanswered questions are grouped by their meaning, whatever their wording."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rasa.core.agent import Agent
from rasa.shared.core.events import Event

import desk.questions
from desk.asked_list import _answer_forms, _rows
from desk.clusters import ClustersError, cluster, clusters
from desk.questions import Grouped, Questions
from desk.services import Services
from engine.agent import reader_of
from storage import unanswered
from storage.sql.database import Database
from storage.unanswered import Unanswered
from tests.storage.test_unanswered import DAY, ON, FixedTime, turn

OILS = ("does rosemary oil do anything?", "can onion juice help", "is castor oil any good for hair")
LONG = ("how long will it last?", "how long do the results last", "how many years will it hold")
BABIES = ("i am pregnant, can i have it", "is it safe while breastfeeding my baby")


@pytest.fixture
def services(tmp_path: Path, agent: Agent) -> Iterator[Services]:
    database = Database(f"sqlite:///{tmp_path}/conversations.db")
    database.prepare()
    store = Unanswered(database, ON)
    store.reader = reader_of(agent)
    with ThreadPoolExecutor(1) as executor:
        yield Services(ON, database, executor, store)


def asked(text: str, kind: str, topic: str) -> list[Event]:
    return turn(text, (kind, topic or None))


async def test_they_are_counted_shown_by_an_example_and_lead_to_a_form(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Older questions are shown only for longer periods."""
    store = services.unanswered
    for text in (*LONG, LONG[0], *OILS[:2]):
        store.notice(
            asked(text, "uncovered", "duration" if text in LONG else "other_treatments"),
            after_alarm=False,
        )
    store.notice(asked(OILS[2], "clarify", ""), after_alarm=False)
    await store.write()
    with monkeypatch.context() as patch:
        patch.setattr(unanswered, "time", FixedTime(time.time() - 10 * DAY))
        for text in BABIES:
            store.notice(asked(text, "clarify", ""), after_alarm=False)
        await store.write()
    found = await Questions(services).grouped()
    assert found
    lasting, oils = found.of(7)
    assert (lasting.count, lasting.kind, lasting.topic) == (4, "uncovered", "duration")
    assert lasting.example in LONG and set(dict(lasting.wordings)) == set(LONG)
    assert dict(lasting.wordings)[LONG[0]] == 2
    assert (oils.count, oils.kind, oils.topic) == (3, "uncovered", "other_treatments")
    assert _answer_forms(oils) == [("clinic/answers?gap=other_treatments", "Other treatments")]
    babies = found.of(30)[-1]
    assert (babies.count, babies.kind, babies.topic) == (2, "clarify", "")
    assert babies.near[0] == "gap/pregnancy"
    assert [(row[0], row[1]) for row in _rows(found.of(7))] == [(1, 2), (1, 1), (1, 1)] + [
        (2, 1)
    ] * 3


async def test_groups_are_kept_for_a_while(services: Services) -> None:
    store, questions = services.unanswered, Questions(services)
    empty = await questions.grouped()
    assert empty and empty.of(30) == ()
    for text in LONG:
        store.notice(asked(text, "uncovered", "duration"), after_alarm=False)
    await store.write()
    assert await questions.grouped() is empty
    questions._found = replace(empty, moment=time.time() - 600)
    stale = await questions.grouped()
    assert stale and stale.of(30) == ()
    assert questions._working
    await questions._working
    fresh = await questions.grouped()
    assert fresh and [group.count for group in fresh.of(30)] == [3]
    questions._found = replace(empty, moment=time.time() - DAY)
    renewed = await questions.grouped()
    assert renewed and [group.count for group in renewed.of(30)] == [3], "what is old is not shown"


async def test_what_no_encoder_has_read_yet_waits(services: Services) -> None:
    """As if the server had stopped before it could compute them."""
    services.unanswered.notice(asked(LONG[0], "uncovered", "duration"), after_alarm=False)
    await services.unanswered.close()
    found = await Questions(services).grouped()
    assert found and (found.waiting, found.of(30)) == (1, ())
    await services.unanswered._renew_vectors()
    found = await Questions(services).grouped()
    assert found and (found.waiting, len(found.of(30))) == (0, 1)


async def test_a_page_waits_no_longer_than_it_wants(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What goes wrong meanwhile is told at the next look, and tried again at the one after it."""
    store, looks = services.unanswered, Questions(services)
    for text in LONG:
        store.notice(asked(text, "uncovered", "duration"), after_alarm=False)
    await store.write()
    assert await looks.grouped(0) is None and looks._working
    await looks._working
    found = await looks.grouped(0)
    assert found and [group.count for group in found.of(30)] == [3]
    again = Questions(services)
    with monkeypatch.context() as patch:
        patch.setattr(desk.questions, "clusters", failing)
        assert await again.grouped(0) is None and again._working
        await asyncio.wait({again._working})
        with pytest.raises(ClustersError):
            await again.grouped(0)
    assert await again.grouped()


async def failing(vectors: object) -> None:
    raise ClustersError("Grouping failed.")


@pytest.mark.live
async def test_another_process_gives_the_same_groups() -> None:
    generator = np.random.default_rng(1)
    middles = np.eye(5, 20)
    vectors = np.repeat(middles, 120, axis=0) + generator.normal(scale=0.05, size=(600, 20))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    for few in (vectors, vectors[::10]):  # a few are grouped in this process
        numbers, size = await clusters(few), len(few) // 5
        groups = [set(numbers[start : start + size]) for start in range(0, len(few), size)]
        assert [len(group) for group in groups] == [1] * 5 and len(set(numbers)) == 5
    assert (await clusters(vectors[:1])).tolist() == [0]


@pytest.mark.parametrize("count", [2, 4200])
def test_what_says_nothing_can_be_grouped_too(count: int) -> None:
    assert len(cluster(np.zeros((count, 8), dtype=np.float32))) == count


def test_no_groups_of_nothing() -> None:
    assert Grouped(time.time()).of(30) == ()


async def test_they_are_kept_in_either_database(database: Database) -> None:
    store = Unanswered(database, ON)
    for _ in range(2):
        for text in (*OILS, OILS[0]):
            store.notice(asked(text, "uncovered", "other_treatments"), after_alarm=False)
        await store.write()
    rows, _ = await database.run(lambda connection: store.find(connection, 7, 10))
    assert {row.text: row.count for row in rows} == {OILS[0]: 4, OILS[1]: 2, OILS[2]: 2}
    await store.expire(time.time() + 40 * DAY)
    assert await database.run(lambda connection: store.find(connection, 7, 10)) == ([], False)

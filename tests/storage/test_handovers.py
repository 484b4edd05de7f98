"""Messages to and from a person of the clinic are stored once, and a handover is closed once."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from operations.settings import Settings
from storage.archive import Archive
from storage.handovers import _MOST, Handover, Handovers
from storage.sql.database import Database
from storage.sql.database_tables import HANDOVER_MESSAGES, HANDOVERS
from tests.postgres import BIN, Postgres


def handovers(database: Database, folder: Path) -> Handovers:
    return Handovers(database, Settings.load({"CHAT_VAR": str(folder)}, Path("no.env")))


async def test_the_latest_are_shown_and_all_are_taken_along(
    database: Database, tmp_path: Path
) -> None:
    kept = handovers(database, tmp_path)
    live = await kept.begin("C1:1", "conversation", "web", {})
    for number in range(_MOST + 1):
        await kept.keep(live, f"id {number}", "visitor", f"message {number}")
    shown = await kept.said("conversation")
    assert [len(shown), shown[0].text] == [_MOST, "message 1"]
    assert len(await kept.said("conversation", most=None)) == _MOST + 1


async def test_only_one_closes_it(database: Database, tmp_path: Path) -> None:
    kept = handovers(database, tmp_path)
    live = await kept.begin("C1:1", "conversation", "web", {})
    assert [await kept.close(live), await kept.close(live)] == [True, False]
    assert await kept.of("conversation") is None


async def test_who_asks_again_gets_each_message_once(database: Database, tmp_path: Path) -> None:
    kept = handovers(database, tmp_path)
    live = await kept.begin("C1:1", "conversation", "web", {})
    news = await kept.news("conversation", "")
    assert (news.messages, news.latest) == ([], "")
    ids = [f"id {number}" for number in range(6)]
    got: list[str] = []
    for id_ in ids:
        await kept.keep(live, id_, "visitor", id_)
        news = await kept.news("conversation", news.latest)
        got += [message.id for message in news.messages]
    assert got == ids == [message.id for message in await kept.said("conversation")]
    for conversation, since, count in (
        ("conversation", news.latest, 0),
        ("conversation", "unknown", 6),
        ("another", news.latest, 0),
    ):
        assert len((await kept.news(conversation, since)).messages) == count


async def test_the_time_is_longer_while_the_clinic_wrote_last(
    database: Database, tmp_path: Path
) -> None:
    kept = handovers(database, tmp_path)
    live = await kept.begin("C1:1", "conversation", "web", {})
    due = sa.select(HANDOVERS.c.due)

    async def minutes() -> int:
        moment: float = await database.run(lambda connection: connection.scalar(due))
        return round((moment - time.time()) / 60)

    assert await minutes() == 15
    await kept.person_wrote(live)
    assert await minutes() == 24 * 60
    await kept.visitor_wrote(live)
    assert await minutes() == 15


async def test_an_erased_one_is_kept_until_the_clinic_was_told(
    database: Database, tmp_path: Path
) -> None:
    kept = handovers(database, tmp_path)
    await kept.begin("C1:1", "conversation", "telegram", {"chat": 1})
    over = await kept.begin("C1:2", "conversation", "web", {})
    await kept.close(over)
    assert await kept.overdue() == []
    await Archive(database).erase("conversation")
    assert await kept.of("conversation") is None
    (left,) = await kept.overdue()
    assert left == Handover("C1:1", "", False, True)
    await kept.close(left)
    assert await kept.overdue() == []


@pytest.mark.live
@pytest.mark.skipif(not BIN, reason="no server")
async def test_a_message_that_is_stored_late_is_not_overlooked(
    postgres: Postgres, tmp_path: Path
) -> None:
    other, database = postgres.empty(), Database(postgres.url)
    kept = handovers(database, tmp_path)
    lives = [await kept.begin(f"C1:{n}", "conversation", "web", {}) for n in range(2)]
    with other.connect() as blocking:
        same = {"id": "late", "conversation": "x", "time": 0.0, "sealed": ""}
        blocking.execute(HANDOVER_MESSAGES.insert(), same)  # so the next one has to wait
        late = asyncio.create_task(kept.keep(lives[0], "late", "person", "late"))
        await asyncio.sleep(0.3)
        quick = asyncio.create_task(kept.keep(lives[1], "quick", "person", "quick"))
        await asyncio.sleep(0.3)
        news = await kept.news("conversation", "")
        blocking.rollback()
    await asyncio.gather(late, quick)
    more = await kept.news("conversation", news.latest)
    got = [message.id for message in (*news.messages, *more.messages)]
    assert sorted(got) == ["late", "quick"]
    database.close()


async def test_whoever_was_away_gets_all_of_many_messages(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = handovers(database, tmp_path)
    monkeypatch.setattr("storage.handovers._MOST", 2)
    live = await kept.begin("C1:1", "conversation", "web", {})
    for number in range(6):
        await kept.keep(live, f"id {number}", "person", f"message {number}")
    first = await kept.news("conversation", "id 0")
    second = await kept.news("conversation", first.latest)
    third = await kept.news("conversation", second.latest)
    got = [message.id for news in (first, second, third) for message in news.messages]
    assert got == [f"id {number}" for number in range(1, 6)]

"""Unanswered questions are stored if the clinic wants them: masked, and without their askers."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from rasa.core.agent import Agent
from rasa.shared.core.events import BotUttered, Event, SlotSet, UserUttered

from components.reading import Question, Reading
from engine.agent import reader_of
from operations.settings import Settings
from serving.conversation import Conversation
from storage import unanswered
from storage.sql.database import Database
from storage.sql.store_errors import StoreError
from storage.unanswerable import Unanswerable, unanswerable
from storage.unanswered import Kept, Unanswered

DAY = 86400
ON = Settings.load({"CHAT_LEARN": "1", "CHAT_LEARN_DAYS": "30"}, Path("none"))
OFF = Settings.load({}, Path("none"))


def turn(text: str, *labels: tuple[str, str | None], **reading: object) -> list[Event]:
    questions = reading.pop("questions", (Question("gap/duration", span=(0, len(text))),))
    parsed = {"reading": Reading(questions, **reading).as_dict()}  # type: ignore[arg-type]
    asked = UserUttered(text, parse_data=parsed)
    return [asked, *(BotUttered("!", {"custom": {"kind": k, "topic": t}}) for k, t in labels)]


UNCOVERED = ("uncovered", "duration")


def kept(events: list[Event]) -> list[Unanswerable]:
    return list(unanswerable(events))


def test_a_question_that_the_guide_does_not_answer_is_one() -> None:
    found = [Unanswerable("uncovered", "duration", "for how long?")]
    assert kept(turn("for how\n long?", UNCOVERED)) == found


def test_what_is_answered_is_none() -> None:
    assert kept(turn("for how long?", ("answer", "cost"))) == []
    assert kept(turn("for how long?", ("clinic", "duration"))) == []


def test_of_several_questions_only_those_without_an_answer() -> None:
    text = "what is prp, and how long does it last?"
    questions = (Question("faq/definition", span=(0, 11)), Question("gap/duration", span=(13, 38)))
    events = turn(text, ("answer", "definition"), UNCOVERED, questions=questions)
    assert kept(events) == [Unanswerable("uncovered", "duration", "and how long does it last?")]


def test_what_is_said_around_an_alarm_is_never_kept() -> None:
    assert kept(turn("my chest hurts", UNCOVERED, urgency="emergency")) == []
    assert kept(turn("it is better", UNCOVERED, aftermath="over")) == []
    assert kept(turn("i feel faint", UNCOVERED, ("urgent", "emergency"))) == []
    assert kept([*turn("ok now", UNCOVERED), SlotSet("urgent", None)]) == []


def test_what_says_nothing_by_itself_is_not_kept() -> None:
    pressed = turn("How long do results last?", UNCOVERED)
    assert isinstance(pressed[0], UserUttered)
    pressed[0].metadata = {"pressed": True}
    assert kept(pressed) == []
    more = turn("tell me more", UNCOVERED, questions=(Question("follow_up/more"),))
    assert kept(more) == []
    empty = (Question("nlu_fallback", reason="empty"),)
    assert kept(turn("???", ("clarify", None), questions=empty)) == []
    assert kept(turn("quanto costa", ("clarify", None), language="it")) == []


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(f"sqlite:///{tmp_path}/conversations.db")


async def found(store: Unanswered, days: int, most: int) -> tuple[list[Kept], bool]:
    return await store._database.run(lambda connection: store.find(connection, days, most))


async def test_the_same_question_is_counted_by_the_day(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Unanswered(database, ON)
    for ahead, times in ((0, 2), (DAY, 1)):
        now = time.time() + ahead
        monkeypatch.setattr(unanswered, "time", FixedTime(now))
        for _ in range(times):
            store.notice(turn("for how long?", UNCOVERED), after_alarm=False)
            await store.write()
    rows, more = await found(store, 30, 10)
    assert [each.count for each in rows] == [1, 2]
    assert {each.text for each in rows} == {"for how long?"} and not more


class FixedTime:
    def __init__(self, now: float) -> None:
        self._now = now

    def time(self) -> float:
        return self._now

    def monotonic(self) -> float:
        return 0.0


async def test_off_keeps_nothing_and_deletes_what_was_kept(database: Database) -> None:
    store, off = Unanswered(database, ON), Unanswered(database, OFF)
    for each in (store, off):
        each.notice(turn("for how long?", UNCOVERED), after_alarm=False)
        await each.write()
    assert sum(each.count for each in (await found(store, 30, 10))[0]) == 1
    await store.expire(time.time())
    assert len((await found(store, 30, 10))[0]) == 1
    await off.expire(time.time())
    assert (await found(store, 30, 10))[0] == []


async def test_after_their_time_they_are_deleted(database: Database) -> None:
    store = Unanswered(database, ON)
    store.notice(turn("for how long?", UNCOVERED), after_alarm=False)
    await store.write()
    await store.expire(time.time() + 30 * DAY)
    assert len((await found(store, 30, 10))[0]) == 1
    await store.expire(time.time() + 31 * DAY)
    assert (await found(store, 30, 10))[0] == []


async def test_no_more_are_read_than_wanted(database: Database) -> None:
    store = Unanswered(database, ON)
    for number in range(600):
        store.notice(turn(f"question {number}", UNCOVERED), after_alarm=False)
    await store.write()
    rows, more = await found(store, 30, 1000)
    assert len({each.text for each in rows}) == len(rows) == 600 and not more
    assert await found(store, 30, 599) == (rows[:599], True)


async def test_while_the_database_is_away_questions_wait(
    database: Database, tmp_path: Path
) -> None:
    store = Unanswered(database, ON)
    database.prepare()
    away = tmp_path / "away.db"
    (tmp_path / "conversations.db").rename(away)
    store.notice(turn("for how long?", UNCOVERED), after_alarm=False)
    with pytest.raises(StoreError):
        await store.write()
    away.rename(tmp_path / "conversations.db")
    await store.write()
    assert [each.count for each in (await found(store, 30, 10))[0]] == [1]


async def test_their_vectors_say_what_they_mean(database: Database, agent: Agent) -> None:
    store = Unanswered(database, ON)
    store.reader = reader_of(agent)
    assert store.reader
    for text in ("for how long does it last?", "how long will it hold", "do you sell shampoo"):
        store.notice(turn(text, UNCOVERED), after_alarm=False)
    await store.write()
    rows = sorted((await found(store, 30, 10))[0], key=lambda each: each.text)
    sells, lasts, holds = store.reader.unpack([each.vector or b"" for each in rows])
    assert lasts @ holds > max(lasts @ sells, holds @ sells) + 0.3
    store.reader = Another()
    assert [each.vector for each in (await found(store, 30, 10))[0]] == [None] * 3


class Another:
    """A later version's reader, which can't use earlier vectors."""

    name = "another"
    labels: tuple[str, ...] = ()

    def pack(self, text: str) -> bytes:
        raise AssertionError(text)

    def unpack(self, packed: list[bytes]) -> object:
        raise AssertionError(packed)


async def test_what_the_real_bot_cannot_answer_is_noticed(
    talk: Callable[[], Conversation], agent: Agent
) -> None:
    """As the labels say; questions within and after an alarm are not."""
    for text, expected in {
        "does rosemary oil do anything?": "uncovered",
        "who won the football match yesterday?": "off_topic",
        "How much does PRP cost?": None,
        "my chest hurts and I can't breathe": None,
    }.items():
        conversation = talk()
        await conversation.say(text)
        tracker = await agent.tracker_store.retrieve_full_tracker(conversation.id)
        found = kept(list(tracker.events)[1:])
        assert [each.kind for each in found] == ([expected] if expected else []), text

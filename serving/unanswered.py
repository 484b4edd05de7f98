"""Unanswered: what people asked and got no answer to, kept for the clinic, not who asked it."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import sqlalchemy as sa
from rasa.shared.core.events import BotUttered, Event, SlotSet, UserUttered
from sqlalchemy.dialects import postgresql, sqlite

from components.reading import UNSURE, Question, Reading
from serving.database import Database
from serving.schema import UNANSWERED
from serving.settings import Settings
from serving.store_errors import StoreError

logger = logging.getLogger(__name__)

_DAY = 86400
#: Kinds of replies that answer nothing: the guide is silent, the bot asks back, it is about
#: something else.
KINDS = ("uncovered", "clarify", "off_topic")
#: Seconds between writes, questions that wait for one at most, and rows of one transaction: on a
#: file it is written in the event loop, where everybody else waits for that long.
_PAUSE = 2.0
_WAITING = 2000
_BATCH = 20
#: What a vector took is rested so many times as long: the visitors' own questions go first.
_REST = 3
#: Rows that are read in one go; others are answered in between.
_PAGE = 250

_ROW = UNANSWERED.c
_INSERT = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
_WORD_END = re.compile(r"\s|$")

#: Gives a text's vector as bytes (components/vectors.py).
Encode = Callable[[str], bytes]


class Unanswerable(NamedTuple):
    """A question, or the part of a message that is one, as it was typed but for what was masked."""

    kind: str
    topic: str
    text: str


class Kept(NamedTuple):
    """One that is stored, of one day; a vector of another encoder's is None."""

    kind: str
    topic: str
    text: str
    day: int
    count: int
    vector: bytes | None


class Unanswered:
    """Off unless the clinic asks for it. Noticing costs nothing; writing comes after the reply.

    Nothing is written at once: what waits when the process is killed is lost, two seconds' worth.
    """

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self.is_on, self._days = settings.learn, settings.learn_days
        self._encode: Encode | None = None
        self.encoder = ""
        self._waiting: Counter[tuple[int, Unanswerable]] = Counter()

    def use(self, encode: Encode, encoder: str) -> None:
        """What makes vectors, and its name."""
        self._encode, self.encoder = encode, encoder

    def notice(self, events: Sequence[Event], *, after_alarm: bool) -> None:
        """The new events of a turn that was stored."""
        if not self.is_on or after_alarm or len(self._waiting) >= _WAITING:
            return
        today = int(time.time() // _DAY)
        self._waiting.update((today, each) for each in unanswerable(events))

    async def keep(self) -> None:
        """Write what was noticed, now and then, until cancelled."""
        while self.is_on:
            await asyncio.sleep(_PAUSE)
            with suppress(StoreError):  # the watch says so; it is tried again
                await self.write()

    async def write(self) -> None:
        """Write all that waits.

        Raises:
            StoreError: the database failed; what could not be written goes on waiting.
        """
        while self._waiting:
            batch = [(*each, self._waiting[each]) for each in list(self._waiting)[:_BATCH]]
            rows = [_row(day, question, count) for day, question, count in batch]
            await self._add_vectors(rows)
            await self._database.run(lambda connection, rows=rows: _add(connection, rows))
            for day, question, count in batch:
                self._waiting[day, question] -= count
            self._waiting = +self._waiting

    async def found(self, days: int, most: int) -> tuple[list[Kept], bool]:
        """Those of the last days, the latest first; whether there are more than that many."""
        kept: list[Kept] = []
        async for row in self._rows(int(time.time() // _DAY) - days):
            if len(kept) == most:
                return kept, True
            vector = row.vector if row.encoder == self.encoder else None
            kept.append(Kept(row.kind, row.topic, row.text, row.day, row.count, vector))
        return kept, False

    async def expire(self, now: float) -> None:
        """Delete what is old, or all of it where the clinic does not want it any more."""
        old = sa.true()
        if self.is_on:
            old = _ROW.day < int(now // _DAY) - self._days
        count = await self._database.run(lambda c: c.execute(UNANSWERED.delete().where(old)))
        if count.rowcount:
            await self._database.forget()
            logger.info("Retention: %s questions without an answer deleted", count.rowcount)

    async def _rows(self, after: int) -> AsyncIterator[Any]:
        """Page by page: a file is read in the event loop."""
        order = sa.select(UNANSWERED).order_by(_ROW.day.desc(), _ROW.key.desc()).limit(_PAGE)
        query = order.where(_ROW.day > after)
        while True:
            rows = await self._database.run(lambda c, query=query: c.execute(query).all())
            for row in rows:
                yield row
            if len(rows) < _PAGE:
                return
            last = rows[-1]
            earlier = (_ROW.day < last.day) | ((_ROW.day == last.day) & (_ROW.key < last.key))
            query = order.where(_ROW.day > after, earlier)
            await asyncio.sleep(0)

    async def _add_vectors(self, rows: list[dict[str, Any]]) -> None:
        """In a thread, to those that are new."""
        if not self._encode:
            return
        keys = sa.select(_ROW.key).where(_ROW.key.in_([row["key"] for row in rows]))
        known = set(await self._database.run(lambda c: c.scalars(keys).all()))
        for row in rows:
            if row["key"] not in known:
                begun = time.monotonic()
                row["vector"] = await asyncio.to_thread(self._encode, row["text"])
                row["encoder"] = self.encoder
                await asyncio.sleep(_REST * (time.monotonic() - begun))


def unanswerable(events: Iterable[Event]) -> Iterator[Unanswerable]:
    """The questions of a turn that got no answer; none where anything in it was urgent.

    Left out is what says nothing by itself: a button's words, which are ours, "tell me more", a
    message without letters, one in another language.
    """
    events = list(events)
    messages = [event for event in events if type(event) is UserUttered]
    labels = [(e.data or {}).get("custom") or {} for e in events if type(e) is BotUttered]
    alarmed = any(type(event) is SlotSet and event.key == "urgent" for event in events)
    if len(messages) != 1 or alarmed or any(label.get("kind") == "urgent" for label in labels):
        return
    [message] = messages
    reading = Reading.of(message.parse_data or {})
    pressed = (message.metadata or {}).get("pressed")
    if pressed or reading.urgency or reading.aftermath or reading.language:
        return
    replies = [(label.get("kind"), label.get("topic") or "") for label in labels]
    alone = len(reading.questions) == 1
    for question in reading.questions:
        text = _words(message.text or "", question, alone=alone)
        for kind, topic in replies:
            if text and kind in KINDS and _is_reply_to(question, kind, topic, alone=alone):
                yield Unanswerable(kind, topic, text)
                break


def _is_reply_to(question: Question, kind: str, topic: str, *, alone: bool) -> bool:
    is_unclear = question.intent == UNSURE and question.reason in (None, "unsure")
    if alone:  # which the clinic's own terms may have given another meaning
        return question.family in ("gap", "off_topic") or is_unclear
    if kind == "uncovered":
        return (question.family, question.id) == ("gap", topic)
    return question.family == "off_topic" if kind == "off_topic" else is_unclear


def _words(text: str, question: Question, *, alone: bool) -> str:
    """Of one question among several its own; the span is of the corrected text, so up to a word."""
    start, end = question.span
    if alone or not 0 <= start < end:
        return " ".join(text.split())
    start = text.rfind(" ", 0, start + 1) + 1
    found = _WORD_END.search(text, min(end, len(text)))
    return " ".join(text[start : found.start() if found else None].split())


def _row(day: int, question: Unanswerable, count: int) -> dict[str, Any]:
    key = hashlib.sha256("\0".join([str(day), *question]).encode()).hexdigest()
    row = {"key": key, "day": day, "count": count, "encoder": None, "vector": None}
    return row | question._asdict() | {"topic": question.topic[:64]}


def _add(connection: Any, rows: list[dict[str, Any]]) -> None:
    insert = _INSERT[connection.dialect.name]
    for row in rows:
        more = {"count": _ROW.count + row["count"]}
        new = insert(UNANSWERED).values(row)
        connection.execute(new.on_conflict_do_update(index_elements=["key"], set_=more))

"""RatedRows: visitors' ratings, each with the question and the reply it is about."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from actions.answer import knowledge_store
from channels.message import history
from channels.message.buttons import REQUEST, Buttons
from channels.message.transcript import Reply, Teller, Transcript
from desk.services import Services
from storage.archive import MASKED
from storage.sql.database_tables import EVENTS, RATINGS

#: The ratings that can be chosen, and what the page calls them.
CHOICES = {"": "All", "down": "Not helpful", "up": "Helpful", "words": "With words"}
#: Ratings per page, and the most in a file.
PAGE, MOST = 20, 2000

_RATED = RATINGS.c
#: The message's id in a reply's id, which is that id, a dot and the reply's number.
_MESSAGE = sa.func.rtrim(sa.func.rtrim(_RATED.reply_id, "0123456789"), ".")


@dataclass(frozen=True)
class Rated:
    """`reply` is "" if it is not stored any more; `topic` comes from the reply's label."""

    time: float
    value: str
    word: str
    question: str
    reply: str
    topic: str


class RatedRows:
    """Every method may raise StoreError."""

    def __init__(self, services: Services) -> None:
        self._read, self._buttons = services.read, Buttons(services.settings.secret)
        self._request = REQUEST if services.requests.is_on else ""

    async def counts(self) -> Mapping[str, int]:
        """The number of ratings for each choice."""
        all_, words = sa.func.count(), sa.func.count(_RATED.word)
        query = sa.select(_RATED.value, all_, words).group_by(_RATED.value)
        rows = await self._read(lambda connection: connection.execute(query).all())
        counts = {value: count for value, count, _ in rows}
        return counts | {"": sum(counts.values()), "words": sum(row[2] for row in rows)}

    async def latest(self, choice: str, most: int, after: int = 0) -> list[Rated]:
        """The latest `most` ratings of a choice, after skipping `after`."""
        chosen = sa.select(RATINGS, _MESSAGE.label("message"))
        if choice:
            chosen = chosen.where(
                _RATED.word.is_not(None) if choice == "words" else _RATED.value == choice
            )
        chosen = chosen.order_by(_RATED.timestamp.desc(), _RATED.reply_id)
        query = _with_words(chosen.limit(most).offset(after).subquery())
        teller = Teller(self._buttons, knowledge_store().current, self._request)
        return await self._read(lambda connection: list(_rated(connection, query, teller)))


def _with_words(rated: Any) -> Any:
    """One row for each pair of a rating and an event of the turn that the rating is about."""
    asked, said = EVENTS.alias("asked"), EVENTS.alias("said")
    is_asked = (asked.c.sender_id == rated.c.sender_id) & (asked.c.message_id == rated.c.message)
    is_said = (said.c.sender_id == asked.c.sender_id) & (said.c.turn == asked.c.turn)
    is_said &= said.c.type_name.in_(["user", "bot"])
    query = sa.select(rated, said.c.turn, said.c.data)
    query = query.select_from(rated.outerjoin(asked, is_asked).outerjoin(said, is_said))
    return query.order_by(rated.c.timestamp.desc(), rated.c.sender_id, rated.c.reply_id, said.c.id)


def _rated(connection: Any, query: Any, teller: Teller) -> Iterator[Rated]:
    rows = connection.execute(query).all()
    for _, same in groupby(rows, key=lambda row: (row.sender_id, row.reply_id)):
        events = list(same)
        first, question, replies = events[0], "", list[Reply]()
        transcript = Transcript(json.loads(row.data) for row in events if row.data)
        if transcript.noticed and _is_noticed_before(connection, first):
            transcript.noticed = None
        for turn in transcript.turns[:1]:
            question, replies = turn.text, transcript.replies(turn.id, teller)
        reply = next((each for each in replies if each["id"] == first.reply_id), {})
        topic = str(reply.get("custom", {}).get("topic") or "")
        words = str(reply.get("text", ""))
        yield Rated(first.timestamp, first.value, first.word or "", question, words, topic)


def _is_noticed_before(connection: Any, rated: Any) -> bool:
    which = {"id": rated.sender_id, "before": rated.turn, "most": history.PAGE}
    return bool(Transcript(map(json.loads, connection.scalars(MASKED, which))).noticed)

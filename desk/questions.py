"""Questions: groups unanswered questions by their meaning, the most frequent group first."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from desk.clusters import clusters
from desk.services import Services
from storage.unanswered import Kept

#: At most this many questions are grouped, the latest ones.
MOST = 10_000
#: Seconds for which groups count as fresh, and for which they are still shown while newer ones are
#: made.
_FRESH, _OLDEST = 60, 3600
_DAY = 86400
#: How many wordings of a group are shown.
_SHOWN = 8
#: Families of intents to which the clinic can write an answer; the intent that stands for
#: everything else, which is left out; and how many near intents a group names.
_OURS = ("gap/", "clinic/")
_GENERAL = "gap/other"
_NEAR = 3


@dataclass(frozen=True)
class Group:
    """`count` is how often the group was asked; `others` is how many wordings are not shown.

    `kind` is the most frequent kind of reply, `topic` the gap that most of the group is about, or
    "". `near` are the closest intents to which the clinic can write an answer.
    """

    count: int
    example: str
    wordings: tuple[tuple[str, int], ...]
    others: int
    kind: str
    topic: str
    near: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grouped:
    """A snapshot: each kept question, the vector of its meaning and the number of its group.

    `waiting` is the number of questions without a vector so far; `is_cut` says whether there were
    more than `MOST`.
    """

    moment: float
    kept: tuple[Kept, ...] = ()
    vectors: Any = ()
    numbers: Any = ()
    labels: tuple[str, ...] = ()
    waiting: int = 0
    is_cut: bool = False

    def of(self, days: int) -> tuple[Group, ...]:
        """The groups of the last `days` days, the largest first."""
        after = int(self.moment // _DAY) - days
        places: dict[int, list[int]] = defaultdict(list)
        for place, each in enumerate(self.kept):
            if each.day > after:
                places[int(self.numbers[place])].append(place)
        groups = [self._group(each) for each in places.values()]
        return tuple(sorted(groups, key=lambda group: (-group.count, group.example)))

    def _group(self, places: Sequence[int]) -> Group:
        # Of equals the first counts, so their order must not be the database's.
        places = sorted(places, key=lambda n: (-self.kept[n].count, self.kept[n].text))
        kept = [self.kept[place] for place in places]
        counts, kinds, topics = Counter[str](), Counter[str](), Counter[str]()
        for each in kept:
            counts[each.text] += each.count
            kinds[each.kind] += each.count
            topics[each.topic if each.kind == "uncovered" else ""] += each.count
        vectors = self.vectors[places]
        # The question nearest the mean vector represents the group best.
        middle = vectors.mean(axis=0)
        example = kept[int((vectors @ middle).argmax())].text
        shown = [pair for pair in counts.most_common() if pair[0] != example][: _SHOWN - 1]
        return Group(
            count=counts.total(),
            example=example,
            wordings=((example, counts[example]), *shown),
            others=len(counts) - len(shown) - 1,
            kind=kinds.most_common(1)[0][0],
            topic=next((topic for topic, _ in topics.most_common() if topic), ""),
            near=tuple(self._near(middle)[:_NEAR]),
        )

    def _near(self, middle: Any) -> list[str]:
        labels = (self.labels[place] for place in np.argsort(-middle))
        return [each for each in labels if each.startswith(_OURS) and each != _GENERAL]


class Questions:
    """Groups questions when a page asks for them, and keeps the result for a while."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._found: Grouped | None = None
        self._working: asyncio.Task[None] | None = None

    async def grouped(self, patience: float = 30.0) -> Grouped | None:
        """The groups; slightly old ones are returned at once and renewed in the background.

        None if there are no groups yet and making them takes more than `patience` seconds.

        Raises:
            StoreError: the database failed, now or in the background since the last call.
            ClustersError: they could not be grouped, now or in the background.
        """
        self._collect()
        age = time.time() - self._found.moment if self._found else _OLDEST
        if age < _FRESH:
            return self._found
        if age >= _OLDEST:
            self._found = None
        self._working = self._working or asyncio.create_task(self._group())
        if not self._found:
            await asyncio.wait({self._working}, timeout=patience)
        self._collect()
        return self._found

    def _collect(self) -> None:
        """Forget work that is done; raises what went wrong in it."""
        working = self._working
        if working and working.done():
            self._working = None
            working.result()

    async def _group(self) -> None:
        moment, unanswered = time.time(), self._services.unanswered
        days = self._services.settings.learn_days
        kept, is_cut = await self._services.read(lambda c: unanswered.find(c, days, MOST))
        known, reader = [each for each in kept if each.vector], unanswered.reader
        waiting = len(kept) - len(known)
        if not known or not reader:
            self._found = Grouped(moment, waiting=waiting, is_cut=is_cut)
            return
        vectors = await asyncio.to_thread(reader.unpack, [each.vector or b"" for each in known])
        numbers = await clusters(vectors)
        found = (tuple(known), vectors, numbers, reader.labels, waiting, is_cut)
        self._found = Grouped(moment, *found)

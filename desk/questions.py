"""Questions: what got no answer, put together by what it means, the most frequent first."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desk.clusters import clusters
from desk.tools import Tools
from serving.unanswered import Kept

#: Questions that are grouped; of more, the latest.
MOST = 10_000
#: Seconds for which groups are as good as new, and for which somebody waits for the first ones.
_FRESH = 300
_PATIENCE = 20
#: Wordings of a group that are shown.
_SHOWN = 8
#: Families of questions to which the clinic can write an answer, but for the one that is said of
#: all that no other fits; and how many of them are named.
_OURS = ("gap/", "clinic/")
_GENERAL = "gap/other"
_NEAR = 3


@dataclass(frozen=True)
class Group:
    """`count` is how often all of it was asked, `others` how many wordings are not shown.

    `kind` is that of most replies to it, `topic` the gap that most of it is about, or "". `near`
    are the intents that are closest to it, of those that the clinic can write an answer to.
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
    """The groups of one moment; `waiting` are questions whose meaning is still to be worked out."""

    moment: float
    groups: tuple[Group, ...]
    asked: int
    waiting: int
    is_cut: bool


class Questions:
    """Grouped when somebody looks, and kept for a while: another look costs nothing."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._found: dict[int, Grouped] = {}
        self._working: dict[int, asyncio.Task[None]] = {}

    async def grouped(self, days: int) -> Grouped | None:
        """Those of the last days; what is a little old is given at once, and renewed meanwhile.

        None where it takes longer than one would wait.

        Raises:
            StoreError: the database failed.
            ClustersError: they could not be grouped.
        """
        found = self._found.get(days)
        if found and time.time() - found.moment < _FRESH:
            return found
        task = self._working.get(days)
        if not task or task.done():
            task = self._working[days] = asyncio.create_task(self._group(days))
        if not found:
            await asyncio.wait({task}, timeout=_PATIENCE)
        if task.done():
            task.result()
        return self._found.get(days)

    async def _group(self, days: int) -> None:
        moment = time.time()
        unanswered = self._tools.unanswered
        kept, is_cut = await self._tools.read(lambda c: unanswered.find(c, days, MOST))
        known, reader = [each for each in kept if each.vector], unanswered.reader
        groups: tuple[Group, ...] = ()
        if known and reader:
            packed, labels = [each.vector or b"" for each in known], reader.labels
            vectors = await asyncio.to_thread(reader.unpack, packed)
            numbers = await clusters(vectors)
            groups = await asyncio.to_thread(put_together, known, vectors, numbers, labels)
        asked = sum(each.count for each in kept)
        waiting = len(kept) - len(known)
        self._found[days] = Grouped(moment, groups, asked, waiting, is_cut)


def put_together(
    kept: Sequence[Kept], vectors: Any, numbers: Any, labels: Sequence[str]
) -> tuple[Group, ...]:
    """A group for each number, the largest first."""
    places: dict[int, list[int]] = defaultdict(list)
    for place, number in enumerate(numbers.tolist()):
        places[number].append(place)
    groups = [_group([kept[p] for p in each], vectors[each], labels) for each in places.values()]
    return tuple(sorted(groups, key=lambda group: (-group.count, group.example)))


def _group(kept: Sequence[Kept], vectors: Any, labels: Sequence[str]) -> Group:
    counts, kinds, topics = Counter[str](), Counter[str](), Counter[str]()
    for each in kept:
        counts[each.text] += each.count
        kinds[each.kind] += each.count
        topics[each.topic if each.kind == "uncovered" else ""] += each.count
    # What lies in the middle of them says best what all of them are about.
    middle = vectors.mean(axis=0)
    example = kept[int((vectors @ middle).argmax())].text
    shown = [pair for pair in counts.most_common() if pair[0] != example][: _SHOWN - 1]
    near = [labels[place] for place in (-middle).argsort() if labels[place].startswith(_OURS)]
    return Group(
        count=counts.total(),
        example=example,
        wordings=((example, counts[example]), *shown),
        others=len(counts) - len(shown) - 1,
        kind=kinds.most_common(1)[0][0],
        topic=next((topic for topic, _ in topics.most_common() if topic), ""),
        near=tuple(each for each in near if each != _GENERAL)[:_NEAR],
    )

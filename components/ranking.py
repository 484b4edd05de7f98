"""Ranking: how sure the classifier is of each intent."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any, overload

import numpy as np

from components.encoder import Vector

#: Keeps the odds of a share of 0 or 1 finite.
_LEAST = 0.01
#: {"name", "confidence"}, as Rasa writes an intent.
Entry = dict[str, Any]


class Intents:
    """The full intents a classifier knows, and their families."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = list(names)
        families = [family_of(name) for name in names]
        self.families = list(dict.fromkeys(families))
        places = {family: place for place, family in enumerate(self.families)}
        self.family = np.array([places[family] for family in families], dtype=np.intp)


class Ranking(Sequence[Entry]):
    """Entries, best first, made when they are looked at: most of a thousand never are.

    The confidences add up to the cosine to the nearest training example.
    """

    def __init__(self, intents: Intents, confidences: Vector) -> None:
        self._intents = intents
        self._confidences = confidences

    @classmethod
    def of(cls, confidences: Mapping[str, float]) -> Ranking:
        """From confidences by name."""
        return cls(Intents(list(confidences)), np.array(list(confidences.values())))

    def __len__(self) -> int:
        return len(self._confidences)

    @overload
    def __getitem__(self, place: int) -> Entry: ...

    @overload
    def __getitem__(self, place: slice) -> list[Entry]: ...

    def __getitem__(self, place: int | slice) -> Entry | list[Entry]:
        if isinstance(place, slice):
            return [self._entry(i) for i in self._order[place]]
        return self._entry(self._order[place])

    @property
    def total(self) -> float:
        """All confidences together."""
        return float(self._confidences.sum())

    @cached_property
    def families(self) -> dict[str, float]:
        """Confidence by family."""
        intents = self._intents
        sums = np.bincount(intents.family, self._confidences, minlength=len(intents.families))
        return dict(zip(intents.families, sums.tolist(), strict=True))

    def odds(self, family: str) -> float:
        """Logarithm of the odds of one of this family, at most 4.6 either way; 0 if unknown."""
        if not self.total:
            return 0.0
        share = self.families.get(family, 0.0) / self.total
        return math.log((share + _LEAST) / (1 - share + _LEAST))

    def without(self, families: Collection[str]) -> Ranking:
        """With these at nothing, and the others sharing what they had: the total stays."""
        gone = [i for i, family in enumerate(self._intents.families) if family in families]
        kept = np.where(np.isin(self._intents.family, gone), 0.0, self._confidences)
        left = float(kept.sum())
        return Ranking(self._intents, kept * (self.total / left)) if gone and left else self

    @cached_property
    def _order(self) -> np.ndarray[Any, np.dtype[np.intp]]:
        return np.argsort(-self._confidences, kind="stable")

    def _entry(self, place: int) -> Entry:
        name, confidence = self._intents.names[place], float(self._confidences[place])
        return {"name": name, "confidence": confidence}


def family_of(name: str) -> str:
    """faq of faq/cost; an intent without a slash is its own family."""
    return name.partition("/")[0]

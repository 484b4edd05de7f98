"""Neighbours: the training examples nearest to a vector, among those of likely labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from components.encoder import Vector

Array = NDArray[Any]


class Neighbours:
    """Compares with the examples of some labels only, so that it doesn't slow as labels grow."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        """`examples` in the order of their labels; `begins`, where each label's do; and the end."""
        self.arrays = dict(arrays)
        self._examples, self._begins = self.arrays["examples"], self.arrays["begins"]

    @classmethod
    def of(cls, examples: Vector, labels: NDArray[np.intp], count: int) -> Neighbours:
        """Over unit vectors, shape (examples, size), with labels below `count`."""
        begins = np.searchsorted(np.sort(labels), np.arange(count + 1))
        return cls({"examples": examples[np.argsort(labels, kind="stable")], "begins": begins})

    def nearest(
        self, vector: Vector, count: int, labels: Iterable[int]
    ) -> tuple[NDArray[np.intp], Vector]:
        """Labels and cosines of the nearest examples that have these labels, in no order."""
        found = [
            (label, self._examples[self._begins[label] : self._begins[label + 1]] @ vector)
            for label in labels
        ]
        cosines = np.concatenate([each for _, each in found])
        of = np.repeat([label for label, _ in found], [len(each) for _, each in found])
        best = _largest(cosines, count)
        return of[best], cosines[best]


def _largest(values: Vector, count: int) -> NDArray[np.intp]:
    """Positions of the _largest values, in no order."""
    if count >= len(values):
        return np.arange(len(values))
    return np.argpartition(values, -count)[-count:]

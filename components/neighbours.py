"""Neighbours: the training examples nearest to a vector, found without reading all of each."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from components.encoder import Vector

Array = NDArray[np.float32]


class Neighbours:
    """Searches in the few directions in which the examples differ most, then compares exactly.

    On our own questions 128 of 384 directions and 256 candidates hold the ten nearest of 34,000
    examples every time, at a fifth of the cost (docs/measurements.md).
    """

    def __init__(self, arrays: Mapping[str, Array], candidates: int = 256) -> None:
        self.arrays = dict(arrays)
        self._examples, self._axes = self.arrays["examples"], self.arrays["axes"]
        self._projected = self._examples @ self._axes.T
        self._candidates = candidates

    @classmethod
    def of(cls, examples: Vector, dimensions: int = 128) -> Neighbours:
        """Over unit vectors, shape (examples, size)."""
        _, axes = np.linalg.eigh(examples.T @ examples)  # smallest first
        return cls({"examples": examples, "axes": axes.T[-dimensions:].astype(np.float32)})

    def nearest(self, vector: Vector, count: int) -> tuple[NDArray[np.intp], Vector]:
        """Positions and cosines of the nearest examples, in no order."""
        likely = _largest(self._projected @ (self._axes @ vector), self._candidates)
        cosines = self._examples[likely] @ vector
        best = _largest(cosines, count)
        return likely[best], cosines[best]


def _largest(values: Vector, count: int) -> NDArray[np.intp]:
    """Positions of the largest values, in no order."""
    if count >= len(values):
        return np.arange(len(values))
    return np.argpartition(values, -count)[-count:]

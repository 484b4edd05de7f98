"""Neighbours: the nearest examples, the same as by comparing with every one."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from components.neighbours import Neighbours

Vectors = NDArray[np.float32]


def unit(rows: Vectors) -> Vectors:
    vectors: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return vectors


def clustered(count: int, size: int = 64, seed: int = 0) -> Vectors:
    """Like sentences: most of what differs lies in a few directions."""
    random = np.random.default_rng(seed)
    spread = np.linspace(1, 0.01, size)
    return unit(random.normal(size=(count, size)) * spread)


@pytest.mark.parametrize("count", [1, 5, 300, 3000])
def test_it_finds_what_a_full_comparison_finds(count: int) -> None:
    examples, asked = clustered(count), clustered(30, seed=1)
    neighbours = Neighbours.of(examples, dimensions=32)
    for vector in asked:
        positions, cosines = neighbours.nearest(vector, 10)
        exact = examples @ vector
        assert set(positions) == set(np.argsort(-exact)[:10])
        assert np.allclose(cosines, exact[positions], atol=1e-6)


def test_it_is_the_same_from_what_is_stored() -> None:
    neighbours, vector = Neighbours.of(clustered(400)), clustered(1, seed=2)[0]
    again = Neighbours(neighbours.arrays)
    assert np.array_equal(again.nearest(vector, 5)[0], neighbours.nearest(vector, 5)[0])

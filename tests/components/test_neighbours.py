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
def test_it_finds_what_a_comparison_with_all_of_these_labels_finds(count: int) -> None:
    examples, asked = clustered(count), clustered(30, seed=1)
    labels = np.random.default_rng(3).integers(0, 7, count)
    neighbours = Neighbours.of(examples, labels, 8)
    for vector in asked:
        for wanted in ([0, 1, 2, 3, 4, 5, 6, 7], [6, 2]):
            of, cosines = neighbours.nearest(vector, 10, wanted)
            among = np.isin(labels, wanted)
            best = np.argsort(-(examples[among] @ vector))[:10]
            assert sorted(of) == sorted(labels[among][best])
            assert np.allclose(np.sort(cosines)[::-1], (examples[among] @ vector)[best], atol=1e-6)


def test_it_is_the_same_from_what_is_stored() -> None:
    examples, vector = clustered(400), clustered(1, seed=2)[0]
    neighbours = Neighbours.of(examples, np.arange(400) % 5, 5)
    again = Neighbours(neighbours.arrays)
    assert np.array_equal(
        again.nearest(vector, 5, [1, 3])[1], neighbours.nearest(vector, 5, [1, 3])[1]
    )

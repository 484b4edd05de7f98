"""Confidence intervals, compared with values computed elsewhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.intervals import paired, wilson


@pytest.mark.parametrize(
    ("successes", "total", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (50, 100, 0.4038, 0.5962),
        (97, 100, 0.9155, 0.9897),
        (8.5, 10, 0.5412, 0.9646),
    ],
)
def test_wilson(successes: float, total: int, low: float, high: float) -> None:
    assert wilson(successes, total) == pytest.approx((low, high), abs=2e-4)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_share(counted: tuple[int, int]) -> None:
    low, high = wilson(*counted)
    share = counted[0] / counted[1]
    assert 0 <= low <= share + 1e-9 and share - 1e-9 <= high <= 1


def test_paired_by_hand() -> None:
    # 100 pairs, 5 lost and 2 gained: (5 − 2)/102 ± 1.96·√((5 + 2 + 1)/102 − (3/102)²)/√102
    low, high = paired([1.0] * 5 + [-1.0] * 2 + [0.0] * 93)
    assert (low, high) == pytest.approx((-0.0246, 0.0834), abs=5e-4)


def test_no_difference_is_not_certainty() -> None:
    low, high = paired([0.0] * 50)
    assert low < 0 < high


def test_nothing_has_no_interval() -> None:
    with pytest.raises(ValueError, match="nothing"):
        wilson(0, 0)
    with pytest.raises(ValueError, match="nothing"):
        paired([])

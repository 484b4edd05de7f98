"""Intervals: 95 % confidence intervals of measured shares."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

_Z = 1.959964

Interval = tuple[float, float]


def wilson(successes: float, total: int) -> Interval:
    """Wilson score interval of a share (Wilson, 1927); a half credit is half a success.

    Raises:
        ValueError: `total` is 0.
    """
    if not total:
        raise ValueError("no share of nothing")
    share = successes / total
    spread = _Z**2 / total
    middle = share + spread / 2
    reach = _Z * sqrt(share * (1 - share) / total + spread / (4 * total))
    low, high = (middle - reach) / (1 + spread), (middle + reach) / (1 + spread)
    return max(0.0, low), min(1.0, high)


def paired(differences: Sequence[float]) -> Interval:
    """Interval of the mean difference (-1 to 1) of pairs, after Agresti and Min (2005).

    Half a pair is added to each of the four outcomes (both right, both wrong, lost, gained), so
    that the interval has a width even if all differences are 0.

    Raises:
        ValueError: there are no differences.
    """
    if not differences:
        raise ValueError("no difference between nothing")
    total = len(differences) + 2
    mean = sum(differences) / total
    squares = sum(d * d for d in differences) + 1
    reach = _Z * sqrt(max(0.0, squares / total - mean**2) / total)
    return max(-1.0, mean - reach), min(1.0, mean + reach)

"""Thresholds on confidences are chosen and judged as by hand."""

from __future__ import annotations

import pytest

from benchmarks.thresholds import Rejection, reject, strictest

# Nine of ten are right; the least certain right one has a confidence of 0.2.
GUESSES = [(0.9, True)] * 6 + [(0.5, True), (0.4, True), (0.2, True), (0.8, False)]
OUTSIDE = [0.1, 0.3, 0.45, 0.7]


@pytest.mark.parametrize(
    ("in_scope", "threshold"),
    [(0.9, 0.2), (0.81, 0.2), (0.8, 0.4), (0.7, 0.5), (0.6, 0.9), (1.0, 0.0), (0.05, 0.9)],
)
def test_the_highest_that_keeps_enough(in_scope: float, threshold: float) -> None:
    assert strictest(GUESSES, in_scope) == threshold


@pytest.mark.parametrize(
    ("threshold", "in_scope", "recall"),
    [(0.0, 0.9, 0.0), (0.2, 0.9, 0.25), (0.4, 0.8, 0.5), (0.5, 0.7, 0.75), (0.95, 0.0, 1.0)],
)
def test_what_it_does(threshold: float, in_scope: float, recall: float) -> None:
    assert reject(GUESSES, OUTSIDE, threshold) == Rejection(threshold, in_scope, recall)


def test_nothing_to_choose_on() -> None:
    with pytest.raises(ValueError, match="no guesses"):
        strictest([], 0.9)

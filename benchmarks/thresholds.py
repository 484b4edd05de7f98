"""Thresholds: the share of out-of-scope sentences that a confidence threshold rejects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

#: Confidence of the best intent, and whether it is right.
Judged = tuple[float, bool]


@dataclass(frozen=True)
class Rejection:
    """Shares at a threshold: `in_scope` sentences answered correctly, and out-of-scope sentences
    rejected (`recall`).
    """

    threshold: float
    in_scope: float
    recall: float


def strictest(guesses: Sequence[Judged], in_scope: float) -> float:
    """The highest threshold at which this share of in-scope sentences is answered correctly.

    It is 0 if no threshold reaches that share.

    Raises:
        ValueError: there are no guesses.
    """
    if not guesses:
        raise ValueError("no guesses to choose a threshold on")
    right = sorted((confidence for confidence, is_right in guesses if is_right), reverse=True)
    needed = -int(-in_scope * len(guesses) // 1)  # rounded up
    return right[needed - 1] if 0 < needed <= len(right) else 0.0


def reject(guesses: Sequence[Judged], outside: Sequence[float], threshold: float) -> Rejection:
    """The shares at a threshold; `outside` has the confidences of out-of-scope sentences."""
    kept = sum(is_right and confidence >= threshold for confidence, is_right in guesses)
    refused = sum(confidence < threshold for confidence in outside)
    return Rejection(threshold, kept / len(guesses), refused / len(outside))

"""Thresholds: how many unknown sentences are noticed while enough known ones are still answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

#: Confidence in the best intent, and whether it is the right one.
Judged = tuple[float, bool]


@dataclass(frozen=True)
class Rejection:
    """`in_scope`: known sentences answered and right; `recall`: unknown ones refused."""

    threshold: float
    in_scope: float
    recall: float


def strictest(guesses: Sequence[Judged], in_scope: float) -> float:
    """The highest threshold at which this share of known sentences is answered and right.

    0 where that share is out of reach.

    Raises:
        ValueError: there are no guesses.
    """
    if not guesses:
        raise ValueError("no guesses to choose a threshold on")
    right = sorted((confidence for confidence, is_right in guesses if is_right), reverse=True)
    needed = -int(-in_scope * len(guesses) // 1)  # rounded up
    return right[needed - 1] if 0 < needed <= len(right) else 0.0


def reject(guesses: Sequence[Judged], outside: Sequence[float], threshold: float) -> Rejection:
    """What a threshold does; `outside` are confidences on unknown sentences."""
    kept = sum(is_right and confidence >= threshold for confidence, is_right in guesses)
    refused = sum(confidence < threshold for confidence in outside)
    return Rejection(threshold, kept / len(guesses), refused / len(outside))

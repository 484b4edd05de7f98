"""Heads: fits the intents' weights to the training sentences, starting from the tuned ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize

from components.encoder import Head, Vector

#: Steepness of the first weights of an intent that the encoder never saw.
_STEEPNESS = 20.0
#: As the encoder was tuned: soft probabilities, whose sums over a family mean something.
_SMOOTHING = 0.1


def fit(
    vectors: Vector, labels: Sequence[str], tuned: Head | None, hold: float, iterations: int
) -> Head:
    """The head with the least loss on the sentences, held back from leaving the tuned weights.

    The loss is the mean smoothed cross entropy plus `hold` / 2 times the squared distance to the
    weights to begin with: the tuned ones or, for an intent that the encoder was not tuned on, the
    mean of its vectors. In Bayesian words the tuned head is the prior, and what is fitted its mode.
    """
    names = tuple(sorted({*labels, *(tuned.labels if tuned else ())}))
    place = {name: i for i, name in enumerate(names)}
    known = np.array([place[label] for label in labels])
    first = _first(vectors, known, names, tuned)
    wanted = np.full((len(known), len(names)), _SMOOTHING / len(names), dtype=np.float32)
    wanted[np.arange(len(known)), known] += 1 - _SMOOTHING
    with_one = np.concatenate([vectors, np.ones((len(vectors), 1), np.float32)], axis=1)

    def loss(flat: np.ndarray[tuple[int], np.dtype[np.float64]]) -> tuple[float, Vector]:
        weights = flat.reshape(first.shape).astype(np.float32)
        logits = with_one @ weights.T
        logits -= logits.max(axis=1, keepdims=True)
        log_shares = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
        away = weights - first
        value = -(wanted * log_shares).sum() / len(known) + hold / 2 * (away * away).sum()
        slope = (np.exp(log_shares) - wanted).T @ with_one / len(known) + hold * away
        return float(value), slope.astype(np.float64).ravel()

    weights = first
    if iterations:  # of which scipy takes one at least
        found = minimize(
            loss, first.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": iterations}
        )
        weights = found.x.reshape(first.shape).astype(np.float32)
    return Head(names, weights[:, :-1].copy(), weights[:, -1].copy())


def _first(
    vectors: Vector,
    known: np.ndarray[tuple[int], np.dtype[np.int64]],
    names: Sequence[str],
    tuned: Head | None,
) -> Vector:
    """Weights to begin with, the bias in the last column."""
    first = np.zeros((len(names), vectors.shape[1] + 1), dtype=np.float32)
    for i, name in enumerate(names):
        if tuned and name in tuned.labels:
            at = tuned.labels.index(name)
            first[i] = [*tuned.weights[at], tuned.bias[at]]
        else:
            mean = vectors[known == i].mean(axis=0)
            first[i, :-1] = _STEEPNESS * mean / max(float(np.linalg.norm(mean)), 1e-6)
    return first

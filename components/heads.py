"""Heads: fits the intents' weights to new training sentences, starting from the tuned ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from components.onnx_encoder import Head, Vector

#: Of flat weights: the loss and its slope.
Loss = Callable[[NDArray[np.float64]], tuple[float, Vector]]
#: Steepness of the first weights of an intent that the encoder never saw.
_STEEPNESS = 20.0
#: As the encoder was tuned: soft probabilities, whose sums over a family mean something.
_SMOOTHING = 0.1
#: What a new sentence weighs against one that was learnt: few new ones stand beside thousands.
_NEW = 3.0


def fit(
    vectors: Vector,
    labels: Sequence[str],
    learnt: Sequence[bool],
    tuned: Head | None,
    hold: float,
    iterations: int,
) -> Head:
    """The head with the least loss on the sentences, held back from leaving the tuned weights.

    A sentence that the encoder has learnt shall stay what the tuned head says of it (Li and
    Hoiem, "Learning without Forgetting", 2016), so without new sentences the tuned head stays as
    it is; a new one shall get its label. The loss is the weighted mean cross entropy plus `hold` /
    2 times the squared distance to the weights to begin with: the tuned ones or, for an intent
    that the encoder was not tuned on, the mean of its vectors.
    """
    names = tuple(sorted({*labels, *(tuned.labels if tuned else ())}))
    place = {name: i for i, name in enumerate(names)}
    known = np.array([place[label] for label in labels], dtype=np.int64)
    old = np.array(learnt, dtype=bool) & (tuned is not None)
    first = _first(vectors, known, names, tuned)
    wanted = _wanted(vectors, known, old, place, tuned)
    weight = np.where(old, 1, _NEW).astype(np.float32)
    wanted *= (weight / weight.sum())[:, None]
    with_one = np.concatenate([vectors, np.ones((len(vectors), 1), np.float32)], axis=1)

    def loss(flat: NDArray[np.float64]) -> tuple[float, Vector]:
        weights = flat.reshape(first.shape).astype(np.float32)
        shares = _shares(with_one @ weights.T)
        away = weights - first
        value = -(wanted * np.log(shares + 1e-12)).sum() + hold / 2 * (away * away).sum()
        each = wanted.sum(axis=1, keepdims=True)
        slope = (shares * each - wanted).T @ with_one + hold * away
        return float(value), slope.astype(np.float64).ravel()

    weights = first if old.all() else _least(loss, first, iterations)
    return Head(names, weights[:, :-1].copy(), weights[:, -1].copy())


def _least(loss: Loss, first: Vector, iterations: int) -> Vector:
    """The weights with the least loss; `iterations` 0 leaves the first ones, scipy takes a step."""
    if not iterations:
        return first
    options = {"maxiter": iterations}
    found = minimize(loss, first.ravel(), jac=True, method="L-BFGS-B", options=options)
    weights: Vector = found.x.reshape(first.shape).astype(np.float32)
    return weights


def _wanted(
    vectors: Vector,
    known: NDArray[np.int64],
    old: NDArray[np.bool_],
    place: Mapping[str, int],
    tuned: Head | None,
) -> Vector:
    """Probabilities to reach: the label's, or for what was learnt those of the tuned head."""
    wanted = np.full((len(known), len(place)), _SMOOTHING / len(place), dtype=np.float32)
    wanted[np.arange(len(known)), known] += 1 - _SMOOTHING
    if tuned:
        said = np.zeros_like(wanted)
        said[:, [place[name] for name in tuned.labels]] = _shares(
            vectors @ tuned.weights.T + tuned.bias
        )
        wanted[old] = said[old]
    return wanted


def _shares(logits: Vector) -> Vector:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Vector = powers / powers.sum(axis=1, keepdims=True)
    return shares


def _first(
    vectors: Vector,
    known: NDArray[np.int64],
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

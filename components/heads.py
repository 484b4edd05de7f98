"""Heads: fits the intent head to new training sentences, starting from the tuned weights."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from components.onnx_encoder import Head, Vector

#: From flattened weights to the loss and its gradient.
Loss = Callable[[NDArray[np.float64]], tuple[float, Vector]]
#: Length of the initial weight vector of an intent that the encoder was not tuned on.
_STEEPNESS = 20.0
#: Label smoothing, the same as in tuning: without it sums over a family of intents mean little.
_SMOOTHING = 0.1
#: Weight of a new sentence; one that the encoder has learnt weighs 1, but there are thousands.
_NEW_WEIGHT = 3.0


def fit(
    vectors: Vector,
    labels: Sequence[str],
    learnt: Sequence[bool],
    tuned: Head | None,
    hold: float,
    iterations: int,
) -> Head:
    """The head with the least loss on the sentences, without moving far from the tuned weights.

    The target of a new sentence is its label. The target of a sentence that the encoder has
    learnt is what the tuned head predicts for it (Li and Hoiem, "Learning without Forgetting",
    2016), so without new sentences the tuned head does not change. The loss is the weighted mean
    cross entropy plus `hold` / 2 times the squared distance to the initial weights: the tuned ones
    or, for an intent that the encoder was not tuned on, the mean of its vectors.

    Args:
        vectors: unit vectors of the sentences, shape (sentences, dimensions).
        labels: the intent of each sentence.
        learnt: whether the encoder was tuned on the sentence.
        tuned: the head to start from, if the encoder has one.
        hold: strength of the pull towards the initial weights.
        iterations: steps of L-BFGS-B at most; 0 keeps the initial weights.
    """
    names = tuple(sorted({*labels, *(tuned.labels if tuned else ())}))
    index = {name: i for i, name in enumerate(names)}
    indices = np.array([index[label] for label in labels], dtype=np.int64)
    old = np.array(learnt, dtype=bool) & (tuned is not None)
    initial = _initial(vectors, indices, names, tuned)
    targets = _targets(vectors, indices, old, index, tuned)
    weight = np.where(old, 1, _NEW_WEIGHT).astype(np.float32)
    targets *= (weight / weight.sum())[:, None]
    with_one = np.concatenate([vectors, np.ones((len(vectors), 1), np.float32)], axis=1)

    def loss(flat: NDArray[np.float64]) -> tuple[float, Vector]:
        weights = flat.reshape(initial.shape).astype(np.float32)
        predicted = _softmax(with_one @ weights.T)
        shift = weights - initial
        value = -(targets * np.log(predicted + 1e-12)).sum() + hold / 2 * (shift * shift).sum()
        each = targets.sum(axis=1, keepdims=True)
        gradient = (predicted * each - targets).T @ with_one + hold * shift
        return float(value), gradient.astype(np.float64).ravel()

    weights = initial if old.all() else _minimized(loss, initial, iterations)
    return Head(names, weights[:, :-1].copy(), weights[:, -1].copy())


def _minimized(loss: Loss, initial: Vector, iterations: int) -> Vector:
    """The weights with the least loss; asked for no iterations, scipy would still take a step."""
    if not iterations:
        return initial
    options = {"maxiter": iterations}
    found = minimize(loss, initial.ravel(), jac=True, method="L-BFGS-B", options=options)
    weights: Vector = found.x.reshape(initial.shape).astype(np.float32)
    return weights


def _targets(
    vectors: Vector,
    indices: NDArray[np.int64],
    old: NDArray[np.bool_],
    index: Mapping[str, int],
    tuned: Head | None,
) -> Vector:
    """Target probabilities: from the label or, for learnt sentences, from the tuned head."""
    targets = np.full((len(indices), len(index)), _SMOOTHING / len(index), dtype=np.float32)
    targets[np.arange(len(indices)), indices] += 1 - _SMOOTHING
    if tuned:
        tuned_targets = np.zeros_like(targets)
        tuned_targets[:, [index[name] for name in tuned.labels]] = _softmax(
            vectors @ tuned.weights.T + tuned.bias
        )
        targets[old] = tuned_targets[old]
    return targets


def _softmax(logits: Vector) -> Vector:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    predicted: Vector = powers / powers.sum(axis=1, keepdims=True)
    return predicted


def _initial(
    vectors: Vector,
    indices: NDArray[np.int64],
    names: Sequence[str],
    tuned: Head | None,
) -> Vector:
    """The initial weights, shape (intents, dimensions + 1), with the bias in the last column."""
    initial = np.zeros((len(names), vectors.shape[1] + 1), dtype=np.float32)
    for i, name in enumerate(names):
        if tuned and name in tuned.labels:
            at = tuned.labels.index(name)
            initial[i] = [*tuned.weights[at], tuned.bias[at]]
        else:
            mean = vectors[indices == i].mean(axis=0)
            initial[i, :-1] = _STEEPNESS * mean / max(float(np.linalg.norm(mean)), 1e-6)
    return initial

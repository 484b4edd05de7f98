"""Model of the urgent gate: a margin in the space of sentence vectors and word groups."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC

from components.encoder import Vector

_FILE = "urgent_model.npz"
#: Calm examples that are learnt from.
_CALM = 3000


class UrgentModel:
    """Tells urgent vectors from calm ones (support vectors), and which kind of urgent they are.

    A support vector machine, since it parts "I have a fever after PRP" from "what if I get a
    fever after PRP" better than a logistic regression (docs/measurements.md).
    """

    def __init__(self, arrays: dict[str, NDArray[np.float32]], ids: Sequence[str]) -> None:
        self._arrays = arrays
        self._ids = list(ids)
        self._gamma = float(arrays["gamma"])
        self._support = arrays["support"]
        self._norms = (self._support**2).sum(axis=1)

    @classmethod
    def train(
        cls, vectors: Vector, labels: Sequence[str | None], c: float, gamma: float
    ) -> UrgentModel:
        """Learn from vectors, each labelled with its urgent id or None where it is calm.

        Only the calm ones nearest to urgent ones draw the border; the rest would only cost time.
        """
        near = _near_the_border(vectors, np.array([label is not None for label in labels]))
        vectors, labels = vectors[near], [labels[i] for i in near]
        urgent = np.array([label is not None for label in labels])
        machine = SVC(C=c, kernel="precomputed", class_weight="balanced")
        machine.fit(_kernel(vectors, vectors, gamma), urgent)
        ids = [str(label) for label in labels if label is not None]
        kinds = LogisticRegression(C=c, max_iter=1000, multi_class="multinomial")
        kinds.fit(vectors[urgent], ids)
        arrays = {
            "gamma": np.float32(gamma),
            "support": vectors[machine.support_],
            "coefficients": machine.dual_coef_[0],
            "intercept": machine.intercept_[0],
            "kind_weights": kinds.coef_,
            "kind_bias": kinds.intercept_,
        }
        return cls({n: np.asarray(a, np.float32) for n, a in arrays.items()}, list(kinds.classes_))

    @classmethod
    def load(cls, folder: Path) -> UrgentModel | None:
        """The model that `save` has written to the folder, if any."""
        if not (folder / _FILE).is_file():
            return None
        with np.load(folder / _FILE, allow_pickle=False) as stored:
            ids = [str(name) for name in stored["ids"]]
            return cls({name: stored[name] for name in stored.files if name != "ids"}, ids)

    def save(self, folder: Path) -> None:
        np.savez(folder / _FILE, ids=np.array(self._ids), **self._arrays)

    def score(self, vector: Vector) -> float:
        """How urgent, 0 to 1; 0.5 is the border. The squashed margin, not a share of cases."""
        distances = self._norms - 2 * (self._support @ vector) + float(vector @ vector)
        kernel = np.exp(-self._gamma * np.maximum(distances, 0))
        margin = float(kernel @ self._arrays["coefficients"] + self._arrays["intercept"])
        return float(1 / (1 + np.exp(-2 * margin)))

    def kind(self, vector: Vector) -> str:
        """The likeliest of the urgent ids."""
        logits = self._arrays["kind_weights"] @ vector + self._arrays["kind_bias"]
        return self._ids[int(np.argmax(logits))]


def _kernel(one: Vector, other: Vector, gamma: float) -> Vector:
    squares = (one**2).sum(axis=1)[:, None] + (other**2).sum(axis=1)[None, :]
    kernel: Vector = np.exp(-gamma * np.maximum(squares - 2 * one @ other.T, 0))
    return kernel


def _near_the_border(vectors: Vector, urgent: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Positions of all urgent vectors and of the calm ones nearest to any of them."""
    calm = np.flatnonzero(~urgent)
    nearness = (vectors[calm] @ vectors[urgent].T).max(axis=1)
    return np.sort(np.concatenate([np.flatnonzero(urgent), calm[np.argsort(-nearness)[:_CALM]]]))

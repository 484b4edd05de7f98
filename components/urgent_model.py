"""Model of the urgent gate: a margin among sentence vectors and word groups, and the words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC
from threadpoolctl import threadpool_limits

from components.encoder import Vector
from components.lexical import LexicalModel

_FILE = "urgent_model.npz"
_WORDS, _WORD_ARRAYS = "urgent_words.json", "urgent_words.npz"
#: Calm examples that the support vectors are chosen from.
_CALM = 3000
_TINY = 1e-6
#: No margin counts for more: what all else finds calm by as much need not be looked at.
MOST = 3.0


class Example(NamedTuple):
    """A text, its vector with the word groups behind it, and its urgent id or None if calm."""

    text: str
    vector: Vector
    id: str | None


class UrgentModel:
    """Tells urgent texts from calm ones, and which kind of urgent they are.

    A support vector machine over vectors, since it parts "I have a fever after PRP" from "what
    if I get a fever after PRP" better than a logistic regression; and a logistic regression
    over words, which halves what the machine gets wrong (docs/measurements.md).
    """

    def __init__(
        self, arrays: dict[str, NDArray[np.float32]], ids: Sequence[str], words: LexicalModel
    ) -> None:
        self._arrays = arrays
        self._ids = list(ids)
        self._words = words
        self._gamma = float(arrays["gamma"])
        self._support = arrays["support"]
        self._norms = (self._support**2).sum(axis=1)

    @classmethod
    def train(cls, examples: Sequence[Example], c: float, gamma: float) -> UrgentModel:
        """Learn from examples of at least two urgent ids and calm ones."""
        urgent = np.array([example.id is not None for example in examples])
        named = ["urgent" if each else "calm" for each in urgent]
        vectors = np.stack([example.vector for example in examples])
        with threadpool_limits(1), ThreadPoolExecutor(1) as beside:  # one core each
            texts = [example.text for example in examples]
            words = beside.submit(LexicalModel.train, texts, named, c=c, iterations=200)
            near = _near_the_border(vectors, urgent)
            machine = SVC(C=c, kernel="precomputed", class_weight="balanced")
            machine.fit(_kernel(vectors[near], vectors[near], gamma), urgent[near])
            kinds = LogisticRegression(C=c, max_iter=1000, multi_class="multinomial")
            kinds.fit(vectors[urgent], [example.id for example in examples if example.id])
        arrays = {
            "gamma": np.float32(gamma),
            "support": vectors[near][machine.support_],
            "coefficients": machine.dual_coef_[0],
            "intercept": machine.intercept_[0],
            "kind_weights": kinds.coef_,
            "kind_bias": kinds.intercept_,
        }
        small = {name: np.asarray(array, np.float32) for name, array in arrays.items()}
        return cls(small, [str(id_) for id_ in kinds.classes_], words.result())

    @classmethod
    def load(cls, folder: Path) -> UrgentModel | None:
        """The model that `save` has written to the folder, if any."""
        if not (folder / _FILE).is_file():
            return None
        with np.load(folder / _FILE, allow_pickle=False) as stored:
            ids = [str(name) for name in stored["ids"]]
            arrays = {name: stored[name] for name in stored.files if name != "ids"}
        listed = json.loads((folder / _WORDS).read_text(encoding="utf-8"))
        with np.load(folder / _WORD_ARRAYS, allow_pickle=False) as stored:
            return cls(arrays, ids, LexicalModel(listed, stored))

    def save(self, folder: Path) -> None:
        np.savez(folder / _FILE, ids=np.array(self._ids), **self._arrays)
        (folder / _WORDS).write_text(json.dumps(self._words.words), encoding="utf-8")
        np.savez(folder / _WORD_ARRAYS, **self._words.arrays)

    def margin(self, vector: Vector) -> float:
        """How far on the urgent side of the border, up to MOST; negative on the calm side."""
        distances = self._norms - 2 * (self._support @ vector) + float(vector @ vector)
        kernel = np.exp(-self._gamma * np.maximum(distances, 0))
        return min(MOST, float(kernel @ self._arrays["coefficients"] + self._arrays["intercept"]))

    def word_odds(self, text: str) -> float:
        """Logarithm of the odds that the words by themselves give for urgent."""
        calm, urgent = self._words.probabilities(text)
        return float(np.log(urgent + _TINY) - np.log(calm + _TINY))

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

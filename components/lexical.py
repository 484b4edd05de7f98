"""LexicalModel: what the words of a text, by themselves, say about its intent."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

Array = NDArray[np.float32]

#: Texts whose probabilities are kept, so that they may be worked out ahead.
_KEPT = 64


class LexicalModel:
    """Logistic regression over weighted words and word pairs.

    A sentence vector blurs rare words that decide ("lab", "insurer"); this sees nothing else.
    """

    def __init__(self, words: Sequence[str], arrays: Mapping[str, Array]) -> None:
        self.words = list(words)
        self.arrays = dict(arrays)
        self._places = {word: place for place, word in enumerate(words)}
        self._analyze = _vectorizer().build_analyzer()
        self.probabilities = lru_cache(maxsize=_KEPT)(self._probabilities)

    @classmethod
    def train(
        cls,
        texts: Sequence[str],
        labels: Sequence[str],
        c: float,
        iterations: int,
        least: int = 2,
    ) -> LexicalModel:
        """Learn from texts with at least two labels; the labels are kept in sorted order.

        Words and pairs that fewer texts than `least` have are left out.
        """
        vectorizer = _vectorizer(min_df=least if len(texts) > len(set(labels)) else 1)
        features = vectorizer.fit_transform(texts)
        model = LogisticRegression(C=c, max_iter=iterations, multi_class="multinomial")
        model.fit(features, labels)
        weights, bias = softmax_form(model)
        arrays = {"idf": vectorizer.idf_.astype(np.float32), "weights": weights.T, "bias": bias}
        return cls(list(vectorizer.get_feature_names_out()), arrays)

    def _probabilities(self, text: str) -> Array:
        """One for each label, in sorted order; without a known word what is common is likely."""
        counts: dict[int, int] = {}
        for word in self._analyze(text):
            place = self._places.get(word)
            if place is not None:
                counts[place] = counts.get(place, 0) + 1
        places = np.fromiter(counts, dtype=np.intp, count=len(counts))
        # What the vectorizer would do, without its half a millisecond of sparse matrices.
        often = np.fromiter(counts.values(), np.float32, len(counts))
        values: Array = (1 + np.log(often)) * self.arrays["idf"][places]
        values = values / max(math.sqrt(values @ values), 1e-9)
        logits = values @ self.arrays["weights"][places] + self.arrays["bias"]
        probabilities = softmax(logits)
        probabilities.flags.writeable = False  # others are given the same
        return probabilities


def _vectorizer(**options: object) -> TfidfVectorizer:
    # "I" and the question mark tell as much as many a word.
    return TfidfVectorizer(
        ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"\w+|[?!]", **options
    )


def softmax(logits: Array) -> Array:
    """Probabilities of logits, shape (n,)."""
    odds: Array = np.exp(logits - np.maximum.reduce(logits))
    odds /= np.add.reduce(odds)
    return odds


def softmax_form(model: LogisticRegression) -> tuple[Array, Array]:
    """Weights (classes, dimensions) and bias; scikit-learn keeps one row for two classes."""
    weights, bias = model.coef_, model.intercept_
    if len(model.classes_) == 2:
        weights, bias = np.vstack([-weights, weights]), np.concatenate([-bias, bias])
    return weights.astype(np.float32), bias.astype(np.float32)

"""NearestLogisticClassifier: logistic regression over vectors and words × nearest example."""

from __future__ import annotations

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.preprocessing import LabelBinarizer
from threadpoolctl import threadpool_limits

from components.encoder import Vector
from components.fingerprint import code_fingerprint
from components.keys import CLAUSES, CORRECTED_TEXT, EMBEDDING, RANKING
from components.lexical import LexicalModel, softmax, softmax_form
from components.neighbours import Neighbours
from components.ranking import Intents, Ranking

_ARRAYS, _LABELS = "classifier.npz", "labels.json"
_WORDS, _WORD_ARRAYS = "words.json", "words.npz"
#: Where the regression starts: regularisation of the linear one, and logits per unit of it.
_RIDGE, _STEEPNESS = 10.0, 25.0


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class NearestLogisticClassifier(GraphComponent, IntentClassifier):
    """Ranks the intents of a message and, when it is asked for, of each of its clauses.

    confidence = probability × cosine to the nearest training example. The probability is
    the logistic regression's over the sentence vector, mixed with the vote of the nearest
    examples and with what the words by themselves say; the cosine is what tells unknown
    questions from known ones (docs/measurements.md has what each gains).
    Intents are full ones (`faq/cost`).
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # Inverse regularisation; the default of 1 leaves probabilities near 1/n.
            "C": 20.0,
            "max_iterations": 40,
            # Nearest examples that vote; they are looked for in the intents that have this share
            # by all else. The weight of their vote beside the regression's.
            "neighbours": 10,
            "likely": 0.02,
            "neighbour_weight": 0.4,
            # Cosine by which an example must be nearer to weigh e times more.
            "neighbour_scale": 0.05,
            # Weight of the words by themselves beside both, their inverse regularisation, the
            # iterations, and how many examples a word must be in.
            "lexical_weight": 0.4,
            "lexical_C": 10.0,
            "lexical_iterations": 40,
            "lexical_least": 3,
            # Intents kept in the parse result's ranking; all are handed on within the pipeline.
            "ranking_length": 3,
        }

    @staticmethod
    def fingerprint_addon(config: dict[str, Any]) -> str:
        """Rasa's cache doesn't see helper modules: this hash makes it."""
        return code_fingerprint("classifier.py", "lexical.py", "neighbours.py", "ranking.py")

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._intents = Intents([])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NearestLogisticClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> NearestLogisticClassifier:
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            labels = json.loads((Path(folder) / _LABELS).read_text(encoding="utf-8"))
            component._intents = Intents(labels)
            with np.load(Path(folder) / _ARRAYS, allow_pickle=False) as arrays:
                component._weights = arrays["weights"]
                component._bias = arrays["bias"]
                component._neighbours = Neighbours(
                    {name: arrays[name] for name in ("examples", "begins")}
                )
            words = json.loads((Path(folder) / _WORDS).read_text(encoding="utf-8"))
            with np.load(Path(folder) / _WORD_ARRAYS, allow_pickle=False) as arrays:
                component._lexical = LexicalModel(words, arrays)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        examples = [m for m in training_data.intent_examples if m.get(EMBEDDING) is not None]
        vectors = np.stack([np.asarray(m.get(EMBEDDING)) for m in examples])
        labels = [m.get_full_intent() for m in examples]
        words = [self._config[f"lexical_{name}"] for name in ("C", "iterations", "least")]
        # One core each: both wait for memory, and a second thread makes neither faster.
        with threadpool_limits(1), ThreadPoolExecutor(1) as beside:
            lexical = beside.submit(LexicalModel.train, list(map(_text, examples)), labels, *words)
            model = _begun(vectors, labels).set_params(
                C=self._config["C"], max_iter=self._config["max_iterations"]
            )
            model.fit(vectors, labels)
            self._lexical = lexical.result()
        self._intents = Intents([str(label) for label in model.classes_])
        self._weights, self._bias = softmax_form(model)
        places = np.searchsorted(model.classes_, labels)
        self._neighbours = Neighbours.of(vectors, places, len(model.classes_))
        self._save()
        return self._resource

    def _save(self) -> None:
        with self._storage.write_to(self._resource) as folder:
            (Path(folder) / _LABELS).write_text(json.dumps(self._intents.names), encoding="utf-8")
            np.savez(
                Path(folder) / _ARRAYS,
                weights=self._weights,
                bias=self._bias,
                **self._neighbours.arrays,
            )
            words = json.dumps(self._lexical.words)
            (Path(folder) / _WORDS).write_text(words, encoding="utf-8")
            np.savez(Path(folder) / _WORD_ARRAYS, **self._lexical.arrays)

    def ahead(self, text: str) -> str:
        """What the words by themselves say, while the vector is being worked out."""
        self._lexical.probabilities(text)
        return text

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = _text(message)
            ranking = self.rank(message.get(EMBEDDING), text)
            message.set(RANKING, ranking)
            shown = ranking[: self._config["ranking_length"]]
            message.set(INTENT_RANKING_KEY, shown, add_to_output=True)
            message.set(INTENT, dict(ranking[0]), add_to_output=True)
            for clause in message.get(CLAUSES) or []:
                if clause["text"] == text:
                    clause["ranking"] = ranking
                else:
                    clause.later("ranking", partial(self._rank_clause, clause))
        return messages

    def rank(self, vector: Vector, text: str) -> Ranking:
        """All intents; their confidences add up to the cosine to the nearest training example."""
        regression, words = self._regression(vector), self._lexical.probabilities(text)
        weight, lexical = self._config["neighbour_weight"], self._config["lexical_weight"]
        known = (1 - lexical) * (1 - weight) * regression + lexical * words
        least = min(self._config["likely"] * known.sum(), known.max())
        likely = np.flatnonzero(known >= least)
        nearest, cosines = self._neighbours.nearest(vector, self._config["neighbours"], likely)
        probabilities = known + (1 - lexical) * weight * self._vote(nearest, cosines)
        return Ranking(self._intents, probabilities * min(max(float(cosines.max()), 0.0), 1.0))

    def _rank_clause(self, clause: Mapping[str, Any]) -> Ranking:
        return self.rank(clause["embedding"], clause["text"])

    def _regression(self, vector: Vector) -> Vector:
        logits = self._weights @ vector + self._bias
        return softmax(logits)

    def _vote(self, nearest: NDArray[np.intp], cosines: Vector) -> Vector:
        votes = softmax(cosines / self._config["neighbour_scale"])
        count = len(self._intents.names)
        return np.bincount(nearest, votes, minlength=count).astype(np.float32)


def _begun(vectors: Vector, labels: list[str]) -> LogisticRegression:
    """A regression that starts from what a linear one finds at once: half of the iterations."""
    binarizer = LabelBinarizer()
    ridge = Ridge(_RIDGE).fit(vectors, binarizer.fit_transform(labels).astype(np.float32))
    model = LogisticRegression(warm_start=True)
    model.classes_ = binarizer.classes_
    model.coef_ = _STEEPNESS * np.atleast_2d(ridge.coef_)
    model.intercept_ = _STEEPNESS * np.atleast_1d(ridge.intercept_)
    return model


def _text(message: Message) -> str:
    return str(message.get(CORRECTED_TEXT) or message.get(TEXT) or "")

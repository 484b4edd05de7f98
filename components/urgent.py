"""UrgentGate: emergencies, complications and crises overrule every other intent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.decision import family_sums
from components.encoder import Encoder, Vector, quantized_model, source_model
from components.fingerprint import code_fingerprint
from components.keys import CLAUSES, CORRECTED_TEXT, EMBEDDING, RANKING, URGENT
from components.parser import language
from components.urgent_model import UrgentModel
from components.urgent_patterns import Reading, UrgentPatterns
from components.urgent_words import english_words

_PATTERNS, _CONFUSABLE = "urgent_patterns.yml", "confusable.json"


@dataclass(frozen=True)
class Alarm:
    """What the gate sets: the id of the urgent reply and how sure it is."""

    id: str
    confidence: float


@dataclass(frozen=True)
class View:
    """Of one sentence: the likeliest urgent id, the model's score, the classifier's share."""

    id: str
    score: float
    share: float
    excused: bool


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class UrgentGate(GraphComponent, IntentClassifier):
    """Sets `intent` and `urgent` (the id) where a pattern or the model says so; else nothing.

    Looks at the text as typed and as corrected, and at every sentence of a longer message.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # Family of the intents to learn from, and the intent that is set.
            "intent": "urgent",
            # File of words, patterns, harmless phrases and look-alike sentences.
            "patterns": "data/nlu/urgent_patterns.yml",
            # The model fires from this score on (0.5: as near to urgent as to calm) …
            "threshold": 0.45,
            # … and from this one where every complaint is denied, over or only asked about,
            "excused_threshold": 0.7,
            # … if the classifier gives the urgent intents this share of its confidence,
            "share": 0.4,
            # or from this lower score on where it gives them nearly all.
            "sure_threshold": 0.35,
            "sure_share": 0.85,
            # A pattern fires alone, but not where model and classifier are both surer than
            # this that all is calm ("hair spray is choking me").
            "calm_threshold": 0.15,
            "calm_share": 0.1,
            # Share of the word groups beside the sentence vector.
            "group_weight": 0.3,
            # Sentence model and its quantisation: as for SentenceEmbedder.
            "model": None,
            "quantize": True,
            # Regularisation of the support vector machine and the width of its kernel.
            "C": 10.0,
            "gamma": 1.0,
        }

    @staticmethod
    def fingerprint_addon(config: dict[str, Any]) -> str:
        """Rasa's cache sees neither helper modules nor the pattern file: this hash makes it."""
        modules = ("urgent", "urgent_grammar", "urgent_model", "urgent_patterns", "urgent_words")
        code = code_fingerprint(*(f"{name}.py" for name in modules))
        source = Path(config["patterns"]).read_bytes()
        return f"{code} {hashlib.sha256(source).hexdigest()[:16]}"

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        patterns: UrgentPatterns,
        model: UrgentModel | None = None,
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._patterns = patterns
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> UrgentGate:
        source = Path(config["patterns"]).read_text(encoding="utf-8")
        return cls(config, model_storage, resource, UrgentPatterns(source))

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> UrgentGate:
        language()  # now, not when the first frightened visitor waits for it
        with model_storage.read_from(resource) as folder:
            source = (Path(folder) / _PATTERNS).read_text(encoding="utf-8")
            confusable = json.loads((Path(folder) / _CONFUSABLE).read_text(encoding="utf-8"))
            model = UrgentModel.load(Path(folder))
        patterns = UrgentPatterns(source, confusable)
        return cls(config, model_storage, resource, patterns, model)

    def train(self, training_data: TrainingData) -> Resource:
        source = Path(self._config["patterns"]).read_text(encoding="utf-8")
        confusable = self._patterns.lexicon.confusables(english_words())
        self._patterns = UrgentPatterns(source, confusable)
        self._model = self._train_model(training_data)
        with self._storage.write_to(self._resource) as folder:
            (Path(folder) / _PATTERNS).write_text(source, encoding="utf-8")
            (Path(folder) / _CONFUSABLE).write_text(json.dumps(confusable), encoding="utf-8")
            if self._model:
                self._model.save(Path(folder))
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            alarm = self._judge(message)
            if alarm:
                intent = {"name": self._config["intent"], "confidence": alarm.confidence}
                message.set(INTENT, intent, add_to_output=True)
                message.set(URGENT, alarm.id, add_to_output=True)
        return messages

    def _judge(self, message: Message) -> Alarm | None:
        raw = message.get(TEXT) or ""
        texts = dict.fromkeys([message.get(CORRECTED_TEXT) or raw, raw])
        readings = [self._patterns.read(text) for text in texts]
        views = self._views(message, readings[0])
        matched = next(filter(None, map(self._patterns.match, readings)), None)
        if matched and not self._is_calm(views):
            return Alarm(matched, max([self._config["threshold"], *(v.score for v in views)]))
        alarming = [view for view in views if self._is_alarming(view)]
        loudest = max(alarming, key=lambda view: view.score, default=None)
        return Alarm(loudest.id, loudest.score) if loudest else None

    def _views(self, message: Message, whole: Reading) -> list[View]:
        """What the model and the classifier say of the message and of each of its sentences."""
        if self._model is None or message.get(EMBEDDING) is None:
            return []
        parts = [(whole, message.get(EMBEDDING), message.get(RANKING))]
        for clause in message.get(CLAUSES) or []:
            if clause.get("split") is None:  # a sentence, not a proposed piece of one
                reading = self._patterns.read(clause["text"])
                parts.append((reading, clause["embedding"], clause.get("ranking")))
        return [self._view(*part) for part in parts]

    def _view(
        self, reading: Reading, embedding: Vector, ranking: Sequence[Mapping[str, Any]] | None
    ) -> View:
        assert self._model is not None
        vector = self._vector(reading, embedding)
        score = self._model.score(vector)
        sums = family_sums(ranking or [])
        total = sum(sums.values())
        share = sums[self._config["intent"]] / total if total else 1.0
        # Excuses take a parse: not for the many messages that no threshold would let fire.
        excused = score >= self._config["sure_threshold"] and self._patterns.excuses(reading)
        return View(self._model.kind(vector), score, share, excused)

    def _is_alarming(self, view: View) -> bool:
        needed = self._config["excused_threshold" if view.excused else "threshold"]
        if view.score >= needed and view.share >= self._config["share"]:
            return True
        sure = view.score >= self._config["sure_threshold"] and not view.excused
        return sure and view.share >= self._config["sure_share"]

    def _is_calm(self, views: Sequence[View]) -> bool:
        """Whether model and classifier agree that nothing is urgent; never without them."""
        return bool(views) and all(
            view.score < self._config["calm_threshold"] and view.share < self._config["calm_share"]
            for view in views
        )

    def _vector(self, reading: Reading, embedding: Vector) -> Vector:
        """Sentence vector and, behind it, which of the word groups are there."""
        present = np.array([name in reading.found for name in self._patterns.groups])
        groups = self._config["group_weight"] * present.astype(np.float32)
        vector: Vector = np.concatenate([embedding, groups]).astype(np.float32)
        return vector

    def _train_model(self, training_data: TrainingData) -> UrgentModel | None:
        family = self._config["intent"] + "/"
        examples = [m for m in training_data.intent_examples if m.get(EMBEDDING) is not None]
        labels = [_urgent_id(m.get_full_intent(), family) for m in examples]
        if len(set(labels)) < 3:  # calm and at least two kinds of urgent
            return None
        vectors = [self._vector(self._read(m), m.get(EMBEDDING)) for m in examples]
        for text, embedding in zip(*self._lookalikes(), strict=True):
            vectors.append(self._vector(self._patterns.read(text), embedding))
            labels.append(None)
        return UrgentModel.train(
            np.stack(vectors), labels, self._config["C"], self._config["gamma"]
        )

    def _read(self, message: Message) -> Reading:
        return self._patterns.read(message.get(CORRECTED_TEXT) or message.get(TEXT))

    def _lookalikes(self) -> tuple[list[str], Vector]:
        """The look-alike sentences and their vectors, from the same encoder as the examples'."""
        texts = list(self._patterns.lookalikes)
        source = source_model(self._config["model"])
        model = quantized_model(source) if self._config["quantize"] else source.read_bytes()
        return texts, Encoder(model).encode(texts, threads=2)


def _urgent_id(intent: str, family: str) -> str | None:
    return intent.removeprefix(family) if intent.startswith(family) else None

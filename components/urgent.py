"""UrgentGate: emergencies, complications and crises overrule every other intent."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator
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

from components.encoder import Encoder, Vector, quantized_model, source_model
from components.fingerprint import code_fingerprint
from components.keys import CLAUSES, CORRECTED_TEXT, EMBEDDING, RANKING, URGENT, URGENT_SCORE
from components.parser import language
from components.ranking import Ranking
from components.urgent_model import MOST, Example, UrgentModel
from components.urgent_patterns import Reading, UrgentPatterns
from components.urgent_words import english_words

_PATTERNS, _CONFUSABLE = "urgent_patterns.yml", "confusable.json"
#: Characters of a message that tells a story.
_STORY = 200


@dataclass(frozen=True)
class Alarm:
    """What the gate sets: the id of the urgent reply and how urgent it is (0 is the border)."""

    id: str
    score: float


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class UrgentGate(GraphComponent, IntentClassifier):
    """Sets `intent` and `urgent` (the id) where a pattern or the model says so; else nothing.

    Looks at the text as typed and as corrected, and at the sentences of a longer message.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # Family of the intents to learn from, and the intent that is set.
            "intent": "urgent",
            # File of words, patterns, harmless phrases and look-alike sentences.
            "patterns": "data/nlu/urgent_patterns.yml",
            # Score from which a message, or a sentence of it, is urgent: the model's margin …
            "threshold": 0.1,
            # … plus what its words say, and what share the classifier gives the urgent intents
            # (both as logarithms of odds), each with this weight …
            "word_weight": 0.3,
            "share_weight": 0.8,
            # … less this where every complaint is denied, over, hearsay or only asked about …
            "excuse": 0.5,
            # … and less this where a denial is all there is.
            "denial": 6.0,
            # Where a pattern fits, this score is enough: it fires unless all else is calm.
            "pattern_threshold": -1.0,
            # A sentence of a story needs this much more: each is one more chance to be wrong.
            "sentence": 0.7,
            # In a longer message a pattern needs no score: vectors see its beginning and drift.
            "pattern_alone": 300,
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
        own = (f"urgent{part}.py" for part in ("", "_grammar", "_model", "_patterns", "_words"))
        code = code_fingerprint(*own, "lexical.py", "parser.py", "ranking.py")
        return f"{code} {hashlib.sha256(Path(config['patterns']).read_bytes()).hexdigest()[:16]}"

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
        patterns = UrgentPatterns(Path(config["patterns"]).read_text(encoding="utf-8"))
        return cls(config, model_storage, resource, patterns)

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
            source = (folder / _PATTERNS).read_text(encoding="utf-8")
            confusable = json.loads((folder / _CONFUSABLE).read_text(encoding="utf-8"))
            model = UrgentModel.load(folder)
        return cls(config, model_storage, resource, UrgentPatterns(source, confusable), model)

    def train(self, training_data: TrainingData) -> Resource:
        source = Path(self._config["patterns"]).read_text(encoding="utf-8")
        confusable = self._patterns.lexicon.confusables(english_words())
        self._patterns = UrgentPatterns(source, confusable)
        self._model = self._train_model(training_data)
        with self._storage.write_to(self._resource) as folder:
            (folder / _PATTERNS).write_text(source, encoding="utf-8")
            (folder / _CONFUSABLE).write_text(json.dumps(confusable), encoding="utf-8")
            if self._model:
                self._model.save(folder)
        return self._resource

    def ahead(self, text: str) -> str:
        """What needs the words only, while the vector is being worked out."""
        self._patterns.read(text)
        if self._model:
            self._model.word_odds(text)
        return text

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            alarm = self._judge(message)
            if alarm:
                above = max(alarm.score - self._config["threshold"], 0.0)
                sure = 1 / (1 + math.exp(-above))  # from 0.5
                intent = {"name": self._config["intent"], "confidence": sure}
                message.set(INTENT, intent, add_to_output=True)
                message.set(URGENT, alarm.id, add_to_output=True)
        return messages

    def _judge(self, message: Message) -> Alarm | None:
        raw = message.get(TEXT) or ""
        texts = dict.fromkeys([message.get(CORRECTED_TEXT) or raw, raw])
        readings = [self._patterns.read(text) for text in texts]
        matched = next(filter(None, map(self._patterns.match, readings)), None)
        if not matched and self._patterns.says_nothing(next(iter(texts))):
            return None
        least = self._config["pattern_threshold" if matched else "threshold"]
        heard = matched and (matched.certain or len(raw) > self._config["pattern_alone"])
        loudest = None
        for view in self._views(message, readings[0], pieces=matched is not None):
            if not loudest or view.score > loudest.score:
                loudest = view
            if matched and (heard or view.score >= least):
                break  # urgent already, and the pattern says which kind
        if loudest:
            message.set(URGENT_SCORE, round(loudest.score, 2), add_to_output=True)
        if matched and (heard or loudest is None or loudest.score >= least):
            return Alarm(matched.id, loudest.score if loudest else least)
        return loudest if loudest and loudest.score >= least else None

    def _views(self, message: Message, whole: Reading, pieces: bool) -> Iterator[Alarm]:
        """How urgent the message is, then each of its sentences; nothing without vectors.

        With `pieces` also what was proposed as a part of a sentence, if a pattern fits that.
        """
        if self._model is None or message.get(EMBEDDING) is None:
            return
        text = message.get(CORRECTED_TEXT) or message.get(TEXT) or ""
        more = 0 if pieces else self._config["sentence"] * min(len(text) / _STORY, 1.0)
        yield self._view(text, whole, message.get(EMBEDDING), message.get(RANKING))
        for clause in message.get(CLAUSES) or []:
            if clause["text"] == text or not (pieces or clause.get("split") is None):
                continue
            reading = self._patterns.read(clause["text"])
            if clause.get("split") is None or self._patterns.match(reading):
                ranking = clause["ranking"] if message.get(RANKING) else None
                view = self._view(clause["text"], reading, clause["embedding"], ranking)
                yield Alarm(view.id, view.score - more)

    def _view(
        self, text: str, reading: Reading, embedding: Vector, ranking: Ranking | None
    ) -> Alarm:
        assert self._model is not None
        score = self._config["word_weight"] * self._model.word_odds(text)
        odds = ranking.odds(self._config["intent"]) if ranking else 0.0
        score += self._config["share_weight"] * odds
        least = min(self._config["pattern_threshold"], self._config["threshold"])
        if score + MOST < least:  # calm whatever the machine says, which compares with thousands
            return Alarm("", score + MOST)
        vector = self._vector(reading, embedding)
        score += self._model.margin(vector)
        # Excuses take a parse: not for messages that are calm without one.
        if score >= least and self._patterns.denies(reading):
            score -= self._config["denial"]
        elif score >= least and self._patterns.excuses(reading):
            score -= self._config["excuse"]
        return Alarm(self._model.kind(vector), score)

    def _vector(self, reading: Reading, embedding: Vector) -> Vector:
        """Sentence vector and, behind it, which of the word groups are there."""
        present = np.array([name in reading.found for name in self._patterns.groups])
        groups = self._config["group_weight"] * present
        return np.concatenate([embedding, groups], dtype=np.float32)

    def _train_model(self, training_data: TrainingData) -> UrgentModel | None:
        family = self._config["intent"] + "/"
        examples = [m for m in training_data.intent_examples if m.get(EMBEDDING) is not None]
        intents = [m.get_full_intent() for m in examples]
        labels = [i.removeprefix(family) if i.startswith(family) else None for i in intents]
        if len(set(labels)) < 3:  # calm and at least two kinds of urgent
            return None
        texts = [m.get(CORRECTED_TEXT) or m.get(TEXT) for m in examples]
        embeddings = [np.asarray(m.get(EMBEDDING)) for m in examples]
        lookalikes, theirs = self._lookalikes()
        labels += [None for _ in lookalikes]
        rows = zip([*texts, *lookalikes], [*embeddings, *theirs], labels, strict=True)
        learnt = [
            Example(t, self._vector(self._patterns.read(t), v), label) for t, v, label in rows
        ]
        return UrgentModel.train(learnt, self._config["C"], self._config["gamma"])

    def _lookalikes(self) -> tuple[list[str], Vector]:
        """The look-alike sentences and their vectors, from the same encoder as the examples'."""
        texts, model = list(self._patterns.lookalikes), source_model(self._config["model"])
        content = quantized_model(model) if self._config["quantize"] else model.read_bytes()
        return texts, Encoder(content).encode(texts, threads=2)

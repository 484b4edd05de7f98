"""Reader: one pass of the encoder over a message in its conversation becomes a typed `Reading`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Optional

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from threadpoolctl import threadpool_limits

from components.heads import fit
from components.interpreter import Interpreter
from components.keys import ALARM, CORRECTED_TEXT, LANGUAGE
from components.language import is_latin
from components.onnx_encoder import Encoded, Encoder, EncoderError, Head, Vector, model_content
from components.previous import previous_words
from components.reading import READING, UNSURE, Question, Reading, Reason
from components.vectors import meanings, packed, unpacked

_MODEL, _ARRAYS, _LABELS = "encoder.onnx", "head.npz", "labels.json"
#: A text of more characters is looked through for an alarm in stretches of so many, too.
_LONG, _WINDOW, _OVERLAP = 500, 300, 80
#: A word three times or more, which the encoder knows as little as a stammer: "can can can I".
_STAMMER = re.compile(r"\b(\w+)(?:\W{1,3}\1\b){2,}", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class Reader(GraphComponent, IntentClassifier):
    """Writes `reading` and, for Rasa, `intent` (the family of the first question) and its ranking.

    The encoder says where parts begin; each part's vector gets an intent from a head that
    `rasa train` fits and a treatment from one that was tuned with the encoder.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # The tuned encoder (made by `make encoder`); None: the packaged MiniLM as it is.
            "encoder": "encoder/reader.onnx",
            # How firmly fitting holds on to the tuned weights, and how many steps it may take.
            "hold": 3e-5,
            "iterations": 60,
            # Of the sentences that the encoder was tuned on, one in so many keeps the fit in place.
            "kept": 8,
            # Threads that share the work while training.
            "training_threads": 2,
            # A question is what its intent says from this probability on.
            "accept": 0.28,
            # What is off topic beside a question gets a reply of its own from this probability on.
            "aside": 0.6,
            # From this sum over a family (faq, gap …) its best intent is believed …
            "family": 0.5,
            # … with this much, else the family's general one.
            "least": 0.14,
            "general": {"gap": "gap/other", "off_topic": "off_topic/general"},
            # Sum over the urgent intents, in the message or in a part of it, that raises an alarm.
            "alarm": 0.3,
            # The same for a message that is too long or in another language.
            "alarm_unread": 0.6,
            # Numbers that, with nothing else, call for help somewhere in the world.
            "emergency_numbers": "911 999 112 000 111 100 101 102 108 110 117 118 119 122 190 192",
            # Sum over the intents of an aftermath that makes a part one.
            "aftermath": 0.4,
            # Probability from which a treatment is believed against the names that were found.
            "treatment": 0.6,
            # Questions of one message that are answered; of the rest it is said how many they are.
            "most": 6,
            # Longer messages are asked to be put shorter.
            "max_length": 1500,
            # Intents kept in Rasa's parse result.
            "ranking_length": 10,
        }

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: bytes
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._encoder = Encoder(model)
        self._model = model  # for `train` to store
        self._interpreter: Interpreter | None = None
        self.intents: Head | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Reader:
        return cls(config, model_storage, resource, model_content(config["encoder"]))

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Reader:
        with model_storage.read_from(resource) as folder:
            path = Path(folder) / _MODEL
            if not path.is_file():
                raise EncoderError(f"{_MODEL} is not in the model; 'make train' makes it anew")
            component = cls(config, model_storage, resource, path.read_bytes())
            component._model = b""  # 24 MB that answering has no use for
            labels = json.loads((Path(folder) / _LABELS).read_text(encoding="utf-8"))
            with np.load(Path(folder) / _ARRAYS, allow_pickle=False) as arrays:
                component._use(Head(tuple(labels), arrays["weights"], arrays["bias"]))
        return component

    def train(self, training_data: TrainingData) -> Resource:
        examples, learnt = self._to_fit([m for m in training_data.intent_examples if m.get(TEXT)])
        vectors = self._encoder.vectors(
            list(map(_text, examples)), self._config["training_threads"]
        )
        labels = [str(m.get_full_intent()) for m in examples]
        with threadpool_limits(self._config["training_threads"]):
            head = fit(
                vectors,
                labels,
                learnt,
                self._encoder.head("intent"),
                self._config["hold"],
                self._config["iterations"],
            )
        self._use(head)
        with self._storage.write_to(self._resource) as folder:
            (Path(folder) / _MODEL).write_bytes(self._model)
            (Path(folder) / _LABELS).write_text(json.dumps(head.labels), encoding="utf-8")
            np.savez(Path(folder) / _ARRAYS, weights=head.weights, bias=head.bias)
        return self._resource

    @property
    def name(self) -> str:
        """Tells vectors of its encoder from another's."""
        return self._encoder.name

    @property
    def labels(self) -> tuple[str, ...]:
        """The intents, in the order of the numbers that `unpack` gives."""
        return self.intents.labels if self.intents else ()

    def pack(self, text: str) -> bytes:
        """What a text means by itself, to be kept."""
        return packed(self._encoder.encode(text[: self._config["max_length"]]).vector())

    def unpack(self, kept: list[bytes]) -> Vector:
        """Unit vectors, one for each; the closer two are, the more alike is what they mean."""
        assert self.intents is not None
        return meanings(unpacked(kept), self.intents)

    def _to_fit(self, examples: list[Message]) -> tuple[list[Message], list[bool]]:
        """All that is new to the encoder, and some of what it has learnt; which of them it has."""
        learnt = [self._encoder.has_learnt(m.get(TEXT), str(m.get_full_intent())) for m in examples]
        ranks = np.cumsum(learnt)
        chosen = [
            place
            for place, known in enumerate(learnt)
            if not known or ranks[place] % self._config["kept"] == 0
        ]
        return [examples[place] for place in chosen], [learnt[place] for place in chosen]

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(
        self,
        messages: list[Message],
        # In these words, as Rasa compares them with what it hands over, and knows no others.
        tracker: Optional[DialogueStateTracker] = None,  # noqa: UP045
    ) -> list[Message]:
        assert self._interpreter is not None
        slots = tracker.current_slot_values() if tracker else {}
        for message in messages:
            reading, encoded = self.read(message, slots)
            ranking = self._interpreter.ranking(encoded, self._config["ranking_length"])
            message.set(READING, reading.as_dict(), add_to_output=True)
            first = reading.questions[0] if reading.questions else None
            name = "urgent" if reading.urgency else first.family if first else "aftermath"
            confidence = first.confidence if first and not reading.urgency else 1.0
            message.set(INTENT, {"name": name, "confidence": confidence}, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    def read(self, message: Message, slots: Mapping[str, Any]) -> tuple[Reading, Encoded]:
        """The reading of a message in its conversation, and what it was made of."""
        assert self._interpreter is not None
        text = _text(message)
        encoded = self._encoder.encode(text[: self._config["max_length"]], previous_words(slots))
        names = [e for e in message.get(ENTITIES) or [] if e.get("entity") == "treatment"]
        reason = self._unreadable(text, message)
        least = self._config["alarm_unread" if reason else "alarm"]
        reading = self._interpreter.read(encoded, names, bool(slots.get("urgent")), least)
        if (len(text) > _LONG or _STAMMER.search(text)) and not reading.urgency:
            reading = self._alarm_within(_STAMMER.sub(r"\1", text)) or reading
        if reason and not (reading.urgency and is_latin(text)):
            reading = Reading((Question(UNSURE, reason=reason, because=reason),))
        if message.get(ALARM):  # of which the encoder knows little
            reading = Reading(urgency=message.get(ALARM), because="phrase of an alarm")
        if text.strip(" !?.") in self._config["emergency_numbers"].split():
            reading = Reading(urgency="emergency", because="an emergency number by itself")
        return replace(reading, language=message.get(LANGUAGE)), encoded

    def _alarm_within(self, text: str) -> Reading | None:
        """An alarm in a stretch of a long text, which the whole might drown or cut off."""
        assert self._interpreter is not None
        for start in range(0, len(text), _WINDOW - _OVERLAP):
            alarm = self._interpreter.alarm(self._encoder.encode(text[start : start + _WINDOW]))
            if alarm:
                return alarm
        return None

    def _use(self, head: Head) -> None:
        self.intents = head
        self._interpreter = Interpreter(head, self._encoder.head("treatment"), self._config)

    def _unreadable(self, text: str, message: Message) -> Reason | None:
        letters = _LETTER.findall(text)
        if not letters:
            return "empty"
        if len(text) > self._config["max_length"]:
            return "long"
        return "language" if message.get(LANGUAGE) or not is_latin(text) else None


def _text(message: Message) -> str:
    return str(message.get(CORRECTED_TEXT) or message.get(TEXT) or "")

"""Reader: makes a typed `Reading` of a message with one pass of the encoder."""

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
#: Texts of more than `_LONG` characters are also searched for an alarm window by window.
_LONG, _WINDOW, _OVERLAP = 500, 300, 80
#: A word repeated three times or more ("can can can I"), which the encoder does not understand.
_STAMMER = re.compile(r"\b(\w+)(?:\W{1,3}\1\b){2,}", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class Reader(GraphComponent, IntentClassifier):
    """Sets `reading` and, for Rasa, `intent` (the family of the first question) and its ranking.

    The encoder splits the message into parts. Each part gets its intent from a head that
    `rasa train` fits, and its treatment from a head that was tuned with the encoder.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # The tuned encoder (made by `make encoder`); None: the packaged MiniLM, not tuned.
            "encoder": "encoder/reader.onnx",
            # Pull of the fit towards the tuned weights, and its number of steps (heads.fit).
            "hold": 3e-5,
            "iterations": 60,
            # One in so many sentences that the encoder was tuned on takes part in the fit.
            "kept": 8,
            # Threads used in training.
            "training_threads": 2,
            # Minimum probability of an intent.
            "accept": 0.28,
            # Minimum probability of an off-topic part to get a reply beside other questions.
            "aside": 0.6,
            # If no intent reaches `accept`: minimum sum over a family (faq, gap …) …
            "family": 0.5,
            # … to take its best intent, if that reaches `least`, or else its general one.
            "least": 0.14,
            "general": {"gap": "gap/other", "off_topic": "off_topic/general"},
            # Sum over the urgent intents, of the message or one of its parts, that raises an alarm.
            "alarm": 0.3,
            # The same for a message that is too long or in another language.
            "alarm_unread": 0.6,
            # Emergency numbers of the world, which raise an alarm if they are the whole message.
            "emergency_numbers": "911 999 112 000 111 100 101 102 108 110 117 118 119 122 190 192",
            # Minimum sum over the intents of the aftermath for a part to belong to it.
            "aftermath": 0.4,
            # Minimum probability of the head's treatment to prevail over the names found.
            "treatment": 0.6,
            # Questions of one message that are answered; of the others only the number is kept.
            "most": 6,
            # Longer messages (in characters) are not read; the visitor is asked to be brief.
            "max_length": 1500,
            # Length of the intent ranking in Rasa's parse result.
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
                raise EncoderError(f"{_MODEL} is not in the model; 'make train' makes a new model")
            component = cls(config, model_storage, resource, path.read_bytes())
            component._model = b""  # frees 24 MB: only `train` needs it
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
        """Name of the encoder: vectors of another encoder can't be compared with its own."""
        return self._encoder.name

    @property
    def labels(self) -> tuple[str, ...]:
        """The intents, in the order of the columns of `unpack`."""
        return self.intents.labels if self.intents else ()

    def pack(self, text: str) -> bytes:
        """The meaning of a text, without its conversation, in DIMENSIONS bytes for storage."""
        return packed(self._encoder.encode(text[: self._config["max_length"]]).vector())

    def unpack(self, kept: list[bytes]) -> Vector:
        """Unit vectors of packed texts, shape (texts, intents); similar meanings are close."""
        assert self.intents is not None
        return meanings(unpacked(kept), self.intents)

    def _to_fit(self, examples: list[Message]) -> tuple[list[Message], list[bool]]:
        """The sentences to fit (all new ones, some learnt ones), and whether each was learnt."""
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
        # Optional[…] because Rasa compares this annotation and does not know `… | None`.
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
        """The reading of a message in its conversation, and the encoder's output behind it."""
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
        if message.get(ALARM):  # in a language that the encoder hardly knows
            reading = Reading(urgency=message.get(ALARM), because="phrase of an alarm")
        if text.strip(" !?.") in self._config["emergency_numbers"].split():
            reading = Reading(urgency="emergency", because="an emergency number by itself")
        return replace(reading, language=message.get(LANGUAGE)), encoded

    def _alarm_within(self, text: str) -> Reading | None:
        """An alarm in one window of a long text: in the whole it might be drowned or cut off."""
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
        """Why the text can't be read, or None if it can."""
        letters = _LETTER.findall(text)
        if not letters:
            return "empty"
        if len(text) > self._config["max_length"]:
            return "long"
        return "language" if message.get(LANGUAGE) or not is_latin(text) else None


def _text(message: Message) -> str:
    return str(message.get(CORRECTED_TEXT) or message.get(TEXT) or "")

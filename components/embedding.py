"""SentenceEmbedder: puts the vector of a message, and of each of its clauses, on the message."""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.encoder import Encoder, begin_quantizing, quantized_model, source_model
from components.fingerprint import code_fingerprint
from components.keys import CLAUSES, CORRECTED_TEXT, EMBEDDING

_FILE = "encoder.onnx"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SentenceEmbedder(GraphComponent):
    """Featurizer around `Encoder`.

    Writes `sentence_embedding` (float32, shape (384,), unit length) on each message and
    `embedding`, when it is asked for, on each of its clauses. Reads the corrected text where
    there is one.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # Folder with another exported sentence model (model.onnx); None: packaged MiniLM.
            "model": None,
            # int8 matrix products; see docs/measurements.md for what that gains and costs.
            "quantize": True,
            # Vectors of recent texts kept in memory, 1.5 kB each.
            "cache_size": 2000,
            # Threads that share the work while training.
            "training_threads": 2,
        }

    @staticmethod
    def fingerprint_addon(config: dict[str, Any]) -> str:
        """Rasa's cache doesn't see helper modules: this hash makes it."""
        return code_fingerprint("encoder.py", "embedding.py")

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        encoder: Encoder,
        model: bytes = b"",
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._encoder = encoder
        self._model = model  # for `train` to store; 59 MB that answering has no use for

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEmbedder:
        source = source_model(config["model"])
        model = quantized_model(source) if config["quantize"] else source.read_bytes()
        return cls(config, model_storage, resource, Encoder(model), model)

    @classmethod
    def before_training(cls, config: dict[str, Any]) -> None:
        """Have the model quantized by another process while the training data are read."""
        if config["quantize"]:
            begin_quantizing(source_model(config["model"]))

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SentenceEmbedder:
        with model_storage.read_from(resource) as folder:
            encoder = Encoder.load(Path(folder) / _FILE, config["cache_size"])
        return cls(config, model_storage, resource, encoder)

    def train(self, training_data: TrainingData) -> Resource:
        with self._storage.write_to(self._resource) as folder:
            (Path(folder) / _FILE).write_bytes(self._model)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        messages = [m for m in training_data.training_examples if m.get(TEXT)]
        vectors = self._encoder.encode(list(map(_text, messages)), self._config["training_threads"])
        for message, vector in zip(messages, vectors, strict=True):
            message.set(EMBEDDING, vector.view(_TrainingVector))
        return training_data

    def ahead(self, text: str) -> str:
        """Start to encode a corrected text, whose message will come to `process` soon."""
        self._encoder.begin(text)
        return text

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            message.set(EMBEDDING, self._encoder.encode_one(_text(message)))
            for clause in message.get(CLAUSES) or []:
                clause.later("embedding", partial(self._encoder.encode_one, clause["text"]))
        return messages


class _TrainingVector(np.ndarray[Any, np.dtype[np.float32]]):
    """A vector that Rasa's training cache can tell from others without printing its numbers.

    Printing them took a third of the training time.
    """

    def fingerprint(self) -> str:
        return hashlib.sha256(self.tobytes()).hexdigest()


def _text(message: Message) -> str:
    return message.get(CORRECTED_TEXT) or message.get(TEXT) or ""

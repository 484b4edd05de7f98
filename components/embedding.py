"""SentenceEmbedder: puts the vector of a message, and of each of its clauses, on the message."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
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

from components.encoder import Encoder, Vector, quantized_model, source_model
from components.fingerprint import code_fingerprint
from components.keys import CLAUSES, CORRECTED_TEXT, EMBEDDING

_FILE = "encoder.onnx"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SentenceEmbedder(GraphComponent):
    """Featurizer around `Encoder`.

    Writes `sentence_embedding` (float32, shape (384,), unit length) on each message and
    `embedding` on each of its clauses. Reads the corrected text where there is one.
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
            # Encoders that share the work while training.
            "training_threads": 2,
        }

    @staticmethod
    def fingerprint_addon(config: dict[str, Any]) -> str:
        """Rasa's cache doesn't see helper modules: this hash makes it."""
        return code_fingerprint("encoder.py", "embedding.py")

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, encoder: Encoder
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._encoder = encoder

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
        return cls(config, model_storage, resource, Encoder(model))

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
            (Path(folder) / _FILE).write_bytes(self._encoder.model)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        messages = [m for m in training_data.training_examples if m.get(TEXT)]
        threads = int(self._config["training_threads"])
        encoders = [self._encoder, *(Encoder(self._encoder.model) for _ in range(threads - 1))]
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(_embed_share, encoders, (messages[i::threads] for i in range(threads))))
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            message.set(EMBEDDING, _vector(self._encoder, message))
            for clause in message.get(CLAUSES) or []:
                clause["embedding"] = self._encoder.encode_one(clause["text"])
        return messages


class _TrainingVector(np.ndarray):
    """A vector that Rasa's training cache can tell from others without printing its numbers.

    Printing them took a third of the training time.
    """

    def fingerprint(self) -> str:
        return hashlib.sha256(self.tobytes()).hexdigest()


def _embed_share(encoder: Encoder, messages: list[Message]) -> None:
    for message in messages:
        message.set(EMBEDDING, _vector(encoder, message).view(_TrainingVector))


def _vector(encoder: Encoder, message: Message) -> Vector:
    return encoder.encode_one(message.get(CORRECTED_TEXT) or message.get(TEXT) or "")

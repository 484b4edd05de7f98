"""Components, messages and training data made by hand, as Rasa's graph would provide them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

RESOURCE = Resource("component")
_CONTEXT = ExecutionContext(GraphSchema({}))


def create(component: Any, storage: ModelStorage | None, **config: Any) -> Any:
    """The component for training, with its defaults and the given settings."""
    merged = {**component.get_default_config(), **config}
    return component.create(merged, storage, RESOURCE, _CONTEXT)


def load(component: Any, storage: ModelStorage, **config: Any) -> Any:
    """The component for inference, loaded from what training has stored."""
    merged = {**component.get_default_config(), **config}
    return component.load(merged, storage, RESOURCE, _CONTEXT)


def message(text: str, **properties: Any) -> Message:
    return Message({TEXT: text, **properties})


def example(text: str, intent: str, **properties: Any) -> Message:
    """A message as Rasa reads it: a full intent (`faq/cost`) is stored in two properties."""
    family, slash, _ = intent.partition("/")
    full = {"intent_response_key": intent} if slash else {}
    return Message({TEXT: text, INTENT: family, **full, **properties})


def training_data(examples: Iterable[Message], **synonyms: str) -> TrainingData:
    return TrainingData(list(examples), entity_synonyms=synonyms)

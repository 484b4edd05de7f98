"""Patches: the few functions of Rasa that are replaced, and why.

Each patch names the function with a hash of its source. `apply` refuses to replace a function with
another source, so a different version of Rasa is noticed at start and in the tests. Functions are
left alone if a patch would save less than a millisecond per message or as little at start.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import rasa
from rasa.core.actions.action import RemoteAction
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.storage import ModelMetadata
from rasa.engine.training.hooks import TrainingHook
from rasa.shared.core.events import Event
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.common import all_subclasses

from engine import in_process_actions, training_patches


class PatchError(RuntimeError):
    """The source of a function of Rasa is not the one that the patch was written for."""


@dataclass(frozen=True)
class Patch:
    """A function of Rasa, the hash of its source, its replacement, and what is wrong with it."""

    owner: type
    name: str
    source: str
    replacement: Any
    why: str

    def current_source(self) -> str:
        """Hash of the function's source as installed."""
        return source_hash(getattr(self.owner, self.name))


def source_hash(function: Callable[..., Any]) -> str:
    """First 12 hex digits of the sha256 of a function's source."""
    text = inspect.getsource(inspect.unwrap(function))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@lru_cache(maxsize=1)
def _event_types() -> dict[str, type[Event]]:
    # The first class of a name wins, as in the loop that this replaces.
    return {cls.type_name: cls for cls in reversed(all_subclasses(Event)) if cls.type_name}


def _resolve_by_type(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
    if type_name not in _event_types():
        _event_types.cache_clear()  # the class may have been defined since then
    if type_name in _event_types():
        return _event_types()[type_name]
    if type_name == "topic":
        return None
    if default is not None:
        return default
    raise ValueError(f"Unknown event name '{type_name}'.")


_metadata_from_dict = ModelMetadata.from_dict.__func__


def _from_dict(cls: type[ModelMetadata], serialized: dict[str, Any]) -> ModelMetadata:
    metadata: ModelMetadata = _metadata_from_dict(
        cls, {**serialized, "train_schema": {"nodes": {}}}
    )
    return metadata


PATCHES = (
    Patch(
        RemoteAction,
        "_validate_action_result",
        "f8cdb4be6812",
        in_process_actions.validate_result,
        "also checks its own schema on every action: 16 of the 20 ms of a message",
    ),
    Patch(
        Event,
        "resolve_by_type",
        "b5cf570fa7f2",
        staticmethod(_resolve_by_type),
        "goes through all event classes for every event: 1.7 ms for ten messages",
    ),
    Patch(
        ModelMetadata,
        "from_dict",
        "ee3da9f00c7d",
        classmethod(_from_dict),
        "imports all of Rasa's components, only for training: 17 MB, 390 MB with TensorFlow",
    ),
    Patch(
        TrainingData,
        "merge",
        "29a2ae274e01",
        training_patches.merge,
        "deep-copies every message, eleven times while data is read: a tenth of the training time",
    ),
    Patch(
        Message,
        "__hash__",
        "2abad92d8bed",
        training_patches.message_hash,
        "serialises the message and computes its md5 whenever a message is put into a set",
    ),
    Patch(
        RasaFileImporter,
        "get_nlu_data",
        "bf36b78f020b",
        training_patches.read_nlu_data,
        "reads all training data twice because its callers name the language in two ways: 3 s",
    ),
    Patch(
        TrainingHook,
        "on_before_node",
        "6f65355ef979",
        training_patches.before_node,
        "computes the md5 of all training data before every component, for a cache that we never "
        "read, as it does not notice changes in helper modules",
    ),
    Patch(
        TrainingHook,
        "on_after_node",
        "f199608136c9",
        training_patches.after_node,
        "does the same after every component, and writes a second model into that cache",
    ),
    Patch(
        LocalModelStorage,
        "create_model_package",
        "160e32783576",
        training_patches.package,
        "compresses numbers, which hardly shrink: 3 s of training and 0.4 s of every start",
    ),
)


def apply() -> None:
    """Apply all patches; further calls do nothing.

    Raises:
        PatchError: an installed function is not the one that its patch was written for.
    """
    for patch in PATCHES:
        if inspect.getattr_static(patch.owner, patch.name) is patch.replacement:
            continue
        if patch.current_source() != patch.source:
            raise PatchError(
                f"{patch.owner.__name__}.{patch.name} of rasa {rasa.__version__} is not the code "
                f"that engine/patches.py was written for (rasa 3.6.21); review that patch"
            )
        setattr(patch.owner, patch.name, patch.replacement)

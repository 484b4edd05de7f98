"""Trainer: what of Rasa's training is done otherwise, because we always train from scratch."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.local_model_storage import (
    MODEL_ARCHIVE_COMPONENTS_DIR,
    LocalModelStorage,
)
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelMetadata, ModelStorage
from rasa.engine.training.hooks import TrainingHook
from rasa.shared.importers import utils
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.nlu.training_data.util import check_duplicate_synonym
from rasa.shared.utils.common import class_from_module_path
from rasa.utils.common import TempDirectoryPath, get_temp_dir_name
from tarsafe import TarSafe

_READ = "_nlu_data_read"
_VALIDATOR = "rasa.graph_components.validators.default_recipe_validator"
_NAME = "DefaultV1RecipeValidator"
_train_nodes = DefaultV1Recipe._create_train_nodes
_from_registry = DefaultV1Recipe._from_registry.__func__


class Validator(GraphComponent):
    """What Rasa's validator of training data has to say where no component is Rasa's own."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Validator:
        return cls()

    def validate(self, importer: TrainingDataImporter) -> TrainingDataImporter:
        """Hand the importer on, once its data have been looked at."""
        importer.get_nlu_data().validate()
        return importer


def train_nodes(self: DefaultV1Recipe, config: dict[str, Any], parameters: dict[str, Any]) -> Any:
    """As DefaultV1Recipe._create_train_nodes, with our Validator if Rasa's has nothing to add."""
    pipeline, policies = (
        [e["name"] for e in config.get(k) or ()] for k in ("pipeline", "policies")
    )
    if all("." in name for name in pipeline) and set(policies) <= {"RulePolicy"}:
        module = ModuleType(_VALIDATOR)
        setattr(module, _NAME, Validator)
        sys.modules[_VALIDATOR] = module
    try:
        return _train_nodes(self, config, parameters)
    finally:
        if getattr(sys.modules[_VALIDATOR], _NAME) is Validator:
            del sys.modules[_VALIDATOR]  # for whoever wants Rasa's


def from_registry(cls: type[DefaultV1Recipe], name: str) -> DefaultV1Recipe.RegisteredComponent:
    """As DefaultV1Recipe._from_registry, which looks there when it has imported all of Rasa's."""
    if "." in name:
        name = class_from_module_path(name).__name__
    known = cls._registered_components.get(name)
    return known or _from_registry(cls, name)


def message_hash(self: Message) -> int:
    """Equal messages have equal texts and intents; whether they are equal is asked as before."""
    return hash((self.data.get(TEXT), self.data.get(INTENT)))


def merge(self: TrainingData, *others: TrainingData | None) -> TrainingData:
    """As TrainingData.merge, with the messages themselves instead of deep copies."""
    merged = [self, *filter(None, others)]
    synonyms = dict(self.entity_synonyms)
    for other in merged[1:]:
        for text, value in other.entity_synonyms.items():
            check_duplicate_synonym(synonyms, text, value, "merging training data")
        synonyms.update(other.entity_synonyms)
    return TrainingData(
        [message for each in merged for message in each.training_examples],
        synonyms,
        [feature for each in merged for feature in each.regex_features],
        [table for each in merged for table in each.lookup_tables],
        {name: texts for each in merged for name, texts in each.responses.items()},
    )


def read_nlu_data(self: RasaFileImporter, language: str | None = "en") -> TrainingData:
    """As RasaFileImporter.get_nlu_data, once for each language."""
    read: dict[str | None, TrainingData] = self.__dict__.setdefault(_READ, {})
    if language not in read:
        read[language] = utils.training_data_from_paths(self._nlu_files, language)
    return read[language]


def before_node(self: TrainingHook, *context: Any, **more: Any) -> dict[str, Any]:
    """Nothing to hand on to `after_node`."""
    return {}


def after_node(self: TrainingHook, *context: Any, **more: Any) -> None:
    """Nothing is cached."""


def package(
    self: LocalModelStorage, model_archive_path: str | Path, configuration: Any, domain: Any
) -> ModelMetadata:
    """As LocalModelStorage.create_model_package, stored rather than compressed."""
    target = Path(model_archive_path)
    target.parent.mkdir(parents=True, exist_ok=True)
    metadata = self._create_model_metadata(domain, configuration)
    with TempDirectoryPath(get_temp_dir_name()) as folder:
        self._persist_metadata(metadata, Path(folder))
        with TarSafe.open(target, "w:gz", compresslevel=0) as archive:
            archive.add(folder, arcname="")
            archive.add(self._storage_path, arcname=MODEL_ARCHIVE_COMPONENTS_DIR)
    return metadata

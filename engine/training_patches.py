"""Training patches: replacements that speed up training, which for us is always from scratch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.storage.local_model_storage import (
    MODEL_ARCHIVE_COMPONENTS_DIR,
    LocalModelStorage,
)
from rasa.engine.storage.storage import ModelMetadata
from rasa.engine.training.hooks import TrainingHook
from rasa.shared.importers import utils
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.nlu.training_data.util import check_duplicate_synonym
from rasa.utils.common import TempDirectoryPath, get_temp_dir_name
from tarsafe import TarSafe

_READ = "_nlu_data_read"


def message_hash(self: Message) -> int:
    """Hash of text and intent only; equality, which is unchanged, tells other messages apart."""
    return hash((self.data.get(TEXT), self.data.get(INTENT)))


def merge(self: TrainingData, *others: TrainingData | None) -> TrainingData:
    """Like TrainingData.merge, but with the messages themselves instead of deep copies."""
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
    """Like RasaFileImporter.get_nlu_data, but reads the files only once per language."""
    read: dict[str | None, TrainingData] = self.__dict__.setdefault(_READ, {})
    if language not in read:
        read[language] = utils.training_data_from_paths(self._nlu_files, language)
    return read[language]


def before_node(self: TrainingHook, *context: Any, **more: Any) -> dict[str, Any]:
    """Nothing to pass to `after_node`."""
    return {}


def after_node(self: TrainingHook, *context: Any, **more: Any) -> None:
    """Cache nothing."""


def package(
    self: LocalModelStorage, model_archive_path: str | Path, configuration: Any, domain: Any
) -> ModelMetadata:
    """Like LocalModelStorage.create_model_package, but stores the files without compression."""
    target = Path(model_archive_path)
    target.parent.mkdir(parents=True, exist_ok=True)
    metadata = self._create_model_metadata(domain, configuration)
    with TempDirectoryPath(get_temp_dir_name()) as folder:
        self._persist_metadata(metadata, Path(folder))
        with TarSafe.open(target, "w:gz", compresslevel=0) as archive:
            archive.add(folder, arcname="")
            archive.add(self._storage_path, arcname=MODEL_ARCHIVE_COMPONENTS_DIR)
    return metadata

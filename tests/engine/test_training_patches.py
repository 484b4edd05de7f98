"""What is patched in Rasa's training has the same result."""

from __future__ import annotations

import json
import tarfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.engine.graph import GraphModelConfiguration, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.engine.training.hooks import TrainingHook
from rasa.shared.core.domain import Domain
from rasa.shared.data import TrainingType
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from engine import patches

FILES = ("data/nlu/one.yml", "data/nlu/two.yml")


@pytest.fixture(autouse=True, scope="module")
def applied() -> None:
    patches.apply()


def test_training_data_are_merged_once_each_and_nothing_is_changed() -> None:
    def data(*words: str) -> TrainingData:
        messages = [Message({TEXT: word, INTENT: "faq"}) for word in words]
        named = [{"name": word, "pattern": word, "elements": [word]} for word in words]
        return TrainingData(messages, dict.fromkeys(words, "prp"), named, named, {"utter": named})

    one, other = data("a", "b"), data("b", "c")
    merged = one.merge(other, None)
    assert [message.get(TEXT) for message in merged.training_examples] == ["a", "b", "c"]
    assert merged.entity_synonyms == {"a": "prp", "b": "prp", "c": "prp"}
    assert [each["name"] for each in merged.regex_features] == ["a", "b", "b", "c"]
    assert [each["name"] for each in merged.lookup_tables] == ["a", "b", "b", "c"]
    assert [each["name"] for each in merged.responses["utter"]] == ["b", "c"]
    assert one.fingerprint() == data("a", "b").fingerprint()


VALUES = st.sampled_from([None, "a", "b"])
MESSAGES = st.builds(
    lambda text, intent, entity: Message({TEXT: text, INTENT: intent, ENTITIES: [entity]}),
    VALUES,
    VALUES,
    VALUES,
)


@given(MESSAGES, MESSAGES)
def test_equal_messages_have_equal_hashes(one: Message, other: Message) -> None:
    assert (one.fingerprint() == other.fingerprint()) == (one == other)
    assert one != other or hash(one) == hash(other)
    assert len({one, other}) == 2 - (one == other)


def test_each_file_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in FILES:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        example = f"nlu:\n- intent: {path.stem}\n  examples: |\n    - text of {path.stem}\n"
        path.write_text(f'version: "3.1"\n{example}', encoding="utf-8")
    importer = RasaFileImporter(training_data_paths=str(tmp_path))
    first = importer.get_nlu_data()
    assert sorted(m.get(TEXT) for m in first.training_examples) == ["text of one", "text of two"]
    for name in FILES:
        (tmp_path / name).unlink()
    assert importer.get_nlu_data(language="en") is first
    assert RasaFileImporter(training_data_paths=str(tmp_path)).get_nlu_data() is not first


def test_nothing_is_put_into_the_cache_nobody_reads() -> None:
    class Cache:
        def cache_output(self, **output: Any) -> None:
            raise AssertionError("cached")

    hook = TrainingHook(cache=Cache(), model_storage=None, pruned_schema=None)
    handed = hook.on_before_node("a", None, {}, {"data": TrainingData()})
    hook.on_after_node("a", None, {}, TrainingData(), handed)


@pytest.mark.agent
def test_a_package_is_read_by_rasa_as_before(tmp_path: Path) -> None:
    made, target = tmp_path / "made", tmp_path / "models" / "bot.tar.gz"
    read = tmp_path / "read"
    made.mkdir()
    read.mkdir()
    storage, encoder = LocalModelStorage(made), Resource("encoder")
    with storage.write_to(encoder) as folder:
        (folder / "numbers").write_bytes(bytes(range(256)))
    schema = GraphSchema({})
    configuration = GraphModelConfiguration(
        schema, schema, TrainingType.BOTH, "bot", "en", None, None, None
    )
    written = storage.create_model_package(target, configuration, Domain.empty())
    assert written.trained_at <= datetime.utcnow()
    with tarfile.open(target, "r:gz") as archive:
        stored = json.load(archive.extractfile("metadata.json") or pytest.fail("no metadata"))
    assert stored["model_id"] == written.model_id
    restored, metadata = LocalModelStorage.from_model_archive(read, target)
    assert metadata.model_id == written.model_id
    with restored.read_from(encoder) as folder:
        assert (folder / "numbers").read_bytes() == bytes(range(256))

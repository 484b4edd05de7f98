"""SynonymExtractor finds all synonyms of the training data, in any spelling, with their spans."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES

from components.keys import CORRECTED_TEXT
from components.synonyms import SynonymExtractor
from tests.components.building import create, load, message, training_data

SYNONYMS = {
    "platelet rich plasma": "prp",
    "platelets": "prp",
    "my own blood": "prp",
    "P.R.P.": "prp",
    "exosome": "exosomes",
    "the other one": "other",
    "which one": "both",
}


def trained(storage: ModelStorage, **config: Any) -> Any:
    extractor = create(SynonymExtractor, storage, **config)
    extractor.train(training_data([], **SYNONYMS))
    return extractor


@pytest.fixture(scope="module")
def extractor(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return trained(LocalModelStorage.create(tmp_path_factory.mktemp("storage")))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Is PRP safe?", ["prp"]),
        ("p.r.p. or prp", ["prp", "prp"]),
        ("Platelet-Rich Plasma", ["prp"]),
        ("platelets in platelet rich plasma", ["prp", "prp"]),  # the longest match
        ("exosome vs exosomes", ["exosomes", "exosomes"]),  # a value is its own synonym
        ("exozomes", ["exosomes"]),
        ("plateletts", ["prp"]),
        ("what about the other one", ["other"]),
        ("which one hurts", ["both"]),
        ("drop the pop, prep", []),  # short words must match exactly
        ("which clinic", []),
        ("", []),
    ],
)
def test_what_is_found(extractor: Any, text: str, values: list[str]) -> None:
    assert [entity["value"] for entity in extractor.find(text)] == values


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("not PRP, exosomes", ["excluded", None]),
        ("exosomes instead of PRP", [None, "excluded"]),
        ("I don't want it without the exosomes", ["excluded"]),
        ("Rather than a PRP", ["excluded"]),
        ("not interested in exosomes, PRP only", ["excluded", None]),
        ("Don't tell me about PRP, just exosomes", ["excluded", None]),
        ("forget prp, what are exosomes", ["excluded", None]),
        ("forget about the PRP, what are exosomes", ["excluded", None]),
        ("never mind exosomes, is PRP safe", ["excluded", None]),
        ("I do not care about exosomes, is PRP safe", ["excluded", None]),
        ("notPRP prp", [None]),
        ("it's not bad, PRP", [None]),
    ],
)
def test_what_is_not_meant(extractor: Any, text: str, roles: list[str | None]) -> None:
    assert [entity.get("role") for entity in extractor.find(text)] == roles


def test_positions_are_those_of_the_corrected_text(extractor: Any) -> None:
    corrected = "is platelet-rich plasma like exosomes?"
    asked = message("is platlet-rich plasma like exosomes?", **{CORRECTED_TEXT: corrected})
    extractor.process([asked])
    places = [corrected[e["start"] : e["end"]] for e in asked.get(ENTITIES)]
    assert places == ["platelet-rich plasma", "exosomes"]


def test_entities_of_others_are_kept(extractor: Any) -> None:
    date = {"entity": "date", "start": 0, "end": 5, "value": "today"}
    asked = message("today PRP", **{ENTITIES: [date]})
    extractor.process([asked])
    first, second = asked.as_dict(only_output_properties=True)[ENTITIES]
    assert first == date
    assert (second["entity"], second["extractor"]) == ("treatment", "SynonymExtractor")


def test_the_type_of_entity_can_be_chosen(storage: ModelStorage) -> None:
    assert trained(storage, entity="drug").find("prp")[0]["entity"] == "drug"


def test_how_much_a_typo_may_change_can_be_chosen(storage: ModelStorage) -> None:
    strict = trained(storage, similarity=100)
    assert strict.find("plateletts") == [] and strict.find("platelets")


def test_storage_keeps_the_synonyms(storage: ModelStorage) -> None:
    before = trained(storage)
    loaded = load(SynonymExtractor, storage)
    for text in ("not PRP", "exozomes", "my own blood"):
        assert loaded.find(text) == before.find(text) != []


def test_without_synonyms_nothing_is_found(storage: ModelStorage) -> None:
    empty = create(SynonymExtractor, storage)
    empty.train(training_data([]))
    assert empty.find("PRP or exosomes") == []


@given(text=st.text() | st.text(alphabet="prexosm 'not"))
def test_any_text_can_be_searched(extractor: Any, text: str) -> None:
    found = extractor.find(text)
    assert all(entity["value"] in {"prp", "exosomes", "other", "both"} for entity in found)
    ends = [0, *(entity["end"] for entity in found)]
    assert all(e["start"] >= end for e, end in zip(found, ends, strict=False))
    assert all(entity["start"] < entity["end"] <= len(text) for entity in found)

"""SentenceEmbedder puts vectors on messages and their clauses, and survives storage."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rasa.engine.storage.storage import ModelStorage

from components.embedding import SentenceEmbedder
from components.encoder import Encoder
from components.keys import CLAUSES, CORRECTED_TEXT, EMBEDDING
from components.lazy import LazyDict
from tests.components.building import create, example, load, message, training_data


@pytest.fixture
def embedder(storage: ModelStorage, encoder_folder: Path) -> Any:
    return create(SentenceEmbedder, storage, model=str(encoder_folder), quantize=False)


def test_the_corrected_text_is_what_counts(embedder: Any, encoder: Encoder) -> None:
    plain = message("is it safe")
    mended = message("is it saef", **{CORRECTED_TEXT: "is it safe"})
    assert embedder.process([plain, mended]) == [plain, mended]
    for each in (plain, mended):
        assert np.array_equal(each.get(EMBEDDING), encoder.encode_one("is it safe"))


def test_clauses_have_vectors_of_their_own(embedder: Any, encoder: Encoder) -> None:
    clauses = [LazyDict(text="Is it safe?"), LazyDict(text="How much?")]
    asked = message("Is it safe? How much?", **{CLAUSES: clauses})
    embedder.process([asked])
    for clause in clauses:
        assert np.array_equal(clause["embedding"], encoder.encode_one(clause["text"]))


def test_an_empty_message_has_a_vector(embedder: Any) -> None:
    empty = message("")
    embedder.process([empty])
    assert not empty.get(EMBEDDING).any()


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_training_examples_all_get_theirs(
    threads: int, storage: ModelStorage, encoder_folder: Path, encoder: Encoder
) -> None:
    config = {"model": str(encoder_folder), "quantize": False, "training_threads": threads}
    data = training_data([example(text, "greet") for text in ("hi", "hello", "good day", "yo")])
    create(SentenceEmbedder, storage, **config).process_training_data(data)
    for each in data.training_examples:
        assert np.array_equal(each.get(EMBEDDING), encoder.encode_one(each.get("text")))


def test_storage_keeps_the_model(embedder: Any, storage: ModelStorage, encoder: Encoder) -> None:
    embedder.train(training_data([]))
    loaded = load(SentenceEmbedder, storage)
    asked = message("How much is PRP?")
    loaded.process([asked])
    assert np.array_equal(asked.get(EMBEDDING), encoder.encode_one("How much is PRP?"))

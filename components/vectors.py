"""Vectors: what a text means in 384 bytes, and how alike several are to the head of intents."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from components.onnx_encoder import DIMENSIONS, Head, Vector


def packed(vector: Vector) -> bytes:
    """Its direction in one byte a number."""
    most = float(np.abs(vector).max(initial=0.0)) or 1.0
    numbers: NDArray[np.int8] = np.round(vector * (127 / most)).astype(np.int8)
    return numbers.tobytes()


def unpacked(all_packed: list[bytes]) -> Vector:
    """Unit vectors, shape (len(all_packed), DIMENSIONS); zeros where there was nothing to read."""
    numbers: NDArray[np.int8] = np.frombuffer(b"".join(all_packed), dtype=np.int8)
    return _unit(numbers.reshape(-1, DIMENSIONS).astype(np.float32))


def meanings(vectors: Vector, head: Head) -> Vector:
    """Unit vectors of what the head of intents says of each, one number an intent.

    By these, questions on one thing lie close together, more than by the encoder's own numbers,
    which also hold how something is asked; and they are fewer.
    """
    return _unit(vectors @ (head.weights - head.weights.mean(axis=0)).T)


def _unit(rows: Vector) -> Vector:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    units: Vector = rows / np.where(lengths > 0, lengths, 1)
    return units

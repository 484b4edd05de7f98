"""Floor: the time that encoding alone takes for the same texts, in this process."""

from __future__ import annotations

import tarfile
import time
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from components.onnx_encoder import Encoder

_WARM_UP = 5


def floor(model: Path, texts: Sequence[str]) -> list[float]:
    """Milliseconds to encode each text, after a warm-up."""
    encoder = _encoder(model)
    for text in texts[:_WARM_UP]:
        encoder.encode(text)
    waits = []
    for text in texts:
        start = time.perf_counter()
        encoder.encode(text)
        waits.append((time.perf_counter() - start) * 1000)
    return waits


@lru_cache(maxsize=1)
def _encoder(model: Path) -> Encoder:
    """The encoder in a trained model archive.

    Raises:
        ValueError: the archive contains no encoder.
    """
    with tarfile.open(model) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.name.endswith("encoder.onnx") else None
            if file:
                return Encoder(file.read())
    raise ValueError(f"{model} holds no encoder.onnx")

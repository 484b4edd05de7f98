"""Hashes of our own code, for Rasa's training cache."""

from __future__ import annotations

import hashlib
from pathlib import Path


def code_fingerprint(*names: str) -> str:
    """Short hash of the named modules of this room."""
    digest = hashlib.sha256()
    for name in names:
        digest.update((Path(__file__).parent / name).read_bytes())
    return digest.hexdigest()[:16]

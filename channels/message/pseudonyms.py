"""Pseudonyms: keyed hashes, by which what is somebody's is known again and nobody is known."""

from __future__ import annotations

import hashlib
import hmac


class Pseudonyms:
    """Without our secret nobody can tell whose conversation or event it is."""

    def __init__(self, secret: str, channel: str) -> None:
        self._key = hashlib.sha256(b"pseudonym:" + secret.encode()).digest()
        self.channel = channel

    def key(self, *words: str) -> str:
        """The same for the same words, and nobody can tell which they were."""
        text = "\0".join((self.channel, *words)).encode("utf-8", "surrogatepass")
        return hmac.digest(self._key, text, "sha256").hex()[:32]

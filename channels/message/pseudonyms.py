"""Pseudonyms: keyed hashes that recognise a person or event without revealing who it is."""

from __future__ import annotations

import hashlib
import hmac


class Pseudonyms:
    """Without the server's secret nobody can find out whose conversation or event it is."""

    def __init__(self, secret: str, channel: str) -> None:
        self._key = hashlib.sha256(b"pseudonym:" + secret.encode()).digest()
        self.channel = channel

    def key(self, *words: str) -> str:
        """The hash of these words: always the same, and it can't be turned back into them."""
        text = "\0".join((self.channel, *words)).encode("utf-8", "surrogatepass")
        return hmac.digest(self._key, text, "sha256").hex()[:32]

    def conversation(self, sender: str) -> str:
        """The id of the conversation with a person on this channel."""
        return f"{self.channel}-{self.key('sender', sender)}"

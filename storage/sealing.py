"""Sealing: encrypts what shows who somebody is or where to answer them."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from operations.settings import Settings


class Sealing:
    """Encrypts with a key from a name and a secret; another name's Sealing can't decrypt it."""

    def __init__(self, name: str, secret: Callable[[], str]) -> None:
        """`secret` is called when the first content is encrypted or decrypted."""
        self._name, self._secret = name, secret

    def seal(self, content: Mapping[str, Any]) -> str:
        """The content, encrypted as text for the database."""
        return self._cipher.encrypt(json.dumps(content).encode()).decode()

    def open(self, sealed: str) -> dict[str, Any] | None:
        """The decrypted content; None if it was encrypted with another key."""
        try:
            content: dict[str, Any] = json.loads(self._cipher.decrypt(sealed.encode()))
        except InvalidToken:
            return None
        return content

    @cached_property
    def _cipher(self) -> Fernet:
        key = hashlib.sha256(f"{self._name}:{self._secret()}".encode()).digest()
        return Fernet(base64.urlsafe_b64encode(key))


def personal(settings: Settings) -> Sealing:
    """For requests and for messages to a person, with a key that is used for nothing else."""
    return Sealing("requests", lambda: settings.requests_key)


def is_sealing(settings: Settings) -> bool:
    """Whether anything is encrypted with that key."""
    return bool(settings.request_ways or settings.handover_slack)

"""Sealing: what says who somebody is, is kept encrypted, with a key that does nothing else."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from operations.settings import Settings


class Sealing:
    """The key is made when something is sealed first."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._made: Fernet | None = None

    def seal(self, content: Mapping[str, Any]) -> str:
        """As it may stand in the database."""
        return self._cipher.encrypt(json.dumps(content).encode()).decode()

    def open(self, sealed: str) -> dict[str, Any] | None:
        """What was sealed; None where it was with another key."""
        try:
            content: dict[str, Any] = json.loads(self._cipher.decrypt(sealed.encode()))
        except InvalidToken:
            return None
        return content

    @property
    def _cipher(self) -> Fernet:
        if self._made is None:
            key = hashlib.sha256(b"requests:" + self._settings.requests_key.encode()).digest()
            self._made = Fernet(base64.urlsafe_b64encode(key))
        return self._made


def is_sealing(settings: Settings) -> bool:
    """Whether anything is sealed at all."""
    return bool(settings.request_ways or settings.handover_slack)

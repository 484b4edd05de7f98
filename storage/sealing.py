"""Sealing: what says who somebody is, or where to answer them, is kept encrypted."""

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
    """By a name and a secret: what is sealed for one purpose can't be opened for another."""

    def __init__(self, name: str, secret: Callable[[], str]) -> None:
        """The secret is asked for when something is sealed or opened first."""
        self._name, self._secret = name, secret

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

    @cached_property
    def _cipher(self) -> Fernet:
        key = hashlib.sha256(f"{self._name}:{self._secret()}".encode()).digest()
        return Fernet(base64.urlsafe_b64encode(key))


def personal(settings: Settings) -> Sealing:
    """For requests and what is said to a person, with a key that does nothing else."""
    return Sealing("requests", lambda: settings.requests_key)


def is_sealing(settings: Settings) -> bool:
    """Whether anything is sealed at all."""
    return bool(settings.request_ways or settings.handover_slack)

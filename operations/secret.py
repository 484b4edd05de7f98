"""The secret that signs tokens and buttons, kept in a file that only its owner can read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

#: Characters below which a secret could be guessed.
SHORTEST = 32


class SecretError(RuntimeError):
    """The secret can't be read or made."""


def kept_secret(path: Path) -> str:
    """The secret in the file, made at first use; two processes that start at once agree on it.

    Raises:
        SecretError: the file can't be read or made, or holds too little.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _make(path)
        secret = path.read_text("utf-8").strip()
    except OSError as error:
        raise SecretError(f"{path} can't be used: {error.strerror}") from error
    if len(secret) < SHORTEST:
        raise SecretError(f"{path} holds fewer than {SHORTEST} characters; delete it for a new one")
    return secret


def _make(path: Path) -> None:
    # Written aside and linked in place: a reader sees all of it or none.
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()

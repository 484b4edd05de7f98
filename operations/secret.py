"""Secret: signs tokens and buttons, and is kept in a file that only its owner can read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

#: Minimum number of characters; a shorter secret could be guessed.
SHORTEST = 32


class SecretError(RuntimeError):
    """The secret can't be read or created, or is too short."""


def kept_secret(path: Path) -> str:
    """The secret in the file, created at first use; processes that start together get the same.

    Raises:
        SecretError: the file can't be read or created, or its secret is too short.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _make(path)
        secret = path.read_text("utf-8").strip()
    except OSError as error:
        raise SecretError(f"{path} can't be used: {error.strerror}") from error
    if len(secret) < SHORTEST:
        raise SecretError(
            f"{path} has fewer than {SHORTEST} characters; delete it, and a new one is made"
        )
    return secret


def _make(path: Path) -> None:
    # Written to another file and then linked, so that a reader never sees half of it.
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()

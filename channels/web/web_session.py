"""Web sessions: signed, expiring tokens that open a visitor's own conversation and no other."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import lru_cache, partial

from itsdangerous import BadData, URLSafeTimedSerializer

from channels.message.errors import NO_CONVERSATION, ChatError

_LONGEST = 300


@dataclass(frozen=True)
class Session:
    """A conversation and the token that opens it until it expires."""

    conversation: str
    token: str
    expires: datetime

    def as_dict(self) -> dict[str, str]:
        """The session as it is sent."""
        return {"token": self.token, "expires_at": self.expires.isoformat(timespec="seconds")}


class Sessions:
    """Stores nothing: a token itself says what it opens, and is signed."""

    def __init__(self, secret: str, lifetime: timedelta) -> None:
        self._lifetime = lifetime
        self._serializer = URLSafeTimedSerializer(
            secret, salt="conversation", signer_kwargs={"digest_method": hashlib.sha256}
        )

        # Remembers good tokens, since checking a signature takes longer.
        self._read = lru_cache(maxsize=1024)(partial(self._serializer.loads, return_timestamp=True))

    def begin(self) -> Session:
        """A new conversation, named by 128 random bits."""
        return self.renew(secrets.token_hex(16))

    def renew(self, conversation: str) -> Session:
        """A fresh token for a conversation."""
        token = self._serializer.dumps(conversation)
        expires = datetime.now(timezone.utc) + self._lifetime
        return Session(conversation, str(token), expires)

    def open(self, authorization: str | None) -> str:
        """The conversation of an Authorization header.

        Raises:
            ChatError: there is no token, or it is forged or expired.
        """
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token.isascii() or len(token) > _LONGEST:
            raise ChatError(NO_CONVERSATION)
        try:
            conversation, signed = self._read(token)
        except BadData:
            raise ChatError(NO_CONVERSATION) from None
        # Not the library's max_age: after the clock is set back it refuses tokens from "later".
        if datetime.now(timezone.utc) - signed > self._lifetime:
            raise ChatError(NO_CONVERSATION)
        return str(conversation)

"""Drafts: what was typed in a form whose session is over; the log-in page carries it on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import NamedTuple

from itsdangerous import BadData, URLSafeTimedSerializer

from desk.forms import DeskError

#: Seconds for which a log-in page may lie open.
_LONGEST = 24 * 3600
#: Bytes that a log-in needs beside the draft: for the password, the token and the fields' names.
_OTHERS = 3000
_TOO_LONG = (
    413,
    "You are not logged in any more, and this was too long to be kept. Nothing was changed.",
)


class Draft(NamedTuple):
    """`address` is the form's page, `words` are its address's parameters, `fields` the texts."""

    address: str
    words: Mapping[str, list[str]]
    fields: Mapping[str, str]


class Drafts:
    """Signed, so that nobody else's text gets into a form. Not encrypted: it only goes back to
    the browser that it came from. Nothing is stored.
    """

    def __init__(self, secret: str, body_bytes: int) -> None:
        """`body_bytes` is the most that a browser may send at once."""
        self.most = max(0, body_bytes - _OTHERS)
        self._serializer = URLSafeTimedSerializer(
            secret, salt="desk draft", signer_kwargs={"digest_method": hashlib.sha256}
        )

    def sealed(self, draft: Draft) -> str:
        """The draft as the text of a hidden field; it is packed, so prose takes less than before.

        Raises:
            DeskError: it would be longer than `most`.
        """
        text = str(self._serializer.dumps(draft))
        if len(text) > self.most:
            raise DeskError(*_TOO_LONG)
        return text

    def opened(self, text: str) -> Draft | None:
        """The draft in a hidden field; None if there is none, or it is forged or too old."""
        try:
            return Draft(*self._serializer.loads(text, max_age=_LONGEST))
        except BadData:
            return None

"""Buttons: opaque, signed ids for the questions a reply offers, answered without the NLU."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple, cast

from itsdangerous import BadData, URLSafeSerializer

from actions.knowledge import Knowledge
from channels.errors import INVALID, ChatError
from components.reading import READING, Named, Question, Reading

#: The id of the button that opens the form for a request; messaging apps sign one of their own.
REQUEST = "request"
#: The id of the one by which a person of the clinic is asked to come to the chat.
PERSON = "person_chat"


class Press(NamedTuple):
    """What a button asks: its question, and the entry and treatment it means."""

    payload: str
    topic: str
    treatment: str | None


class Buttons:
    """Ids carry the question under our signature: they outlive a restart and can't be forged."""

    def __init__(self, secret: str) -> None:
        serializer = URLSafeSerializer(
            secret, salt="button", signer_kwargs={"digest_method": hashlib.sha256}
        )
        self._read = serializer.loads
        self._sign = lru_cache(maxsize=1024)(serializer.dumps)

    def offer(self, button: Mapping[str, Any], title: str | None = None) -> dict[str, str]:
        """A button of a reply as the visitor's browser gets it."""
        press = Press(button["payload"], button["topic"], button.get("treatment"))
        return {"id": str(self._sign(press)), "title": title or button["title"]}

    def pressed(self, id_: str) -> Press:
        """What the button with this id asks.

        Raises:
            ChatError: we never made this id.
        """
        try:
            return Press(*self._read(id_))
        except (BadData, TypeError, ValueError):
            raise ChatError(INVALID) from None


def parse_data(press: Press, knowledge: Knowledge) -> dict[str, Any] | None:
    """What the pipeline would say of the question, or None when the entry is gone since."""
    family = _family(press.topic, knowledge)
    if family is None:
        return None
    return meaning(family, press)


def meaning(family: str, press: Press) -> dict[str, Any]:
    """What the pipeline says of a question it is sure about."""
    question = Question(
        f"{family}/{press.topic}",
        treatment=cast("Named | None", press.treatment),
        span=(0, len(press.payload)),
        because="button",
    )
    return {
        "text": press.payload,
        "intent": {"name": family, "confidence": 1.0},
        "entities": [],
        READING: Reading((question,), because="button").as_dict(),
    }


def _family(topic: str, knowledge: Knowledge) -> str | None:
    """An id is used only once in all the knowledge."""
    rooms: Mapping[str, Mapping[str, object]] = {
        "faq": knowledge.topics,
        "gap": knowledge.gaps,
        "clinic": knowledge.clinic_replies,
    }
    return next((family for family, entries in rooms.items() if topic in entries), None)

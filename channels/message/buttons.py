"""Buttons: short, signed ids for the questions that a reply offers, answered without the NLU."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import Any, NamedTuple, cast

from actions.knowledge import Knowledge
from actions.knowledge.clinic import ClinicReply
from actions.knowledge.model import Gap
from actions.sheet_dialogue import FAMILY, choices
from components.reading import READING, Named, Question, Reading

#: The id of the button that opens the request form; messaging apps sign one of their own.
REQUEST = "request"
#: The id of the button that asks a person of the clinic to join the chat.
PERSON = "person_chat"
#: Telegram's limit in bytes, the smallest of all apps.
LONGEST = 64
_SIGNATURE = 16  # base64 characters, which are 96 bits
_TREATMENTS = {"p": "prp", "e": "exosomes", "b": "both", "-": None}
_ID = re.compile(rf"[\w-]+\.[peb-]\.[\w-]{{{_SIGNATURE}}}")
_LETTERS = {treatment: letter for letter, treatment in _TREATMENTS.items()}


class Press(NamedTuple):
    """What a pressed button means: its question, its entry (topic, gap, …) and its treatment."""

    payload: str
    topic: str
    treatment: str | None


class Buttons:
    """An id holds the entry and the treatment; the question is looked up in the knowledge.

    Ids are signed, so they can't be forged, have at most 64 bytes, and stay valid after a restart.
    """

    def __init__(self, secret: str) -> None:
        self._key = hashlib.sha256(b"press:" + secret.encode()).digest()

    def offer(self, button: Mapping[str, Any], title: str | None = None) -> dict[str, str]:
        """A reply's button as it is sent to a visitor's browser or app."""
        stem = f"{_short(button['topic'])}.{_LETTERS[button.get('treatment')]}"
        return {"id": f"{stem}.{self._sign(stem)}", "title": title or button["title"]}

    def pressed(self, id_: str, knowledge: Knowledge) -> Press | None:
        """What the button means; None if the id is not ours or its entry doesn't exist any more."""
        stem, _, signature = id_.rpartition(".")
        if not hmac.compare_digest(self._sign(stem).encode(), signature.encode("utf-8", "replace")):
            return None
        name, _, letter = stem.rpartition(".")
        treatment: Any = _TREATMENTS[letter]
        if name in (REQUEST, PERSON):
            return Press(name, name, None)
        words = choices(knowledge).get(name)
        if words:
            return Press(words, name, None)
        for topic in knowledge.topics.values():
            if _short(topic.id) == name:
                return Press(topic.ask(treatment or "both"), topic.id, treatment)
        entries: tuple[Gap | ClinicReply, ...] = (
            *knowledge.gaps.values(),
            *knowledge.clinic_replies.values(),
        )
        found = (entry for entry in entries if _short(entry.id) == name)
        return next((Press(entry.question, entry.id, treatment) for entry in found), None)

    @staticmethod
    def is_id(text: str) -> bool:
        """Whether it looks like one of ours: apps also send the ids of buttons that others made."""
        return bool(_ID.fullmatch(text))

    def _sign(self, stem: str) -> str:
        digest = hmac.digest(self._key, stem.encode("utf-8", "surrogatepass"), "sha256")
        return base64.urlsafe_b64encode(digest).decode()[:_SIGNATURE]


def parse_data(press: Press, knowledge: Knowledge) -> dict[str, Any] | None:
    """The NLU's result for the question, or None if its entry doesn't exist any more."""
    family = _family(press.topic, knowledge)
    if family is None:
        return None
    return meaning(family, press)


def meaning(family: str, press: Press) -> dict[str, Any]:
    """The NLU's result for a question that it is certain about."""
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
    """The family of intents of an entry; ids are unique across the families."""
    if topic in choices(knowledge):
        return FAMILY
    asked = ("faq", "gap", "clinic")
    return next((family for family in asked if topic in knowledge.families[family]), None)


def _short(topic: str) -> str:
    """The entry's id, or its hash if the id is too long for a button."""
    room = LONGEST - _SIGNATURE - len(".b.")
    return topic if len(topic) <= room else hashlib.sha256(topic.encode()).hexdigest()[:room]

"""Incoming: what a person did on a messaging app, as the app reports it and as we store it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from channels.message.pseudonyms import Pseudonyms


@dataclass(frozen=True)
class Incoming:
    """One thing to answer, as a connector reads it from an event.

    `event` is the app's id of the event, the same when it is delivered again; `sender` is the app's
    id of the person; `to` is what the connector needs to send an answer. Exactly one of `text`,
    `press` (a button's id) and `command` ("start", "help", "stop") is set; a photo, voice message
    or sticker without words has the text "".
    """

    event: str
    sender: str = field(repr=False)
    to: Mapping[str, Any] = field(repr=False)
    text: str = field(default="", repr=False)
    press: str = ""
    command: str = ""


@dataclass(frozen=True)
class Said:
    """An `Incoming` without the sender's id and without personal data; `key` is the message's id.

    `text` is filled in later by `Answering.read`, unless the text is too long or `wait` is set. If
    `told` is set, nobody wrote anything: it is a text to be sent to the person.
    """

    key: str
    conversation: str
    to: Mapping[str, Any] = field(repr=False)
    text: str = field(default="", repr=False)
    kinds: tuple[str, ...] = ()
    raw: str = field(default="", repr=False)  # as typed, for a chat with a person of the clinic
    told: str = field(default="", repr=False)
    press: str = ""
    command: str = ""
    length: int = 0  # characters before cleaning
    wait: int = 0  # seconds until the next message is allowed; 0 if this one is

    @classmethod
    def of(cls, incoming: Incoming, pseudonyms: Pseudonyms) -> Said:
        """What may be stored of it, without its words."""
        return cls(
            key=pseudonyms.key("event", incoming.sender, incoming.event),
            conversation=pseudonyms.conversation(incoming.sender),
            to=incoming.to,
            press=incoming.press,
            command=incoming.command,
            length=len(incoming.text),
        )

    @classmethod
    def restored(cls, content: Mapping[str, Any]) -> Said:
        """From a stored `asdict`, also of another version of this class."""
        known = {field.name for field in fields(cls)} & set(content)
        values = {name: content[name] for name in known}
        return cls(**{**values, "kinds": tuple(content.get("kinds", ()))})

"""Incoming: what a person did on a messaging app, first as the app says it, then as we keep it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from channels.message.pseudonyms import Pseudonyms


@dataclass(frozen=True)
class Incoming:
    """One thing to answer, as a connector reads it from an event.

    `event` is the app's id of it, the same when delivered again; `sender` the app's id of the
    person; `to` whatever the connector needs to answer there. Exactly one of `text`, `press` (a
    button's id) and `command` ("start", "help", "stop") is given; a photo, voice message, sticker
    or the like without words is a text of "".
    """

    event: str
    sender: str = field(repr=False)
    to: Mapping[str, Any] = field(repr=False)
    text: str = field(default="", repr=False)
    press: str = ""
    command: str = ""


@dataclass(frozen=True)
class Said:
    """An Incoming without the sender's id and without personal data; `key` is the message's id.

    Its words come later, by `Answering.read`; never where they are too many, or it must `wait`.
    Where it is `told`, nobody said anything: these words are to be brought, and are the answer.
    """

    key: str
    conversation: str
    to: Mapping[str, Any] = field(repr=False)
    text: str = field(default="", repr=False)
    kinds: tuple[str, ...] = ()
    raw: str = field(default="", repr=False)  # as typed, where a person of the clinic gets it
    told: str = field(default="", repr=False)
    press: str = ""
    command: str = ""
    length: int = 0  # characters before cleaning
    wait: int = 0  # seconds, since too many came at once

    @classmethod
    def of(cls, incoming: Incoming, pseudonyms: Pseudonyms) -> Said:
        """What may be kept of it, without its words."""
        return cls(
            key=pseudonyms.key("event", incoming.sender, incoming.event),
            conversation=f"{pseudonyms.channel}-{pseudonyms.key('sender', incoming.sender)}",
            to=incoming.to,
            press=incoming.press,
            command=incoming.command,
            length=len(incoming.text),
        )

    @classmethod
    def restored(cls, content: Mapping[str, Any]) -> Said:
        """From its `asdict`, also one of another version of this class."""
        known = {field.name for field in fields(cls)} & set(content)
        values = {name: content[name] for name in known}
        return cls(**{**values, "kinds": tuple(content.get("kinds", ()))})

"""Commands: single words by which people steer a messaging app, where it has none of its own."""

from __future__ import annotations

import re

from channels.message.buttons import Buttons

_SLASH = re.compile(r"/([a-z_]{1,32})", re.IGNORECASE)
_STOP = {"stop", "stopall", "stop all", "unsubscribe", "opt out", "optout"}
_START = {"start", "get started"}


def command(text: str) -> str:
    """ "start", "help", "stop" …, or "" for anything that says more than one.

    "help" without a slash is none: it may be a cry.
    """
    words = " ".join(text.lower().split()).rstrip(".!")
    if slash := _SLASH.fullmatch(words):
        return slash[1]
    if words in _STOP:
        return "stop"
    return "start" if words in _START else ""


def typed(text: str) -> dict[str, str]:
    """What was typed as fields of an Incoming: a command or a text."""
    found = command(text)
    return {"command": found} if found else {"text": text}


def chosen(id_: str, title: str) -> dict[str, str]:
    """A button as fields of an Incoming; one that the clinic made itself asks its title."""
    if Buttons.is_id(id_):
        return {"press": id_}
    return typed(title) if title else {}

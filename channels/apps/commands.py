"""Commands: single words with a special meaning, for apps that have no commands of their own."""

from __future__ import annotations

import re

from channels.message.buttons import Buttons

_SLASH = re.compile(r"/([a-z_]{1,32})", re.IGNORECASE)
_STOP = {"stop", "stopall", "stop all", "unsubscribe", "opt out", "optout"}
_START = {"start", "get started"}


def command(text: str) -> str:
    """ "start", "help", "stop" …, or "" if the text says anything else, too.

    "help" is a command only with a slash, because without one it may be a cry for help.
    """
    words = " ".join(text.lower().split()).rstrip(".!")
    if slash := _SLASH.fullmatch(words):
        return slash[1]
    if words in _STOP:
        return "stop"
    return "start" if words in _START else ""


def typed(text: str) -> dict[str, str]:
    """What was typed, as fields of an `Incoming`: a command or a text."""
    found = command(text)
    return {"command": found} if found else {"text": text}


def chosen(id_: str, title: str) -> dict[str, str]:
    """A pressed button, as fields of an `Incoming`; a button that isn't ours asks its title."""
    if Buttons.is_id(id_):
        return {"press": id_}
    return typed(title) if title else {}

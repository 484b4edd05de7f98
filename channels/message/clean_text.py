"""Clean text: makes what a visitor typed safe to process, in the same way on every channel."""

from __future__ import annotations

import re
import unicodedata

#: Characters kept of a message. Channels refuse longer messages before that.
MAX_LENGTH = 4000
#: Format characters that emoji and some scripts need: zero-width joiner and non-joiner.
_JOINERS = "\u200c\u200d"
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")
#: A Rasa command and nothing else: /restart, /faq{"entity": "x"}, /inform@0.9.
_COMMAND = re.compile(r"/+\s*\w[\w/]*\s*(?:@[\d.]+)?\s*(?:\{.*)?", re.DOTALL)


def clean_text(text: object) -> str:
    """Plain text without control, zero-width and direction characters and leading slashes.

    A leading slash would let a visitor trigger intents (`/restart`, `/faq{"entity":"x"}`)
    in Rasa's message handler. Such a command alone, and anything but a string, gives "".
    """
    if not isinstance(text, str):
        return ""
    # First cut to twice the limit: composing may shorten a text, but huge ones cost time.
    composed = unicodedata.normalize("NFKC", _ends(text, 2 * MAX_LENGTH))
    visible = "".join(_visible(character) for character in composed)
    # Composed again: an invisible character may have stood between a letter and its accent.
    visible = unicodedata.normalize("NFKC", visible)
    lines = _LINES.sub("\n", _SPACES.sub(" ", visible)).strip()
    if _COMMAND.fullmatch(lines):
        return ""
    return _ends(lines, MAX_LENGTH).lstrip("/ \n").rstrip()


def _ends(text: str, most: int) -> str:
    """The beginning and the end of a text that is too long: a cry for help may come last."""
    half = most // 2
    return text if len(text) <= most else f"{text[: half - 1]}\n{text[-half:]}"


def _visible(character: str) -> str:
    if character in "\n\t":
        return "\n" if character == "\n" else " "
    category = unicodedata.category(character)
    if category in ("Cc", "Cs", "Co", "Cn"):
        return " "
    if category == "Cf":
        return character if character in _JOINERS else ""
    return character

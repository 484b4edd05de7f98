"""YAML text: writes a value so that every YAML reader gets exactly that value back."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import yaml

from actions.knowledge.document import LOADER

#: The width of a line in the file, in characters.
_WIDTH = 100
#: Keys that make Rasa take a file for training data (actions/knowledge/rules.py).
_RASA_KEY = re.compile(r"(nlu|rules|stories|responses):")
_TEXT = "tag:yaml.org,2002:str"


def written(value: Any, column: int, *, in_flow: bool) -> str:
    """The text after a key that begins in this column."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        indent = "\n" + " " * (column + 2)
        return "".join(indent + pair_of(key, each, column + 2) for key, each in value.items())
    if isinstance(value, (list, tuple)):
        return "\n" + "\n".join(item_of(each, column + 2) for each in value)
    return _scalar(str(value), column, in_flow=in_flow)


def pair_of(key: str, value: Any, column: int) -> str:
    """One or more lines of a mapping whose keys begin in this column."""
    new = written(value, column, in_flow=False)
    return f"{key}:{gap(new)}{new}"


def gap(new: str) -> str:
    """The space between a colon and the value, if the value begins on the same line."""
    return "" if new.startswith("\n") else " "


def item_of(value: Any, column: int) -> str:
    """One entry of a list whose dashes stand in this column."""
    if isinstance(value, Mapping):
        return f"{' ' * column}- {flow_of(value)}"
    return f"{' ' * column}- {_scalar(str(value), column + 2, in_flow=True)}"


def flow_of(value: Mapping[str, Any]) -> str:
    """A mapping on one line, in braces."""
    pairs = (f"{key}: {_scalar(str(each), 0, in_flow=True)}" for key, each in value.items())
    return f"{{{', '.join(pairs)}}}"


def _scalar(text: str, column: int, *, in_flow: bool) -> str:
    if _is_plain(text) and column + len(text) + 12 <= _WIDTH:
        return text
    block = None if in_flow else _folded(text, column + 2)
    return block or _quoted(text)


def _is_plain(text: str) -> bool:
    """Whether every YAML reader takes the unquoted text for exactly this string."""
    if re.search(r"^['\"]|[\[\]{},#&*!|>%@`\n]|: |:$", text) or not text.isprintable():
        return False
    try:
        root: Any = yaml.compose(f"a: {text}", Loader=LOADER)
    except yaml.YAMLError:
        return False
    node = root.value[0][1]
    return isinstance(node, yaml.ScalarNode) and node.value == text and node.tag == _TEXT


def _folded(text: str, column: int) -> str | None:
    """A folded block of several lines; None if folding would change the text."""
    words = text.split(" ")
    if not text.isprintable() or "" in words or len(text) + column <= _WIDTH:
        return None
    lines, line = [], words[0]
    for word in words[1:]:
        if column + len(line) + 1 + len(word) > _WIDTH and not _RASA_KEY.match(word):
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}"
    indent = " " * column
    return ">-\n" + "\n".join(f"{indent}{each}" for each in [*lines, line])


def _quoted(text: str) -> str:
    """A JSON string, which is valid YAML; invisible characters are escaped."""
    return "".join(
        each if each.isprintable() else f"\\U{ord(each):08X}" if ord(each) > 127 else each
        for each in json.dumps(text, ensure_ascii=False)
    )

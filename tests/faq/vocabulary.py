"""Compares structured data with schema.org's own definitions, an excerpt of which is beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_DEFINED = json.loads(Path(__file__).with_name("schemaorg.json").read_text("utf-8"))
_TYPES: dict[str, list[str]] = _DEFINED["types"]
_PROPERTIES: dict[str, dict[str, list[str]]] = _DEFINED["properties"]
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def faults(node: dict[str, Any], at: str = "") -> Iterator[str]:
    """Types that don't exist, properties that don't belong to their type, unsuitable values."""
    kind = node["@type"]
    if kind not in _TYPES:
        yield f"{at}: there is no {kind}"
        return
    for name, value in node.items():
        if name.startswith("@"):
            continue
        here, defined = f"{at}/{kind}.{name}", _PROPERTIES.get(name)
        if defined is None or not _ancestors(kind) & {*defined["domain"]}:
            yield f"{here} does not belong there"
            continue
        for each in value if isinstance(value, list) else [value]:
            if not _kinds(each) & {*defined["range"]}:
                yield f"{here} can't be {each!r}"
            if isinstance(each, dict):
                yield from faults(each, here)


def _ancestors(kind: str) -> set[str]:
    found = {kind}
    for parent in _TYPES.get(kind, ()):
        found |= _ancestors(parent)
    return found


def _kinds(value: object) -> set[str]:
    """The types that a value may have."""
    if isinstance(value, dict):
        return _ancestors(value["@type"])
    if isinstance(value, bool):
        return {"Boolean"}
    if isinstance(value, int):
        return {"Integer", "Number"}
    text = str(value)
    kinds = {"Text"} if text.strip() else set()
    if re.fullmatch(r"https?://[^\s<>\"]+", text):
        kinds.add("URL")
    if _DATE.fullmatch(text):
        kinds.add("Date")
    return kinds

"""Rows and dialogues: reads labelled messages from JSON lines."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.labels import Label, LabelError


class RowError(ValueError):
    """A line has the wrong format; the message says which one."""


@dataclass(frozen=True)
class Row:
    """One message; `labels` has one label for each question in it."""

    id: str
    text: str
    labels: tuple[Label, ...]
    #: Whether more than one reply counts as wrong.
    exact: bool = False

    @property
    def is_multi(self) -> bool:
        return len(self.labels) > 1

    @property
    def label(self) -> Label:
        """The label of the first question."""
        return self.labels[0]


@dataclass(frozen=True)
class Dialogue:
    """A conversation as a list of turns."""

    id: str
    turns: tuple[Row, ...]


Item = Row | Dialogue


def read(path: Path, *, exact: bool = False) -> list[Item]:
    """The rows and dialogues of a file.

    With `exact`, a row with `"multi": false` must get exactly one reply.

    Raises:
        RowError: names the first wrong line.
    """
    items: list[Item] = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                items.append(_item(json.loads(line), exact))
            except KeyError as error:
                raise RowError(f"{path.name}:{number}: the key {error} is missing") from error
            except (json.JSONDecodeError, LabelError, TypeError, AttributeError) as error:
                raise RowError(f"{path.name}:{number}: {error}") from error
    return items


def _item(entry: Mapping[str, Any], exact: bool) -> Item:
    id_ = str(entry["id"])
    if "turns" not in entry:
        return _row(id_, entry, exact)
    turns = (_row(f"{id_}#{n}", turn, exact) for n, turn in enumerate(entry["turns"], start=1))
    return Dialogue(id_, tuple(turns))


def _row(id_: str, entry: Mapping[str, Any], exact: bool) -> Row:
    parts = entry.get("parts") or [entry]
    return Row(
        id=id_,
        text=entry["text"],
        labels=tuple(Label.from_json(part) for part in parts),
        exact=exact and entry.get("multi") is False,
    )

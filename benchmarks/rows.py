"""Rows and dialogues: labelled messages, read from JSON lines."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.labels import Label, LabelError


class RowError(ValueError):
    """A line that does not follow the format; says which one."""


@dataclass(frozen=True)
class Row:
    """One message. With several questions, `labels` has one for each of them."""

    id: str
    text: str
    labels: tuple[Label, ...]
    #: Whether anything but one reply is wrong.
    exact: bool = False

    @property
    def is_multi(self) -> bool:
        return len(self.labels) > 1

    @property
    def label(self) -> Label:
        """Of the first question."""
        return self.labels[0]


@dataclass(frozen=True)
class Dialogue:
    """Turns of one conversation."""

    id: str
    turns: tuple[Row, ...]


Item = Row | Dialogue


def read(path: Path, *, exact: bool = False) -> list[Item]:
    """The rows and dialogues of a file.

    `exact`: where a row says `"multi": false`, one reply is right and two are wrong.

    Raises:
        RowError: names the first line that is wrong.
    """
    items: list[Item] = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                items.append(_item(json.loads(line), exact))
            except KeyError as error:
                raise RowError(f"{path.name}:{number}: no {error}") from error
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

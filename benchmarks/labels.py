"""Label: the reply that an ideal bot would give to a question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

KINDS = ("answer", "uncovered", "clinic", "urgent", "off_topic", "smalltalk", "clarify")

#: Kind -> the key in a row that holds the id of an entry of that kind.
ID_KEYS: Mapping[str, str] = {
    "uncovered": "gap",
    "clinic": "clinic",
    "urgent": "urgent",
    "off_topic": "off_topic",
    "smalltalk": "smalltalk",
}


class LabelError(ValueError):
    """A label has the wrong format."""


@dataclass(frozen=True)
class Label:
    """A label; `topics` (kind answer) and `ids` (other kinds) list what fits, the best first."""

    kind: str
    topics: tuple[str, ...] = ()
    treatment: str = "unspecified"
    ids: tuple[str, ...] = ()
    also_ok: tuple[Label, ...] = ()

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> Label:
        """The label in a row, a turn, a part or `also_ok`.

        Raises:
            LabelError: the kind is unknown.
        """
        kind = entry.get("kind")
        if kind not in KINDS:
            raise LabelError(f"kind {kind!r} is unknown; use one of: {', '.join(KINDS)}")
        key = ID_KEYS.get(kind)
        named = [entry.get(key), *entry.get(f"{key}_ok", ())] if key else []
        return cls(
            kind=kind,
            topics=tuple(entry.get("topics") or ()),
            treatment=entry.get("treatment") or "unspecified",
            ids=tuple(id_ for id_ in named if id_),
            also_ok=tuple(cls.from_json(other) for other in entry.get("also_ok") or ()),
        )

    @property
    def accepted(self) -> tuple[Label, ...]:
        """This label and the others that are acceptable."""
        return (self, *self.also_ok)

    @property
    def name(self) -> str:
        """answer/cost, uncovered/prices …, or the kind alone if there is no id."""
        best = next(iter(self.topics or self.ids), None)
        return f"{self.kind}/{best}" if best else self.kind

"""ExamReply: a reply of the bot as the exam interface writes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ExamReply:
    """One reply; `buttons` are pairs of topic and treatment."""

    kind: str
    topic: str | None = None
    treatment: str | None = None
    buttons: tuple[tuple[str | None, str | None], ...] = ()
    text: str = ""

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> ExamReply:
        return cls(
            kind=entry.get("kind") or "none",
            topic=entry.get("topic"),
            treatment=entry.get("treatment"),
            buttons=tuple((b.get("topic"), b.get("treatment")) for b in entry.get("buttons") or ()),
            text=entry.get("text") or "",
        )

    @property
    def name(self) -> str:
        """Kind and topic, such as answer/cost, like the name of a label."""
        return f"{self.kind}/{self.topic}" if self.topic else self.kind

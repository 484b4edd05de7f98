"""Context: what the conversation is about, kept in the tracker's slots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from rasa_sdk.events import SlotSet

#: Questions remembered so as not to offer them again; the oldest go first.
MAX_ASKED = 40


@dataclass(frozen=True)
class Context:
    """`kind` is the kind of the last reply that had a subject: answer, uncovered or clinic.

    `urgent` is the id of the urgent reply that was given, until the visitor moves on.
    """

    topic: str | None = None
    treatment: str | None = None
    kind: str | None = None
    asked: tuple[str, ...] = ()
    urgent: str | None = None

    @classmethod
    def from_slots(cls, slots: Mapping[str, Any]) -> Context:
        return cls(
            topic=slots.get("topic"),
            treatment=slots.get("treatment"),
            kind=slots.get("kind"),
            asked=tuple(slots.get("asked") or ()),
            urgent=slots.get("urgent"),
        )

    def about(self, kind: str, topic: str, treatment: str | None) -> Context:
        """The context after a reply on this subject."""
        asked = (*(a for a in self.asked if a != f"{topic}:{treatment}"), f"{topic}:{treatment}")
        return replace(
            self,
            kind=kind,
            topic=topic,
            treatment=treatment or self.treatment,
            asked=asked[-MAX_ASKED:],
        )

    def has_asked(self, topic: str, treatment: str) -> bool:
        """Whether the topic was asked for this treatment, by itself or with the other one."""
        return bool({f"{topic}:{treatment}", f"{topic}:both"} & set(self.asked))

    def events(self, before: Context) -> list[Any]:
        """Slot events for what differs from `before`."""
        pairs = {
            "topic": (self.topic, before.topic),
            "treatment": (self.treatment, before.treatment),
            "kind": (self.kind, before.kind),
            "asked": (list(self.asked), list(before.asked)),
            "urgent": (self.urgent, before.urgent),
        }
        return [SlotSet(name, now) for name, (now, then) in pairs.items() if now != then]

"""Context: what the conversation is about, kept in the tracker's slots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rasa_sdk.events import SlotSet

#: Questions remembered so as not to offer them again; the oldest go first.
MAX_ASKED = 40
_EXOSOMES_FIRST = "order:exosomes"


@dataclass(frozen=True)
class Context:
    """`kind` is the kind of the last reply that had a subject: answer, uncovered or clinic.

    `asked` has the questions answered, as topic:treatment, the latest last, and among them what
    was said with an answer: detail:topic:treatment after it, note:id before it, order:exosomes
    where a message was answered first for these, then for PRP.
    `urgent` is the id of the urgent reply that was given, until the visitor moves on; after it
    how often it was said again, that help is there, or that it is over: emergency, emergency:2,
    emergency:helped, emergency:over.
    `noted` are the regulatory notes said in reply to the message at hand; it is not kept.
    """

    topic: str | None = None
    treatment: str | None = None
    kind: str | None = None
    asked: tuple[str, ...] = ()
    urgent: str | None = None
    noted: frozenset[str] = frozenset()

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
        about = replace(self, kind=kind, topic=topic, treatment=treatment or self.treatment)
        return about._remembering(f"{topic}:{treatment}")

    def in_detail(self) -> Context:
        """The context after all was said on its subject."""
        return self._remembering(f"detail:{self.asked[-1]}")

    @property
    def was_in_detail(self) -> bool:
        """Whether the last answer was already all there is to say."""
        return bool(self.asked) and self.asked[-1].startswith("detail:")

    def was_said_last(self, topic: str, treatment: str) -> bool:
        """Whether the last answer was this one, in short or in detail."""
        last = self.asked[-1].removeprefix("detail:") if self.asked else ""
        return self.kind == "answer" and last == f"{topic}:{treatment}"

    def noting(self, note: str) -> Context:
        """The context after a regulatory note was said."""
        return replace(self, noted=self.noted | {note})._remembering(f"note:{note}")

    def in_order(self, treatments: Sequence[str | None]) -> Context:
        """The context after one message was answered for these treatments, one after the other."""
        named = tuple(dict.fromkeys(t for t in treatments if t))
        if len(named) < 2 and "both" not in named:
            return self
        if named == ("exosomes", "prp"):
            return self._remembering(_EXOSOMES_FIRST, last=False)
        return replace(self, asked=tuple(a for a in self.asked if a != _EXOSOMES_FIRST))

    @property
    def named_last(self) -> tuple[str, str]:
        """The treatments in the order in which they were named last; tables have PRP first."""
        return ("exosomes", "prp") if _EXOSOMES_FIRST in self.asked else ("prp", "exosomes")

    def has_noted(self, note: str) -> bool:
        return f"note:{note}" in self.asked

    def _remembering(self, entry: str, *, last: bool = True) -> Context:
        others = tuple(a for a in self.asked if a != entry)
        asked = (*others, entry) if last else (*others[:-1], entry, *others[-1:])
        return replace(self, asked=asked[-MAX_ASKED:])

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

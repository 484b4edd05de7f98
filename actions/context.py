"""Context: what the conversation is about, kept in the tracker's slots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from rasa_sdk.events import SlotSet

from actions.knowledge.model import Treatment

#: Questions remembered so as not to offer them again; the oldest go first.
MAX_ASKED = 40
_EXOSOMES_FIRST = "order:exosomes"
_SLOTS = ("topic", "treatment", "kind", "asked", "answered", "unclear", "urgent")


class Subject(NamedTuple):
    """What one question was about; `kind` is that of its reply: answer, uncovered or clinic."""

    kind: str
    topic: str
    treatment: str | None


@dataclass(frozen=True)
class Context:
    """`kind` is the kind of the last reply that had a subject: answer, uncovered or clinic.

    `asked` has the questions answered, as topic:treatment, the latest last, and among them what
    was said with an answer: detail:topic:treatment after it, note:id before it, order:exosomes
    where a message was answered first for these, then for PRP.
    `answered` has what the last message with a subject asked, in order, as kind:topic:treatment.
    `unclear` are the last two things said to what was not understood, as long as nothing else was.
    `urgent` is the urgent reply that was given, and what came of it (actions/alarm.py).
    `noted` are the regulatory notes said in reply to the message at hand; it is not kept.
    """

    topic: str | None = None
    treatment: str | None = None
    kind: str | None = None
    asked: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    urgent: str | None = None
    noted: frozenset[str] = frozenset()

    @classmethod
    def from_slots(cls, slots: Mapping[str, Any]) -> Context:
        return cls(
            topic=slots.get("topic"),
            treatment=slots.get("treatment"),
            kind=slots.get("kind"),
            asked=tuple(slots.get("asked") or ()),
            answered=tuple(slots.get("answered") or ()),
            unclear=tuple(slots.get("unclear") or ()),
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

    def having_said_unclear(self, name: str) -> Context:
        """The context after this was said to what was not understood."""
        return replace(self, unclear=(*self.unclear, name)[-2:])

    def having_answered(self, subjects: Sequence[Subject]) -> Context:
        """The context after one message; one without a subject leaves the last ones."""
        if not subjects:
            return self
        answered = dict.fromkeys(":".join(map(str, subject)) for subject in subjects)
        return replace(self, answered=tuple(answered))

    def picked(self, number: int) -> Context | None:
        """The context as if only this question of the last message (from 0) had been asked.

        None where the last message asked fewer than two things, or not so many.
        """
        subjects = [Subject(*each.split(":", 2)) for each in self.answered]
        if len({subject.topic for subject in subjects}) < 2 or number >= len(subjects):
            return None
        kind, topic, treatment = subjects[number]
        return self.about(kind, topic, None if treatment == "None" else treatment)

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
    def named_last(self) -> tuple[Treatment, Treatment]:
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

    def subjects(self) -> list[tuple[str, str | None]]:
        """What was asked in this conversation, the latest last: topics with their treatments."""
        marks = ("detail", "note", "order")
        pairs = (entry.partition(":") for entry in self.asked)
        return [(t, None if of == "None" else of) for t, _, of in pairs if t not in marks]

    def events(self, before: Context) -> list[Any]:
        """Slot events for what differs from `before`."""
        found = []
        for name in _SLOTS:
            now, then = getattr(self, name), getattr(before, name)
            if now != then:
                found.append(SlotSet(name, list(now) if isinstance(now, tuple) else now))
        return found

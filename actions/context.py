"""Context: what the conversation is about, kept in the tracker's slots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from rasa_sdk.events import SlotSet

from actions.knowledge.model import Treatment

#: Questions remembered so as not to offer them again; the oldest go first.
MAX_ASKED = 40
#: Wordings remembered so as not to say them again; the oldest go first.
MAX_SAID = 60
#: Questions kept in the visitor's own words.
MAX_LEFT_OPEN = 5
_EXOSOMES_FIRST = "order:exosomes"
_SLOTS = (
    *("topic", "treatment", "kind", "asked", "answered", "unclear", "urgent", "said"),
    *("left_open", "preparing"),
)


class Subject(NamedTuple):
    """What one question was about; `kind` is that of its reply: answer, uncovered or clinic."""

    kind: str
    topic: str
    treatment: str | None


@dataclass(frozen=True)
class Context:
    """`kind` is the kind of the last reply that had a subject: answer, uncovered or clinic.

    `asked` has the questions answered, as topic:treatment, the latest last, and among them
    order:exosomes where a message was answered first for these, then for PRP.
    `answered` has what the last message with a subject asked, in order, as kind:topic:treatment.
    `unclear` is how many messages in a row were not understood.
    `urgent` is the urgent reply that was given, and what came of it (actions/alarm.py).
    `said` are the wordings that were used (actions/wording.py), the latest last. They change how
    something is said, never what is meant, so contexts that differ in them only are equal.
    `left_open` are the visitor's own words where no listed gap says what was asked.
    `preparing` has what was told so far for the sheet (actions/preparing.py), None where none is.
    """

    topic: str | None = None
    treatment: str | None = None
    kind: str | None = None
    asked: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    unclear: int = 0
    urgent: str | None = None
    said: tuple[str, ...] = field(default=(), compare=False)
    left_open: tuple[str, ...] = ()
    preparing: Mapping[str, Any] | None = None

    @classmethod
    def from_slots(cls, slots: Mapping[str, Any]) -> Context:
        return cls(
            topic=slots.get("topic"),
            treatment=slots.get("treatment"),
            kind=slots.get("kind"),
            asked=tuple(slots.get("asked") or ()),
            answered=tuple(slots.get("answered") or ()),
            unclear=int(slots.get("unclear") or 0),
            urgent=slots.get("urgent"),
            said=tuple(slots.get("said") or ()),
            left_open=tuple(slots.get("left_open") or ()),
            preparing=slots.get("preparing"),
        )

    def about(self, kind: str, topic: str, treatment: str | None) -> Context:
        """The context after a reply on this subject."""
        about = replace(self, kind=kind, topic=topic, treatment=treatment or self.treatment)
        return about._remembering(f"{topic}:{treatment}")

    def was_said_last(self, topic: str, treatment: str) -> bool:
        """Whether the last answer was on this, in whichever words."""
        return self.kind == "answer" and self.asked[-1:] == (f"{topic}:{treatment}",)

    def saying(self, *wordings: str) -> Context:
        """The context after these wordings were used."""
        others = tuple(each for each in self.said if each not in wordings)
        return replace(self, said=(*others, *wordings)[-MAX_SAID:])

    def not_understood(self) -> Context:
        """The context after one more message in a row that was not understood."""
        return replace(self, unclear=self.unclear + 1)

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

    def _remembering(self, entry: str, *, last: bool = True) -> Context:
        others = tuple(a for a in self.asked if a != entry)
        asked = (*others, entry) if last else (*others[:-1], entry, *others[-1:])
        return replace(self, asked=asked[-MAX_ASKED:])

    def has_asked(self, topic: str, treatment: str) -> bool:
        """Whether the topic was asked for this treatment, by itself or with the other one."""
        return bool({f"{topic}:{treatment}", f"{topic}:both"} & set(self.asked))

    def subjects(self) -> list[tuple[str, str | None]]:
        """What was asked in this conversation, the latest last: topics with their treatments."""
        pairs = (entry.partition(":") for entry in self.asked)
        return [(t, None if of == "None" else of) for t, _, of in pairs if t != "order"]

    def events(self, before: Context) -> list[Any]:
        """Slot events for what differs from `before`."""
        found = []
        for name in _SLOTS:
            now, then = getattr(self, name), getattr(before, name)
            if now != then:
                found.append(SlotSet(name, list(now) if isinstance(now, tuple) else now))
        return found

"""Context: what the conversation is about, kept in the tracker's slots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from rasa_sdk.events import SlotSet

from actions.alarm import Alarm
from actions.knowledge.model import Treatment

#: Subjects remembered so as not to offer them again; the oldest go first.
MAX_SUBJECTS = 40
#: Wordings remembered so as not to say them again; the oldest go first.
MAX_SAID = 60
#: Questions kept in the visitor's own words.
MAX_LEFT_OPEN = 5


class Subject(NamedTuple):
    """What one question was about; `kind` is that of its reply: answer, uncovered or clinic.

    A treatment of None means that the question named none.
    """

    kind: str
    topic: str
    treatment: str | None


@dataclass(frozen=True)
class Context:
    """`kind` is the kind of the last reply that had a subject: answer, uncovered or clinic.

    `subjects` are those of the whole conversation, the latest last and none twice;
    `last_subjects` those of the last message that had any, in its order.
    `exosomes_first`: exosomes were named before PRP when both were last asked about.
    `unclear` is how many messages in a row were not understood.
    `alarm` is the urgent reply that was given, and what came of it.
    `said` are the wordings that were used (actions/wording.py), the latest last. They change how
    something is said, never what is meant, so contexts that differ in them only are equal.
    `left_open` are the visitor's own words where no listed gap says what was asked.
    `preparing` has what was told so far for the sheet (actions/preparing.py), None where none is.
    """

    topic: str | None = None
    treatment: str | None = None
    kind: str | None = None
    subjects: tuple[Subject, ...] = ()
    last_subjects: tuple[Subject, ...] = ()
    exosomes_first: bool = False
    unclear: int = 0
    alarm: Alarm = field(default_factory=Alarm)
    said: tuple[str, ...] = field(default=(), compare=False)
    left_open: tuple[str, ...] = ()
    preparing: Mapping[str, Any] | None = None

    @classmethod
    def from_slots(cls, slots: Mapping[str, Any]) -> Context:
        """The context of a conversation; the opposite of `slots`."""
        return cls(
            topic=slots.get("topic"),
            treatment=slots.get("treatment"),
            kind=slots.get("kind"),
            subjects=tuple(Subject(*each) for each in slots.get("subjects") or ()),
            last_subjects=tuple(Subject(*each) for each in slots.get("last_subjects") or ()),
            exosomes_first=bool(slots.get("exosomes_first")),
            unclear=int(slots.get("unclear") or 0),
            alarm=Alarm.from_slots(slots),
            said=tuple(slots.get("said") or ()),
            left_open=tuple(slots.get("left_open") or ()),
            preparing=slots.get("preparing"),
        )

    def slots(self) -> dict[str, Any]:
        """The slots that keep it, each with one thing, as JSON values."""
        return {
            "topic": self.topic,
            "treatment": self.treatment,
            "kind": self.kind,
            "subjects": [list(subject) for subject in self.subjects],
            "last_subjects": [list(subject) for subject in self.last_subjects],
            "exosomes_first": self.exosomes_first,
            "unclear": self.unclear,
            **self.alarm.slots(),
            "said": list(self.said),
            "left_open": list(self.left_open),
            "preparing": self.preparing,
        }

    def about(self, kind: str, topic: str, treatment: str | None) -> Context:
        """The context after a reply on this subject."""
        about = replace(self, kind=kind, topic=topic, treatment=treatment or self.treatment)
        subject = Subject(kind, topic, treatment)
        others = tuple(each for each in self.subjects if each[1:] != subject[1:])
        return replace(about, subjects=(*others, subject)[-MAX_SUBJECTS:])

    def was_said_last(self, topic: str, treatment: str) -> bool:
        """Whether the last answer was on this, in whichever words."""
        return self.subjects[-1:] == (Subject("answer", topic, treatment),)

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
        return replace(self, last_subjects=tuple(dict.fromkeys(subjects)))

    def picked(self, number: int) -> Context | None:
        """The context as if only this question of the last message (from 0) had been asked.

        None where the last message asked fewer than two things, or not so many.
        """
        subjects = self.last_subjects
        if len({subject.topic for subject in subjects}) < 2 or number >= len(subjects):
            return None
        return self.about(*subjects[number])

    def in_order(self, treatments: Sequence[str | None]) -> Context:
        """The context after one message was answered for these treatments, one after the other."""
        named = tuple(dict.fromkeys(t for t in treatments if t))
        if len(named) < 2 and "both" not in named:
            return self
        return replace(self, exosomes_first=named == ("exosomes", "prp"))

    @property
    def named_last(self) -> tuple[Treatment, Treatment]:
        """The treatments in the order in which they were named last; tables have PRP first."""
        return ("exosomes", "prp") if self.exosomes_first else ("prp", "exosomes")

    def has_asked(self, topic: str, treatment: str) -> bool:
        """Whether the topic was asked for this treatment, by itself or with the other one."""
        return any(s.topic == topic and s.treatment in (treatment, "both") for s in self.subjects)

    def events(self, before: Context) -> list[Any]:
        """Slot events for what differs from `before`."""
        then = before.slots()
        return [SlotSet(name, now) for name, now in self.slots().items() if now != then[name]]

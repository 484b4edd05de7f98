"""Context: what the conversation is about, kept in the tracker's slots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from rasa_sdk.events import SlotSet

from actions.alarm import Alarm
from actions.knowledge.model import Treatment

#: Subjects remembered so that they are not suggested again; the oldest are dropped first.
MAX_SUBJECTS = 40
#: Wordings remembered so that they are not repeated; the oldest are dropped first.
MAX_SAID = 60
#: Questions kept in the visitor's own words, for the sheet.
MAX_LEFT_OPEN = 5


class Subject(NamedTuple):
    """What one question was about; `kind` is its reply's kind: answer, uncovered or clinic.

    `treatment` is None if the question named none.
    """

    kind: str
    topic: str
    treatment: str | None


@dataclass(frozen=True)
class Context:
    """What the conversation is about.

    `kind` is the kind of the last reply that had a subject: answer, uncovered or clinic.
    `subjects` lists those of the whole conversation, the latest last and none twice.
    `last_subjects` lists those of the last message that had any, in its order.
    `exosomes_first` is true if exosomes were last answered before PRP (see `in_order`).
    `unclear` counts the latest messages in a row that were not understood.
    `alarm` is the current alarm (actions/alarm.py).
    `said` lists the keys of the wordings used (actions/wording.py), the latest last. They affect
    only how something is said, so two contexts that differ only in `said` are equal.
    `left_open` holds questions in the visitor's own words that no listed gap describes.
    `sheet_answers` holds the answers given so far for the sheet (actions/sheet_dialogue.py); it is
    None while no sheet is being prepared.
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
    sheet_answers: Mapping[str, Any] | None = None

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
            sheet_answers=slots.get("sheet_answers"),
        )

    def slots(self) -> dict[str, Any]:
        """The values of the slots that store it, as JSON values."""
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
            "sheet_answers": self.sheet_answers,
        }

    def about(self, kind: str, topic: str, treatment: str | None) -> Context:
        """The context after a reply about this subject."""
        about = replace(self, kind=kind, topic=topic, treatment=treatment or self.treatment)
        subject = Subject(kind, topic, treatment)
        others = tuple(each for each in self.subjects if each[1:] != subject[1:])
        return replace(about, subjects=(*others, subject)[-MAX_SUBJECTS:])

    def was_said_last(self, topic: str, treatment: str) -> bool:
        """Whether the last reply answered this topic for this treatment, in any wording."""
        return self.subjects[-1:] == (Subject("answer", topic, treatment),)

    def saying(self, *wordings: str) -> Context:
        """The context after these wordings were used."""
        others = tuple(each for each in self.said if each not in wordings)
        return replace(self, said=(*others, *wordings)[-MAX_SAID:])

    def not_understood(self) -> Context:
        """The context after one more message in a row that was not understood."""
        return replace(self, unclear=self.unclear + 1)

    def having_answered(self, subjects: Sequence[Subject]) -> Context:
        """The context after one message; a message without subjects keeps the previous ones."""
        if not subjects:
            return self
        return replace(self, last_subjects=tuple(dict.fromkeys(subjects)))

    def picked(self, number: int) -> Context | None:
        """The context as if the last message had asked only its question `number` (from 0).

        None if that message asked about fewer than two topics or has no such question.
        """
        subjects = self.last_subjects
        if len({subject.topic for subject in subjects}) < 2 or number >= len(subjects):
            return None
        return self.about(*subjects[number])

    def in_order(self, treatments: Sequence[str | None]) -> Context:
        """The context after one message was answered for these treatments, in this order."""
        named = tuple(dict.fromkeys(t for t in treatments if t))
        if len(named) < 2 and "both" not in named:
            return self
        return replace(self, exosomes_first=named == ("exosomes", "prp"))

    @property
    def named_last(self) -> tuple[Treatment, Treatment]:
        """Both treatments in the order last used; PRP first by default, as in the tables."""
        return ("exosomes", "prp") if self.exosomes_first else ("prp", "exosomes")

    def has_asked(self, topic: str, treatment: str) -> bool:
        """Whether the topic was asked for this treatment, alone or together with the other."""
        return any(s.topic == topic and s.treatment in (treatment, "both") for s in self.subjects)

    def events(self, before: Context) -> list[Any]:
        """SlotSet events for the slots that differ from `before`."""
        then = before.slots()
        return [SlotSet(name, now) for name, now in self.slots().items() if now != then[name]]

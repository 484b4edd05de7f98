"""Context: what the conversation is about, kept in the tracker's slots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from rasa_sdk.events import SlotSet

from actions.knowledge.model import Treatment

#: Questions remembered so that they are not suggested again; the oldest are dropped first.
MAX_ASKED = 40
#: Wordings remembered so that they are not repeated; the oldest are dropped first.
MAX_SAID = 60
#: Questions kept in the visitor's own words, for the sheet.
MAX_LEFT_OPEN = 5
_EXOSOMES_FIRST = "order:exosomes"
_SLOTS = (
    *("topic", "treatment", "kind", "asked", "answered", "unclear", "urgent", "said"),
    *("left_open", "preparing"),
)


class Subject(NamedTuple):
    """What one question was about; `kind` is its reply's kind: answer, uncovered or clinic."""

    kind: str
    topic: str
    treatment: str | None


@dataclass(frozen=True)
class Context:
    """What the conversation is about; one field per slot.

    `kind` is the kind of the last reply that had a subject: answer, uncovered or clinic.
    `asked` lists the questions answered so far as topic:treatment, the latest last. It also
    contains order:exosomes if exosomes were last answered before PRP (see `in_order`).
    `answered` lists the subjects of the last message that had any, as kind:topic:treatment.
    `unclear` counts the latest messages in a row that were not understood.
    `urgent` is the slot value of the current alarm (actions/alarm.py).
    `said` lists the keys of the wordings used (actions/wording.py), the latest last. They affect
    only how something is said, so two contexts that differ only in `said` are equal.
    `left_open` holds questions in the visitor's own words that no listed gap describes.
    `preparing` holds the answers given so far for the sheet (actions/preparing.py); it is None
    while no sheet is being prepared.
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
        """The context after a reply about this subject."""
        about = replace(self, kind=kind, topic=topic, treatment=treatment or self.treatment)
        return about._remembering(f"{topic}:{treatment}")

    def was_said_last(self, topic: str, treatment: str) -> bool:
        """Whether the last reply answered this topic for this treatment, in any wording."""
        return self.kind == "answer" and self.asked[-1:] == (f"{topic}:{treatment}",)

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
        answered = dict.fromkeys(":".join(map(str, subject)) for subject in subjects)
        return replace(self, answered=tuple(answered))

    def picked(self, number: int) -> Context | None:
        """The context as if the last message had asked only its question `number` (from 0).

        None if that message asked about fewer than two topics or has no such question.
        """
        subjects = [Subject(*each.split(":", 2)) for each in self.answered]
        if len({subject.topic for subject in subjects}) < 2 or number >= len(subjects):
            return None
        kind, topic, treatment = subjects[number]
        return self.about(kind, topic, None if treatment == "None" else treatment)

    def in_order(self, treatments: Sequence[str | None]) -> Context:
        """The context after one message was answered for these treatments, in this order."""
        named = tuple(dict.fromkeys(t for t in treatments if t))
        if len(named) < 2 and "both" not in named:
            return self
        if named == ("exosomes", "prp"):
            return self._remembering(_EXOSOMES_FIRST, last=False)
        return replace(self, asked=tuple(a for a in self.asked if a != _EXOSOMES_FIRST))

    @property
    def named_last(self) -> tuple[Treatment, Treatment]:
        """Both treatments in the order last used; PRP first by default, as in the tables."""
        return ("exosomes", "prp") if _EXOSOMES_FIRST in self.asked else ("prp", "exosomes")

    def _remembering(self, entry: str, *, last: bool = True) -> Context:
        """With this entry at the end of `asked`, or just before its last entry."""
        others = tuple(a for a in self.asked if a != entry)
        asked = (*others, entry) if last else (*others[:-1], entry, *others[-1:])
        return replace(self, asked=asked[-MAX_ASKED:])

    def has_asked(self, topic: str, treatment: str) -> bool:
        """Whether the topic was asked for this treatment, alone or together with the other."""
        return bool({f"{topic}:{treatment}", f"{topic}:both"} & set(self.asked))

    def subjects(self) -> list[tuple[str, str | None]]:
        """Pairs of topic and treatment asked in this conversation, the latest last."""
        pairs = (entry.partition(":") for entry in self.asked)
        return [(t, None if of == "None" else of) for t, _, of in pairs if t != "order"]

    def events(self, before: Context) -> list[Any]:
        """SlotSet events for the fields that differ from `before`."""
        found = []
        for name in _SLOTS:
            now, then = getattr(self, name), getattr(before, name)
            if now != then:
                found.append(SlotSet(name, list(now) if isinstance(now, tuple) else now))
        return found

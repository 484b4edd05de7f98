"""Reading: what a message says, as one typed value: components write it, actions read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

#: Key of the reading in Rasa's parse data.
READING = "reading"
#: Rasa's name for the intent of what was not understood.
UNSURE = "nlu_fallback"

Urgency = Literal["emergency", "post_procedure", "crisis"]
#: After an urgent reply: help is there, all is over, or it is still about that.
Aftermath = Literal["helped", "over", "still"]
#: How a treatment is named: by itself, as the one not talked about last, or by its place in a row.
Named = Literal["prp", "exosomes", "both", "other", "first", "second"]
#: Why something was not understood: no intent stands out, no letters, another language, too long.
Reason = Literal["unsure", "empty", "language", "long"]


@dataclass(frozen=True)
class Question:
    """One part of a message that wants a reply.

    `intent` is the full one: faq/cost, follow_up/more, smalltalk/thanks … `span` is its place in
    the corrected text (start, end in characters), `because` the head or rule that decided, for
    `make why`. What was not understood has the intent `nlu_fallback`, a `reason` and, where it is
    known, the nearest intents as `options`.
    """

    intent: str
    treatment: Named | None = None
    span: tuple[int, int] = (0, 0)
    confidence: float = 1.0
    because: str = ""
    options: tuple[str, ...] = ()
    reason: Reason | None = None

    @property
    def family(self) -> str:
        """What stands before the slash: faq, gap, clinic, check, smalltalk, follow_up …"""
        return self.intent.partition("/")[0]

    @property
    def id(self) -> str:
        """What stands behind it: the id of an entry of the knowledge, or of a follow-up act."""
        return self.intent.partition("/")[2]


@dataclass(frozen=True)
class Reading:
    """`urgency` is a fresh alarm; `aftermath` what a message after an urgent reply says of that.

    `questions` are in the order of the text, at least one unless there is an urgency; `left` is how
    many more the message asks than are read. `language` is the one it is written in, where that is
    not English: an ISO 639 code, hi_latn, or und where it is not known.
    """

    questions: tuple[Question, ...] = ()
    urgency: Urgency | None = None
    aftermath: Aftermath | None = None
    because: str = ""
    left: int = 0
    language: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """In JSON's types, for the tracker."""
        return {
            "urgency": self.urgency,
            "aftermath": self.aftermath,
            "because": self.because,
            "left": self.left,
            "language": self.language,
            "questions": [
                {**vars(q), "span": list(q.span), "options": list(q.options)}
                for q in self.questions
            ],
        }

    @classmethod
    def of(cls, parse_data: Mapping[str, Any]) -> Reading:
        """The reading in Rasa's parse data.

        Without one (a pressed button, a test story) intent and entities are the one question.
        """
        found = parse_data.get(READING)
        if found:
            questions = tuple(
                Question(**{**q, "span": tuple(q["span"]), "options": tuple(q["options"])})
                for q in found["questions"]
            )
            return cls(**{**found, "questions": questions})
        name = (parse_data.get("intent") or {}).get("name") or UNSURE
        family, _, id_ = name.partition("/")
        if family == "urgent":
            return cls(urgency=cast("Urgency", id_ or "emergency"), because="intent")
        values = [e["value"] for e in parse_data.get("entities") or []]
        both = {"prp", "exosomes"} <= set(values)
        treatment = "both" if both else next(iter(values), None)
        return cls((Question(name, cast("Named | None", treatment), because="intent"),))

"""Reading: how a message was understood, as one typed value from the components to the actions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

#: Key of the reading in Rasa's parse data.
READING = "reading"
#: Rasa's name for the intent of a message that was not understood.
UNSURE = "nlu_fallback"

Urgency = Literal["emergency", "post_procedure", "crisis"]
#: News after an urgent reply: help has come, all is over, or the danger goes on.
Aftermath = Literal["helped", "over", "still"]
#: How a treatment is named: by name, as "the other one", or by its position ("the second").
Named = Literal["prp", "exosomes", "both", "other", "first", "second"]
#: Why a message was not understood: no intent stands out, no letters, not English, too long.
Reason = Literal["unsure", "empty", "language", "long"]


@dataclass(frozen=True)
class Question:
    """One part of a message that needs a reply.

    `intent` includes its family: faq/cost, follow_up/more, smalltalk/thanks … `span` is the start
    and end of the part in the corrected text, in characters. `because` names the head or rule that
    decided, for `make why`. A part that was not understood has the intent `nlu_fallback`, a
    `reason` and, if no intent stood out, the likeliest topics as `options`.
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
        """The intent before the slash: faq, gap, clinic, check, smalltalk, follow_up …"""
        return self.intent.partition("/")[0]

    @property
    def id(self) -> str:
        """The intent after the slash: the id of an entry of the knowledge, or an act."""
        return self.intent.partition("/")[2]


@dataclass(frozen=True)
class Reading:
    """How a message was understood.

    `urgency` is the kind of a fresh alarm, `aftermath` the news after an urgent reply.
    `questions` are in the order of the text; there is at least one unless there is an urgency or an
    aftermath. `left` counts the questions beyond those, which were too many. `language` is set if
    the message is not in English: an ISO 639 code, hi_latn, or und if unknown.
    """

    questions: tuple[Question, ...] = ()
    urgency: Urgency | None = None
    aftermath: Aftermath | None = None
    because: str = ""
    left: int = 0
    language: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The reading in JSON types, for the tracker."""
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

        If there is none (a pressed button, a test story), one is made of intent and entities.
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

"""Question: one thing the visitor asks, as the NLU pipeline hands it over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from actions.context import Context

Treatment = Literal["prp", "exosomes", "both"]

_OTHER: dict[str | None, Treatment] = {"prp": "exosomes", "exosomes": "prp"}


@dataclass(frozen=True)
class Question:
    """`family` and `id` are the two halves of the intent: faq/cost is ("faq", "cost").

    `bare` means that it names a treatment and nothing else ("and exosomes?"), `left` how many
    more questions of its message are not answered.
    """

    family: str
    id: str
    text: str = ""
    confidence: float = 1.0
    treatments: tuple[str, ...] = ()
    bare: bool = False
    options: tuple[str, ...] = ()
    reason: str | None = None
    left: int = 0

    @classmethod
    def from_parse(cls, question: Mapping[str, Any]) -> Question:
        family, _, id_ = str(question["intent"]).partition("/")
        return cls(
            family=family,
            id=id_,
            text=str(question.get("text") or ""),
            confidence=float(question.get("confidence", 1.0)),
            treatments=tuple(question.get("entities") or ()),
            bare=bool(question.get("bare")),
            options=tuple(question.get("options") or ()),
            reason=question.get("reason"),
            left=int(question.get("left") or 0),
        )

    def treatment(self, context: Context) -> Treatment | None:
        """The treatment it names, or the one talked about; None when neither is known."""
        named = set(self.treatments) & {"prp", "exosomes", "both", "other"}
        if "both" in named or {"prp", "exosomes"} <= named:
            return "both"
        if "other" in named:
            return _OTHER.get(context.treatment, "both")
        return cast("Treatment | None", next(iter(named), context.treatment))


def questions_of(latest_message: Mapping[str, Any]) -> list[Question]:
    """The questions of a parsed message.

    Without the pipeline's `questions` (a button, a test story) the intent itself is the question.
    """
    found = latest_message.get("questions")
    if not found:
        name = (latest_message.get("intent") or {}).get("name") or "nlu_fallback"
        values = [e["value"] for e in latest_message.get("entities") or []]
        found = [{"intent": name, "entities": values}]
    return [Question.from_parse(question) for question in found]

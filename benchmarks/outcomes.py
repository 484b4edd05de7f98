"""Outcome: what the bot did with one message, beside what it should have done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks import scoring
from benchmarks.exam_replies import ExamReply
from benchmarks.rows import Dialogue, Item, Row


@dataclass(frozen=True)
class Outcome:
    """The replies to one message and the milliseconds they took."""

    row: Row
    replies: tuple[ExamReply, ...]
    ms: float

    @property
    def is_right(self) -> bool:
        return scoring.row_is_right(self.row, self.replies)

    @property
    def credit(self) -> float:
        return scoring.row_credit(self.row, self.replies)

    @property
    def got(self) -> str:
        """Names of the replies."""
        return " + ".join(reply.name for reply in self.replies) or "nothing"

    @property
    def wanted(self) -> str:
        """Names of the labels."""
        return " + ".join(label.name for label in self.row.labels)


@dataclass(frozen=True)
class DialogueOutcome:
    """Right when every turn is."""

    id: str
    turns: tuple[Outcome, ...]

    @property
    def is_right(self) -> bool:
        return all(turn.is_right for turn in self.turns)

    @property
    def credit(self) -> float:
        return float(all(turn.credit == 1 for turn in self.turns))


AnyOutcome = Outcome | DialogueOutcome


def question_of(item: Item) -> dict[str, Any]:
    """The item as a row of the exam interface, without its labels."""
    if isinstance(item, Dialogue):
        return {"id": item.id, "turns": [{"text": turn.text} for turn in item.turns]}
    return {"id": item.id, "text": item.text}


def outcome_of(item: Item, answered: Mapping[str, Any]) -> AnyOutcome:
    """The item with what the exam interface wrote about it."""
    if isinstance(item, Dialogue):
        pairs = zip(item.turns, answered["turns"], strict=True)
        return DialogueOutcome(item.id, tuple(_outcome(row, entry) for row, entry in pairs))
    return _outcome(item, answered)


def messages(outcomes: Iterable[AnyOutcome]) -> Iterator[Outcome]:
    """Every message, those of dialogues included."""
    for outcome in outcomes:
        yield from outcome.turns if isinstance(outcome, DialogueOutcome) else (outcome,)


def singles(outcomes: Iterable[AnyOutcome]) -> list[Outcome]:
    """Messages that ask one thing and stand alone."""
    return [o for o in outcomes if isinstance(o, Outcome) and not o.row.is_multi]


def multis(outcomes: Iterable[AnyOutcome]) -> list[Outcome]:
    """Messages that ask several things."""
    return [o for o in outcomes if isinstance(o, Outcome) and o.row.is_multi]


def dialogues(outcomes: Iterable[AnyOutcome]) -> list[DialogueOutcome]:
    return [o for o in outcomes if isinstance(o, DialogueOutcome)]


def of_kinds(outcomes: Sequence[Outcome], *kinds: str) -> list[Outcome]:
    """Those whose label is of one of these kinds."""
    return [o for o in outcomes if o.row.label.kind in kinds]


def _outcome(row: Row, answered: Mapping[str, Any]) -> Outcome:
    replies = tuple(ExamReply.from_json(reply) for reply in answered["replies"])
    return Outcome(row, replies, float(answered["ms"]))

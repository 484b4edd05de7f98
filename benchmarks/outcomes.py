"""Outcome: the bot's replies to a message, together with its labels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks import scoring
from benchmarks.exam_replies import ExamReply
from benchmarks.rows import Dialogue, Item, Row


@dataclass(frozen=True)
class Outcome:
    """A message, the replies to it, and the milliseconds they took."""

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
        """Names of the replies, joined by " + "."""
        return " + ".join(reply.name for reply in self.replies) or "nothing"

    @property
    def wanted(self) -> str:
        """Names of the labels, joined by " + "."""
        return " + ".join(label.name for label in self.row.labels)


@dataclass(frozen=True)
class DialogueOutcome:
    """A dialogue, which is right if every turn is right."""

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
    """The item as a row for the exam interface, without its labels."""
    if isinstance(item, Dialogue):
        return {"id": item.id, "turns": [{"text": turn.text} for turn in item.turns]}
    return {"id": item.id, "text": item.text}


def outcome_of(item: Item, answered: Mapping[str, Any]) -> AnyOutcome:
    """The outcome of an item, from the answer of the exam interface."""
    if isinstance(item, Dialogue):
        pairs = zip(item.turns, answered["turns"], strict=True)
        return DialogueOutcome(item.id, tuple(_outcome(row, entry) for row, entry in pairs))
    return _outcome(item, answered)


def messages(outcomes: Iterable[AnyOutcome]) -> Iterator[Outcome]:
    """Every message, including those of dialogues."""
    for outcome in outcomes:
        yield from outcome.turns if isinstance(outcome, DialogueOutcome) else (outcome,)


def singles(outcomes: Iterable[AnyOutcome]) -> list[Outcome]:
    """Messages that ask one thing and are not part of a dialogue."""
    return [o for o in outcomes if isinstance(o, Outcome) and not o.row.is_multi]


def multis(outcomes: Iterable[AnyOutcome]) -> list[Outcome]:
    """Messages that ask several things and are not part of a dialogue."""
    return [o for o in outcomes if isinstance(o, Outcome) and o.row.is_multi]


def dialogues(outcomes: Iterable[AnyOutcome]) -> list[DialogueOutcome]:
    return [o for o in outcomes if isinstance(o, DialogueOutcome)]


def of_kinds(outcomes: Sequence[Outcome], *kinds: str) -> list[Outcome]:
    """The outcomes whose label has one of these kinds."""
    return [o for o in outcomes if o.row.label.kind in kinds]


def _outcome(row: Row, answered: Mapping[str, Any]) -> Outcome:
    replies = tuple(ExamReply.from_json(reply) for reply in answered["replies"])
    return Outcome(row, replies, float(answered["ms"]))

"""Confusions: which kind or topic was mistaken for which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks import scoring
from benchmarks.exam_replies import ExamReply
from benchmarks.labels import Label
from benchmarks.outcomes import AnyOutcome, Outcome, messages, singles


@dataclass(frozen=True)
class Confusion:
    """The name of a label, that of the reply given instead, and the ids of the rows concerned."""

    wanted: str
    got: str
    ids: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def confusions(outcomes: Iterable[AnyOutcome]) -> list[Confusion]:
    """The confusions among messages without full credit, the most frequent first."""
    wrong = (o for o in messages(outcomes) if o.credit < 1)
    return _grouped(wrong)


def misnamed(outcomes: Iterable[AnyOutcome]) -> list[Confusion]:
    """The confusions within one kind: the reply has the right kind but, say, another gap's id."""
    named = (o for o in messages(outcomes) if scoring.names_id(o.row, o.replies) is False)
    return _grouped(named)


def matrix(outcomes: Iterable[AnyOutcome]) -> dict[tuple[str, str], int]:
    """Pair of the wanted and the given class -> how often it occurred.

    Classes are the topics, and the other kinds of replies. A message with several acceptable
    classes counts towards the one that it got.
    """
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for outcome in singles(outcomes):
        got = _reply_class(outcome.replies[0]) if outcome.replies else "nothing"
        wanted = got if outcome.credit == 1 else _label_class(outcome.row.label)
        counts[wanted, got] += 1
    return dict(counts)


def _grouped(outcomes: Iterable[Outcome]) -> list[Confusion]:
    ids: dict[tuple[str, str], list[str]] = defaultdict(list)
    for outcome in outcomes:
        ids[outcome.wanted, outcome.got].append(outcome.row.id)
    found = [Confusion(wanted, got, tuple(rows)) for (wanted, got), rows in ids.items()]
    return sorted(found, key=lambda confusion: (-len(confusion.ids), confusion.wanted))


def _label_class(label: Label) -> str:
    return label.topics[0] if label.kind == "answer" and label.topics else label.kind


def _reply_class(reply: ExamReply) -> str:
    return reply.topic or reply.kind if reply.kind == "answer" else reply.kind


def classes(counts: Iterable[tuple[str, str]], kinds: Sequence[str]) -> list[str]:
    """The classes in `counts`: topics by name, then the kinds in their given order."""
    seen = {name for pair in counts for name in pair}
    return [*sorted(seen - set(kinds)), *(kind for kind in kinds if kind in seen)]

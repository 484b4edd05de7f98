"""Confusions: what was taken for what."""

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
    """`ids` are those of the rows concerned."""

    wanted: str
    got: str
    ids: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def confusions(outcomes: Iterable[AnyOutcome]) -> list[Confusion]:
    """Messages without full credit, the most frequent confusions first."""
    wrong = (o for o in messages(outcomes) if o.credit < 1)
    return _grouped(wrong)


def misnamed(outcomes: Iterable[AnyOutcome]) -> list[Confusion]:
    """Messages that got the right kind of reply with the wrong id in it (another gap, say)."""
    named = (o for o in messages(outcomes) if scoring.names_id(o.row, o.replies) is False)
    return _grouped(named)


def matrix(outcomes: Iterable[AnyOutcome]) -> dict[tuple[str, str], int]:
    """How often which class was taken for which: topics of the guide, and the other kinds.

    A message with several acceptable classes counts as of the one it got.
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
    """Topics by name, then the kinds in their own order."""
    seen = {name for pair in counts for name in pair}
    return [*sorted(seen - set(kinds)), *(kind for kind in kinds if kind in seen)]

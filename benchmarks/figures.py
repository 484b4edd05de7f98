"""Figures: the results of an evaluation with confidence intervals and targets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks import scoring
from benchmarks.intervals import paired, wilson
from benchmarks.outcomes import AnyOutcome, Outcome, dialogues, messages, multis, of_kinds, singles

Sets = Mapping[str, Sequence[AnyOutcome]]


@dataclass(frozen=True)
class Figure:
    """A result; `value`, `low` and `high` are in `unit`: %, points (of 100) or ms.

    `low` and `high` are its 95 % confidence interval, `total` is the number of cases counted.
    """

    name: str
    value: float
    total: int
    unit: str = "%"
    low: float | None = None
    high: float | None = None
    target: float | None = None
    #: Whether `target` is a maximum instead of a minimum.
    at_most: bool = False

    @property
    def is_met(self) -> bool | None:
        if self.target is None:
            return None
        return self.value <= self.target if self.at_most else self.value >= self.target

    def to_json(self) -> dict[str, Any]:
        return {**vars(self), "is_met": self.is_met}


def share(
    name: str,
    credits: Iterable[float],
    target: float | None = None,
    *,
    at_most: bool = False,
) -> Figure | None:
    """The mean of `credits` (0 to 1) as a percentage; None if there are none."""
    counted = [float(credit) for credit in credits]
    if not counted:
        return None
    low, high = wilson(sum(counted), len(counted))
    value = sum(counted) / len(counted)
    return Figure(
        name, _percent(value), len(counted), "%", _percent(low), _percent(high), target, at_most
    )


def figures(sets: Sets) -> list[Figure]:
    """All figures of an evaluation, without those that have no cases."""
    everything = [outcome for outcomes in sets.values() for outcome in outcomes]
    alone = singles(everything)
    alike = [o for name in sets if name.endswith("lookalikes") for o in singles(sets[name])]
    talks = dialogues(everything)
    found = [
        *_answer_figures(alone),
        *_urgent_figures(alone, alike),
        share("several questions, all answered", (o.credit for o in multis(everything)), 85),
        share("one question, not taken for two", _kept_whole(alone)),
        share("dialogues right in every turn, strict", (talk.is_right for talk in talks)),
        share("dialogues right in every turn, lenient", (talk.credit for talk in talks), 90),
        *_speed_figures([outcome.ms for outcome in messages(everything)]),
    ]
    return [figure for figure in found if figure is not None]


def typo_figure(clean: Sequence[Outcome], mistyped: Sequence[Outcome]) -> Figure | None:
    """Credit lost by one typo per message, in points, compared to the same messages without it."""
    by_id = {outcome.row.id: outcome for outcome in clean}
    losses = [by_id[outcome.row.id].credit - outcome.credit for outcome in mistyped]
    if not losses:
        return None
    low, high = paired(losses)
    return Figure(
        "loss at one typo a message",
        _percent(sum(losses) / len(losses)),
        len(losses),
        "points",
        _percent(low),
        _percent(high),
        3,
        at_most=True,
    )


def _answer_figures(alone: Sequence[Outcome]) -> list[Figure | None]:
    answers = of_kinds(alone, "answer")
    silent = of_kinds(alone, "uncovered", "clinic", "off_topic")
    false = (scoring.is_false_answer(o.row, o.replies) for o in silent)
    return [
        share("right answers, strict", (o.is_right for o in answers)),
        share("right answers, lenient", (o.credit for o in answers), 92),
        share("outside the guide: right, lenient", (o.credit for o in silent)),
        share("outside the guide: false answers", false, 8, at_most=True),
    ]


def _urgent_figures(alone: Sequence[Outcome], alike: Sequence[Outcome]) -> list[Figure | None]:
    urgent = [o for o in alone if scoring.is_urgent(o.row)]
    other = [o for o in alone if not scoring.is_urgent(o.row)]
    alarms = [scoring.is_false_alarm(o.row, o.replies) for o in other]
    near_alarms = [scoring.is_false_alarm(o.row, o.replies) for o in alike]
    recalled = (scoring.is_recalled(o.row, o.replies) for o in urgent)
    return [
        share("urgent recall", recalled, 97),
        share("false alarms, look-alikes", near_alarms, 2, at_most=True),
        share("false alarms, all that is not urgent", alarms, 2, at_most=True),
    ]


def _kept_whole(alone: Sequence[Outcome]) -> list[bool]:
    return [len(outcome.replies) == 1 for outcome in alone]


def _speed_figures(ms: Sequence[float]) -> list[Figure]:
    if not ms:
        return []
    median, slowest = np.percentile(ms, [50, 99])
    return [
        Figure("one message, median", _ms(median), len(ms), "ms", target=10, at_most=True),
        Figure(
            "one message, 99th percentile", _ms(slowest), len(ms), "ms", target=30, at_most=True
        ),
    ]


def _percent(value: float) -> float:
    return round(100 * value, 1)


def _ms(value: float) -> float:
    return round(float(value), 1)

"""Summary: the results of an evaluation as plain values for JSON and the reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from benchmarks import scoring
from benchmarks.confusions import confusions, misnamed
from benchmarks.figures import Sets, figures, share, typo_figure
from benchmarks.labels import KINDS
from benchmarks.outcomes import AnyOutcome, Outcome, messages, of_kinds, singles
from benchmarks.sets import BLIND
from benchmarks.voice import voice_figures

#: Confusions kept; the others concern single rows.
MOST = 20

Summary = dict[str, Any]


def summarise(sets: Sets, mistyped: Sequence[Outcome], today: date) -> Summary:
    """Figures, results by set and by kind, and the most frequent confusions.

    `mistyped` has outcomes of rows in `sets` asked again with a typo.
    """
    everything = [outcome for outcomes in sets.values() for outcome in outcomes]
    alone = singles(everything)
    loss = typo_figure(alone, mistyped)
    blind = {name: outcomes for name, outcomes in sets.items() if name.startswith(BLIND)}
    return {
        "date": today.isoformat(),
        "rows": len(everything),
        "messages": len(list(messages(everything))),
        "figures": [figure.to_json() for figure in [*figures(sets), *([loss] if loss else [])]],
        "blind": [f.to_json() for f in figures(blind) if f.target is not None and f.unit == "%"],
        "voice": [figure.to_json() for figure in voice_figures(everything)],
        "sets": [_set(name, outcomes) for name, outcomes in sets.items() if outcomes],
        "kinds": [_kind(kind, of_kinds(alone, kind)) for kind in KINDS if of_kinds(alone, kind)],
        "confusions": [c.to_json() for c in confusions(everything)[:MOST]],
        "misnamed": [c.to_json() for c in misnamed(everything)[:MOST]],
    }


def _set(name: str, outcomes: Sequence[AnyOutcome]) -> Summary:
    said = list(messages(outcomes))
    return {
        "name": name,
        **_shares([o.is_right for o in outcomes], [o.credit for o in outcomes]),
        "false_answers": sum(scoring.is_false_answer(o.row, o.replies) for o in said),
        "false_alarms": sum(scoring.is_false_alarm(o.row, o.replies) for o in said),
        "ms": round(float(np.median([o.ms for o in said])), 1),
    }


def _kind(kind: str, outcomes: Sequence[Outcome]) -> Summary:
    named = [scoring.names_id(o.row, o.replies) for o in outcomes]
    asked = [name for name in named if name is not None]
    return {
        "name": kind,
        **_shares([o.is_right for o in outcomes], [o.credit for o in outcomes]),
        "false_answers": sum(scoring.is_false_answer(o.row, o.replies) for o in outcomes),
        "named": f"{sum(asked)} of {len(asked)}" if asked else "",
    }


def _shares(strict: Sequence[bool], lenient: Sequence[float]) -> Summary:
    right, credited = share("strict", strict), share("lenient", lenient)
    assert right and credited, "a set without rows has no shares"
    return {
        "rows": len(strict),
        "strict": right.value,
        "lenient": credited.value,
        "low": credited.low,
        "high": credited.high,
    }

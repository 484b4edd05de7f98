"""Curves: draws how long a message takes by visitors, turns, stored conversations and topics."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

#: Title of the axis -> key in the result.
_GROWING = {
    "turn of a conversation": "turns_ms",
    "conversations stored": "stored_ms",
    "topics known": "topics_ms",
}
_SIDES = {"ours": "tab:blue", "stock": "tab:orange"}
_DASHES = {"p50_ms": "-", "p95_ms": "--", "p99_ms": ":"}


def draw(result: Mapping[str, Any], path: Path) -> None:
    """Draw one chart per quantity with logarithmic axes; a level line is the best result."""
    figure = Figure(figsize=(12, 3.4), dpi=90)
    FigureCanvasAgg(figure)
    first, *others = figure.subplots(1, 1 + len(_GROWING), sharey=True)
    for side, colour in _SIDES.items():
        loads = result[side].get("visitors", {})
        for name, dashes in _DASHES.items():
            waits = {visitors: each[name] for visitors, each in loads.items()}
            _line(first, waits, colour, dashes, f"{side} {name[:3]}")
        for axes, name in zip(others, _GROWING.values(), strict=True):
            _line(axes, result[side].get(name, {}), colour, "-", side)
    for axes, title in zip((first, *others), ("visitors at once", *_GROWING), strict=True):
        axes.set_xlabel(title, fontsize=8)
        axes.tick_params(labelsize=7)
        axes.grid(True, which="major", alpha=0.3)
        if axes.lines:
            axes.legend(fontsize=6)
    first.set_ylabel("ms a message", fontsize=8)
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    # Without metadata, the same result always gives the same file.
    figure.savefig(path, metadata={"Software": None})


def _line(axes: Axes, waits: Mapping[str, float], colour: str, dashes: str, label: str) -> None:
    axes.set_xscale("log")
    axes.set_yscale("log")
    if waits:
        numbers = [int(number) for number in waits]
        axes.plot(numbers, list(waits.values()), dashes, marker=".", color=colour, label=label)

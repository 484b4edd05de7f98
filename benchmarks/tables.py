"""Tables: makes rows of cells from results, and formats them as plain text or Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Cells = Sequence[Sequence[str]]


def plain(cells: Cells) -> str:
    """A table with columns aligned by spaces; the first row is the heading."""
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    row = "  ".join(f"{{:{width}}}" for width in widths)
    return "\n".join(row.format(*line).rstrip() for line in cells)


def markdown(cells: Cells) -> str:
    """A Markdown table; the first row is the heading."""
    heading, *rows = cells
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def figure_cells(figures: Sequence[Mapping[str, Any]]) -> Cells:
    """One row per figure, with its target."""
    rows = [
        [f["name"], _value(f), _interval(f), str(f["total"]), _target(f), _verdict(f)]
        for f in figures
    ]
    return [["measure", "result", "95 %", "of", "target", ""], *rows]


def set_cells(sets: Sequence[Mapping[str, Any]]) -> Cells:
    """One row per set of questions."""
    rows = [
        [
            s["name"],
            str(s["rows"]),
            f"{s['strict']:.1f} %",
            f"{s['lenient']:.1f} %",
            f"{s['low']:.1f}–{s['high']:.1f}",
            str(s["false_answers"]),
            str(s["false_alarms"]),
            f"{s['ms']:.1f}",
        ]
        for s in sets
    ]
    heading = ["set", "rows", "strict", "lenient", "95 %"]
    return [[*heading, "false answers", "false alarms", "median ms"], *rows]


def kind_cells(kinds: Sequence[Mapping[str, Any]]) -> Cells:
    """One row per kind; "id named" is how many replies of the right kind had the right id."""
    rows = [
        [
            k["name"],
            str(k["rows"]),
            f"{k['strict']:.1f} %",
            f"{k['lenient']:.1f} %",
            f"{k['low']:.1f}–{k['high']:.1f}",
            str(k["false_answers"]),
            k["named"],
        ]
        for k in kinds
    ]
    return [["kind", "rows", "strict", "lenient", "95 %", "false answers", "id named"], *rows]


def website_cells(result: Mapping[str, Any]) -> Cells:
    """One row per measure of the chat on a website, for a desktop and a slow phone."""
    weight, loads, clicks = result["bytes"], result["loads"], result["clicks_ms"]
    once = [
        [f"scripts, {weight['files']} files, packed", _kb(weight["scripts"]), ""],
        ["the same with all headers", _kb(weight["scripts_with_headers"]), ""],
        ["opening the chat", _kb(weight["open"]), ""],
        ["a first message and its conversation", _kb(weight["first_message"]), ""],
    ]
    clicked = [
        [title, *(f"{clicks[screen][name]:.0f} ms" for screen in _SCREENS)]
        for name, title in _CLICKS.items()
    ]
    added = [
        [title, *(_added(loads[screen], name, unit) for screen in _SCREENS)]
        for name, (title, unit) in _LOADS.items()
    ]
    shown = [f"{loads[screen]['with']['ready']:.0f} ms" for screen in _SCREENS]
    button = ["from the start of the page to the chat's button", *shown]
    message = [f"{result['message_ms'][name]:.1f}" for name in ("p50", "p95", "p99")]
    http = ["a message over HTTP, p50 / p95 / p99", f"{' / '.join(message)} ms", ""]
    return [["measure", "desktop", "slow phone"], *once, button, *clicked, *added, http]


_SCREENS = ("desktop", "phone")
_CLICKS = {
    "open": "from the click to the open chat",
    "first_reply": "from the click to the first reply shown, of a new visitor",
    "next_reply": "from the click to the next reply shown",
}
_LOADS = {
    "tbt": ("page: blocking time without the chat → with it", "ms"),
    "cls": ("page: layout shift without → with", ""),
    "fcp": ("page: first paint without → with", "ms"),
    "lcp": ("page: largest paint without → with", "ms"),
}


def _kb(size: int) -> str:
    return f"{size / 1000:.1f} kB"


def _added(loads: Mapping[str, Mapping[str, float]], name: str, unit: str) -> str:
    digits = 0 if unit else 3
    without, with_ = (f"{loads[side][name]:.{digits}f}" for side in ("without", "with"))
    return f"{without} → {with_} {unit}".strip()


def _value(figure: Mapping[str, Any]) -> str:
    return f"{figure['value']:.1f} {figure['unit']}"


def _interval(figure: Mapping[str, Any]) -> str:
    low, high = figure["low"], figure["high"]
    if low is None:
        return ""
    return f"{low:.1f} to {high:.1f}" if low < 0 else f"{low:.1f}–{high:.1f}"


def _target(figure: Mapping[str, Any]) -> str:
    if figure["target"] is None:
        return ""
    return f"{'≤' if figure['at_most'] else '≥'} {figure['target']:g} {figure['unit']}"


def _verdict(figure: Mapping[str, Any]) -> str:
    return {True: "met", False: "missed", None: ""}[figure["is_met"]]


def pipeline_cells(results: Sequence[Mapping[str, Any]]) -> Cells:
    """One row per pipeline and data set; the threshold is chosen on the validation data."""
    rows = [
        [
            r["dataset"],
            r["pipeline"],
            f"{r['accuracy']:.1f} %",
            f"{r['low']:.1f}–{r['high']:.1f}",
            *_rejection(r),
            f"{r['training_seconds']:.0f} s",
            f"{r['ms_median']:.1f}",
            r["date"],
        ]
        for r in results
    ]
    rejected = ["outside noticed / inside right", "at inside 90.0 %"]
    timed = ["training", "median ms", "measured"]
    return [["data", "pipeline", "accuracy", "95 %", *rejected, *timed], *rows]


def _rejection(result: Mapping[str, Any]) -> list[str]:
    if "test" not in result:
        return ["", ""]
    test, at_90 = result["test"], result["test_at_90"]
    return [f"{test['recall']:.1f} % / {test['in_scope']:.1f} %", f"{at_90['recall']:.1f} %"]

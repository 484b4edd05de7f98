"""Tables: rows of cells as plain text or Markdown, and what stands in the cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Cells = Sequence[Sequence[str]]


def plain(cells: Cells) -> str:
    """Columns aligned by spaces; the first row is the heading."""
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    row = "  ".join(f"{{:{width}}}" for width in widths)
    return "\n".join(row.format(*line).rstrip() for line in cells)


def markdown(cells: Cells) -> str:
    """A Markdown table; the first row is the heading."""
    heading, *rows = cells
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def figure_cells(figures: Sequence[Mapping[str, Any]]) -> Cells:
    """One row a figure, beside its target."""
    rows = [
        [f["name"], _value(f), _interval(f), str(f["total"]), _target(f), _verdict(f)]
        for f in figures
    ]
    return [["measure", "result", "95 %", "of", "target", ""], *rows]


def set_cells(sets: Sequence[Mapping[str, Any]]) -> Cells:
    """One row a set of questions."""
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
    """One row a kind of label; `id named`: right gap, clinic entry … where the kind is right."""
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
    """One row a measure of the chat on a clinic's website, on a desktop and on a slow phone."""
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
    """One row a pipeline and data set; recall at the threshold that the validation split chose."""
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


def serving_cells(result: Mapping[str, Any]) -> Cells:
    """One row a measure of the running server, ours beside stock Rasa, and what is to be reached."""
    ours, stock, floor = result["ours"], result["stock"], result["floor_ms"]
    heading = ["measure", "ours", "stock Rasa", "ours to stock", "reach", ""]
    rows = [
        _compared(title, ours.get(name), stock.get(name), reach)
        for title, (name, reach) in _BESIDE_STOCK.items()
    ]
    if floor and ours.get("p50_ms"):
        share = ours["p50_ms"] / floor
        rows.insert(0, [f"median to the embedding alone ({floor:.2f} ms)", f"{share:.1f} ×", "", ""])
        rows[0] += ["≤ 4 ×", _reached(share <= 4)]
    rows += [
        [title, f"{ours[name]:g} {unit}", _some(stock.get(name), unit), "", f"≤ {most:g} {unit}"]
        + [_reached(ours[name] <= most)]
        for title, (name, most, unit) in _AT_MOST.items()
        if name in ours
    ]
    return [heading, *rows]


def load_cells(result: Mapping[str, Any]) -> Cells:
    """One row for each number of visitors at once."""
    rows = [
        [
            {"ours": "ours", "stock": "stock Rasa"}[side],
            visitors,
            *(f"{each[name]:.1f}" for name in ("p50_ms", "p95_ms", "p99_ms", "max_ms")),
            f"{each['per_second']:.0f}",
            f"{each['per_cpu_second']:.0f}",
            f"{each['slowest_visitor_ratio']:.2f}",
        ]
        for side in ("ours", "stock")
        for visitors, each in result[side].get("visitors", {}).items()
    ]
    times = ["p50 ms", "p95 ms", "p99 ms", "longest ms"]
    rates = ["messages / s", "messages / s of CPU", "slowest visitor / fastest"]
    return [["", "visitors", *times, *rates], *rows]


def growth_cells(result: Mapping[str, Any]) -> Cells:
    """One row for each thing that grows."""
    names = {"turn": "turns_ms", "conversations stored": "stored_ms", "topics known": "topics_ms"}
    rows = [
        [title, " · ".join(f"{n}: {ms:.1f} ms" for n, ms in result["ours"][name].items())]
        for title, name in names.items()
        if name in result["ours"]
    ]
    return [["what grows", "median of a message"], *rows]


#: Measure -> its name in the result, and the ratio to stock Rasa to be reached; below 1: at most.
_BESIDE_STOCK: Mapping[str, tuple[str, float]] = {
    "median of a message, one visitor, ms": ("p50_ms", 1 / 6),
    "messages a second of one core": ("per_cpu_second", 6),
    "messages a second": ("per_second", 6),
    "memory, MB": ("rss_mb", 0.5),
    "from nothing to the first answer, s": ("ready_s", 0.2),
    "training, s": ("train_s", 0.03),
}
#: Measure -> its name, what it may be at most, and the unit.
_AT_MOST: Mapping[str, tuple[str, float, str]] = {
    "turn 200 against turn 1": ("turn_200_ratio", 1.3, "×"),
    "1,000 topics against today's": ("topics_1000_ratio", 1.5, "×"),
    "100,000 conversations stored against 10": ("stored_100k_ratio", 1.1, "×"),
    "longest wait of 64 visitors at once": ("max_ms_64", 1000, "ms"),
}


def _compared(title: str, ours: float | None, stock: float | None, reach: float) -> list[str]:
    wanted = f"{'≤' if reach < 1 else '≥'} {reach:.2g} ×"
    if ours is None or stock is None:
        return [title, _some(ours), _some(stock), "", wanted, ""]
    ratio = ours / stock
    is_met = ratio <= reach if reach < 1 else ratio >= reach
    return [title, _some(ours), _some(stock), f"{ratio:.2g} ×", wanted, _reached(is_met)]


def _some(value: float | None, unit: str = "") -> str:
    return "" if value is None else f"{value:g} {unit}".strip()


def _reached(is_met: bool) -> str:
    return "met" if is_met else "missed"

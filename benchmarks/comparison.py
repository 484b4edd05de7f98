"""Comparison: tables of the serving benchmark's results, this bot beside stock Rasa."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.tables import Cells

#: Measure -> its key in the result, and the target ratio to stock Rasa: below 1 a maximum, else a
#: minimum.
_BESIDE_STOCK: Mapping[str, tuple[str, float]] = {
    "median of a message, one visitor, ms": ("p50_ms", 1 / 6),
    "messages a second of one core": ("per_cpu_second", 6),
    "messages a second": ("per_second", 6),
    "memory, MB": ("rss_mb", 0.5),
    "from nothing to the first answer, s": ("ready_s", 0.2),
    "training, s": ("train_s", 0.03),
}
#: Measure -> its key in the result, its maximum, and the unit.
_AT_MOST: Mapping[str, tuple[str, float, str]] = {
    "turn 200 against turn 1": ("turn_200_ratio", 1.3, "×"),
    "1,000 topics against today's": ("topics_1000_ratio", 1.5, "×"),
    "100,000 conversations stored against 10": ("stored_100k_ratio", 1.1, "×"),
    "longest wait of 64 visitors at once": ("max_ms_64", 1000, "ms"),
}


def serving_cells(result: Mapping[str, Any]) -> Cells:
    """One row per measure: ours, stock Rasa, and the target."""
    ours, stock, floor = result["ours"], result["stock"], result["floor_ms"]
    heading = ["measure", "ours", "stock Rasa", "ours to stock", "reach", ""]
    rows = [
        _compared(title, ours.get(name), stock.get(name), reach)
        for title, (name, reach) in _BESIDE_STOCK.items()
    ]
    if floor and ours.get("p50_ms"):
        share = ours["p50_ms"] / floor
        rows.insert(
            0, [f"median to the embedding alone ({floor:.2f} ms)", f"{share:.1f} ×", "", ""]
        )
        rows[0] += ["≤ 4 ×", _reached(share <= 4)]
    rows += [
        _bounded(title, ours[name], stock.get(name), most, unit)
        for title, (name, most, unit) in _AT_MOST.items()
        if name in ours
    ]
    return [heading, *rows]


def load_cells(result: Mapping[str, Any]) -> Cells:
    """One row for each number of simultaneous visitors."""
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
    """One row for each quantity that grows: turns, stored conversations, topics."""
    names = {"turn": "turns_ms", "conversations stored": "stored_ms", "topics known": "topics_ms"}
    rows = [
        [title, " · ".join(f"{n}: {ms:.1f} ms" for n, ms in result["ours"][name].items())]
        for title, name in names.items()
        if name in result["ours"]
    ]
    return [["what grows", "median of a message"], *rows]


def _compared(title: str, ours: float | None, stock: float | None, reach: float) -> list[str]:
    wanted = f"{'≤' if reach < 1 else '≥'} {reach:.2g} ×"
    if ours is None or stock is None:
        return [title, _some(ours), _some(stock), "", wanted, ""]
    ratio = ours / stock
    is_met = ratio <= reach if reach < 1 else ratio >= reach
    return [title, _some(ours), _some(stock), f"{ratio:.2g} ×", wanted, _reached(is_met)]


def _bounded(title: str, ours: float, stock: float | None, most: float, unit: str) -> list[str]:
    reached = _reached(ours <= most)
    return [title, _some(ours, unit), _some(stock, unit), "", f"≤ {most:g} {unit}", reached]


def _some(value: float | None, unit: str = "") -> str:
    return "" if value is None else f"{value:g} {unit}".strip()


def _reached(is_met: bool) -> str:
    return "met" if is_met else "missed"

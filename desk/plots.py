"""Plots: draws counts as SVG pictures with pygal, in light and dark, without scripts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import tostring

import pygal
from pygal.style import Style

from actions.knowledge.opening import WEEKDAYS

#: Width and height in pixels; phones get a picture of their own width.
SIZES = {"": (960, 380), "small": (400, 380)}
#: How many topics get a colour of their own; all others share one.
_TOPICS = 7
#: Okabe and Ito's palette, clear to colour-blind people; contrast ≥ 3 : 1 in light and dark.
_COLOURS = "#1f83c4 #d55e00 #009e73 #c2669a #9a7b00 #2f9aa8 #8f72bb #808b88".split()
_STYLE = Style(
    background="transparent",
    plot_background="transparent",
    foreground="#52625e",
    foreground_strong="#14201e",
    foreground_subtle="#8a9894",
    guide_stroke_color="#b9c6c2",
    major_guide_stroke_color="#b9c6c2",
    opacity="1",
    opacity_hover="1",
    colors=tuple(_COLOURS),
    font_family="sans-serif",
    label_font_size=13,
    major_label_font_size=13,
    legend_font_size=13,
    no_data_font_size=18,
)
_DARK = (
    "inline:@media (prefers-color-scheme: dark) {text {fill: #ecf2f0 !important}"
    ".axis line, .axis path {stroke: #45534f !important}}"
)


def bars(labels: Sequence[str], series: Mapping[str, Sequence[int]], size: str) -> str:
    """One bar for each label, stacked in one colour for each series."""
    chart = _chart(pygal.StackedBar, size, names=len(series) if len(series) > 1 else 0)
    chart.x_labels = labels
    chart.x_labels_major = _some(labels, 4 if size else 10)
    series = series or {"": [0] * len(labels)}
    for name, counts in series.items():
        chart.add(name, list(counts))
    chart.y_labels = _scale(max(map(sum, zip(*series.values(), strict=True)), default=0))
    return _svg(chart)


def dots(hours: Sequence[Sequence[int]], size: str) -> str:
    """A dot for each hour of each weekday."""
    chart = _chart(pygal.Dot, size, names=0)
    chart.x_labels = [f"{hour}:00" for hour in range(24)]
    chart.x_labels_major = _some(chart.x_labels, 6)
    for name, counts in zip(WEEKDAYS, hours, strict=True):
        chart.add(name[:3], [{"value": n, "color": _COLOURS[0]} for n in counts])
    chart.y_labels = [name[:3] for name in WEEKDAYS]
    return _svg(chart)


def main_series(series: Mapping[str, Sequence[int]]) -> dict[str, Sequence[int]]:
    """The most frequent series, and the sum of all the others."""
    names = list(series)
    found = {name: series[name] for name in names[:_TOPICS]}
    others = [series[name] for name in names[_TOPICS:]]
    return found | ({"Others": [sum(bar) for bar in zip(*others, strict=True)]} if others else {})


def _chart(kind: Any, size: str, names: int) -> Any:
    """A chart with `names` entries in its legend.

    On a phone the legend is below, in one column where the number is odd, since pygal would cut
    off an entry that has no neighbour.
    """
    width, height = SIZES[size]
    columns = 1 if names % 2 else 2
    return kind(
        width=width,
        height=height + (25 * names // columns if size else 0),
        show_legend=bool(names),
        style=_STYLE,
        css=("file://style.css", "file://graph.css", _DARK),
        js=(),
        no_prefix=True,
        disable_xml_declaration=True,
        explicit_size=True,
        legend_at_bottom=bool(size),
        legend_at_bottom_columns=columns,
        show_minor_x_labels=False,
        truncate_legend=-1,
        truncate_label=-1,
        x_label_rotation=0,
        margin=8,
        rounded_bars=0,
        value_formatter=lambda value: f"{value:.0f}",
    )


def _some(labels: Sequence[str], most: int) -> list[str]:
    step = -(-len(labels) // most) or 1
    return list(labels[::step])


def _scale(most: int) -> list[int]:
    """The axis's labels: at most five steps of a whole, round number."""
    step = next(
        digit * 10**power
        for power in range(9)
        for digit in (1, 2, 5)
        if digit * 10**power * 5 >= most
    )
    return list(range(0, max(most, 1) + step, step))


def _svg(chart: Any) -> str:
    """SVG without the parts for scripts and the mouse, which would make it three times as long."""
    tree = chart.render_tree()
    for parent in list(tree.iter()):
        for child in list(parent):
            is_needed = isinstance(child.tag, str) and child.tag not in ("script", "desc")
            if not is_needed or "tooltip" in (child.get("class") or "").split():
                parent.remove(child)
    return tostring(tree, encoding="unicode")

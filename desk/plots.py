"""Plots: counts as pictures (SVG, by pygal), in light and dark, without a script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import tostring

import pygal
from pygal.style import Style

from actions.knowledge.opening import WEEKDAYS

#: Pixels; a phone gets one that it need not make smaller.
SIZES = {"": (960, 380), "small": (400, 380)}
#: Topics with a colour of their own; the rest is one more.
_TOPICS = 7
#: Okabe and Ito's, told apart by who sees no red or no green; 3 : 1 at least in light and dark.
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
    """A bar each label, in as many colours as there are series."""
    chart = _made(pygal.StackedBar, size, names=len(series) if len(series) > 1 else 0)
    chart.x_labels = labels
    chart.x_labels_major = _some(labels, 4 if size else 10)
    series = series or {"": [0] * len(labels)}
    for name, counts in series.items():
        chart.add(name, list(counts))
    chart.y_labels = _scale(max(map(sum, zip(*series.values(), strict=True)), default=0))
    return _text(chart)


def dots(hours: Sequence[Sequence[int]], size: str) -> str:
    """A dot for each hour of each weekday."""
    chart = _made(pygal.Dot, size, names=0)
    chart.x_labels = [f"{hour}:00" for hour in range(24)]
    chart.x_labels_major = _some(chart.x_labels, 6)
    for name, counts in zip(WEEKDAYS, hours, strict=True):
        chart.add(name[:3], [{"value": n, "color": _COLOURS[0]} for n in counts])
    chart.y_labels = [name[:3] for name in WEEKDAYS]
    return _text(chart)


def main_series(series: Mapping[str, Sequence[int]]) -> dict[str, Sequence[int]]:
    """The ones that are asked most, and all others together."""
    names = list(series)
    found = {name: series[name] for name in names[:_TOPICS]}
    others = [series[name] for name in names[_TOPICS:]]
    return found | ({"Others": [sum(bar) for bar in zip(*others, strict=True)]} if others else {})


def _made(kind: Any, size: str, names: int) -> Any:
    """With so many names of colours; on a phone below, where pygal cuts off one without a pair."""
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
    """At most five steps, whole and round: nobody asks half a question."""
    step = next(
        digit * 10**power
        for power in range(9)
        for digit in (1, 2, 5)
        if digit * 10**power * 5 >= most
    )
    return list(range(0, max(most, 1) + step, step))


def _text(chart: Any) -> str:
    """Without what is for scripts and the mouse, and would be three times as long."""
    tree = chart.render_tree()
    for parent in list(tree.iter()):
        for child in list(parent):
            is_needed = isinstance(child.tag, str) and child.tag not in ("script", "desc")
            if not is_needed or "tooltip" in (child.get("class") or "").split():
                parent.remove(child)
    return tostring(tree, encoding="unicode")

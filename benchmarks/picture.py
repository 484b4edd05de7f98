"""Picture: draws the confusion matrix."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from benchmarks.confusions import classes
from benchmarks.labels import KINDS


def draw(counts: Mapping[tuple[str, str], int], path: Path) -> None:
    """Draw a row per wanted class and a column per given class; darker is a larger share."""
    names = classes(counts, KINDS)
    table = np.array([[counts.get((row, column), 0) for column in names] for row in names])
    shares = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    figure = Figure(figsize=(9, 8), dpi=90)
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for row, column in zip(*np.nonzero(table), strict=True):
        colour = "white" if shares[row, column] > 0.5 else "black"
        axes.text(
            column, row, table[row, column], ha="center", va="center", fontsize=7, color=colour
        )
    axes.set_xticks(range(len(names)), names, rotation=60, ha="right", fontsize=8)
    axes.set_yticks(range(len(names)), names, fontsize=8)
    axes.set_xlabel("what the bot said")
    axes.set_ylabel("what was asked")
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    # Without metadata, the same counts always give the same file.
    figure.savefig(path, metadata={"Software": None})

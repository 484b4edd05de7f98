"""Learning: how well the encoder read after each epoch of its last tuning, as figures and a chart.

`python -m benchmarks.learning` reads the arrays that `make encoder` left in `var/tuned`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from encoder.card import exported
from encoder.score import right

_FOLDER = Path(__file__).parent.parent / "var" / "tuned"
RESULT = Path(__file__).parent / "results" / "encoder.json"
_NAMES = {
    "singles": "one question",
    "several": "several at once",
    "turns": "turns of dialogues",
    "mean": "mean",
}


def main() -> int:
    """Write the figures and the chart; exit code 0."""
    names = sorted(path.stem for path in _FOLDER.glob("epoch*.npz"))
    epochs = [right(exported(_FOLDER, name)) for name in names]
    rounded = [{name: round(share, 4) for name, share in each.items()} for each in epochs]
    RESULT.write_text(json.dumps(rounded, indent=1) + "\n", encoding="utf-8")
    draw(rounded, RESULT.with_suffix(".png"))
    return 0


def draw(epochs: Sequence[Mapping[str, float]], path: Path) -> None:
    """Draw the chart; `epochs` has the result of `encoder.score.right` after each epoch."""
    figure = Figure(figsize=(6, 3.6), dpi=90)
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    numbers = range(1, len(epochs) + 1)
    for name, title in _NAMES.items():
        axes.plot(numbers, [100 * shares[name] for shares in epochs], marker="o", label=title)
    axes.set_xticks(numbers)
    axes.set_xlabel("epochs")
    axes.set_ylabel("% of the blind set read rightly")
    axes.grid(alpha=0.3)
    axes.legend()
    figure.tight_layout()
    # Without metadata, the same figures always give the same file.
    figure.savefig(path, metadata={"Software": None})


if __name__ == "__main__":
    sys.exit(main())

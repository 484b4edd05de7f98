"""What the encoder read rightly after each epoch of its tuning, as a picture.

`python -m benchmarks.learning` draws it of `encoder/card.json`; `make encoder` does.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

CARD = Path(__file__).parent.parent / "encoder" / "card.json"
PICTURE = Path(__file__).parent / "results" / "encoder.png"
_NAMES = {
    "singles": "one question",
    "several": "several at once",
    "turns": "turns of dialogues",
    "mean": "mean",
}


def draw(epochs: Sequence[Mapping[str, float]], path: Path) -> None:
    """`epochs`: the shares of `encoder.score.right` after the first, the second …"""
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
    # Without metadata the same figures give the same file.
    figure.savefig(path, metadata={"Software": None})


def main() -> int:
    """Exit code: 0."""
    draw(json.loads(CARD.read_text(encoding="utf-8"))["epochs"], PICTURE)
    return 0


if __name__ == "__main__":
    sys.exit(main())

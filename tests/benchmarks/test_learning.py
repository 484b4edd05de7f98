"""The picture of the accuracy after each epoch."""

from __future__ import annotations

from pathlib import Path

from benchmarks.learning import draw

EPOCHS = [
    {"singles": 0.8, "several": 0.6, "turns": 0.7, "mean": 0.7},
    {"singles": 0.9, "several": 0.8, "turns": 0.85, "mean": 0.85},
]


def test_the_picture_shows_the_figures_and_is_the_same_every_time(tmp_path: Path) -> None:
    better = [EPOCHS[0], {**EPOCHS[1], "mean": 0.95}]
    pictures = []
    for name, epochs in (("one", EPOCHS), ("same", EPOCHS), ("other", better)):
        draw(epochs, tmp_path / f"{name}.png")
        pictures.append((tmp_path / f"{name}.png").read_bytes())
    one, same, other = pictures
    assert one == same != other and len(one) < 60_000

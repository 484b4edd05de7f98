"""The urgent gate's thresholds, on scores made by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.urgency import TUNING, cells, read


def test_recall_and_false_alarms() -> None:
    judged = [(0.9, True, True), (-0.3, False, True), (0.1, False, False), (-2.0, True, False)]
    shown = {row[0]: row[1:] for row in cells(judged)}
    assert shown["threshold"] == ["recall", "false alarms"]
    assert shown["as it is"] == ["50.0 %", "50.0 %"]
    assert shown["-0.4"] == ["100.0 %", "50.0 %"]
    assert shown["0.2"] == ["50.0 %", "0.0 %"]


def test_the_tuning_set_holds_both() -> None:
    rows = read(TUNING)
    assert {urgent for _, urgent in rows} == {True, False}
    assert all(text.strip() for text, _ in rows)


def test_other_columns_are_named(tmp_path: Path) -> None:
    file = tmp_path / "rows.tsv"
    file.write_text("text\tkind\nhelp\tcalm\n")
    with pytest.raises(ValueError, match="the first line must be label, a tab and text"):
        read(file)

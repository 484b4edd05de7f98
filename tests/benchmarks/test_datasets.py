"""Public data sets, read from a folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.datasets import DataError, banking77, clinc150

SPLITS = {
    "train": [["pay a bill", "pay_bill"]],
    "val": [["bill", "pay_bill"]],
    "test": [["hello", "greeting"]],
    "oos_val": [["why", "oos"]],
    "oos_test": [["how deep", "oos"]],
    "oos_train": [],
}


def test_banking77(tmp_path: Path) -> None:
    header = "text,intent\n"
    (tmp_path / "banking77_train_10shot.csv").write_text(header + '"My card, lost",card_lost\n')
    (tmp_path / "banking77_test.csv").write_text(header + "Where is it?,card_arrival\n")
    data = banking77(tmp_path)
    assert data.train == [("My card, lost", "card_lost")]
    assert data.test == [("Where is it?", "card_arrival")]


def test_clinc150(tmp_path: Path) -> None:
    (tmp_path / "clinc150_small.json").write_text(json.dumps(SPLITS))
    data = clinc150(tmp_path)
    assert data.validation == [("bill", "pay_bill")]
    assert (data.outside_test, data.outside_validation) == (["how deep"], ["why"])


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"banking77_train_10shot\.csv: No such file"):
        banking77(tmp_path)
    with pytest.raises(DataError, match=r"clinc150_small\.json: No such file"):
        clinc150(tmp_path)


def test_other_formats_are_refused(tmp_path: Path) -> None:
    (tmp_path / "banking77_train_10shot.csv").write_text("a,b\n1,2\n")
    (tmp_path / "clinc150_small.json").write_text('{"train": []}')
    with pytest.raises(DataError, match="no column 'text'"):
        banking77(tmp_path)
    with pytest.raises(DataError, match="'test'"):
        clinc150(tmp_path)

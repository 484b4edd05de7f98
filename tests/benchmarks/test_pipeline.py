"""The pipeline benchmark, with hand-made guesses instead of training."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from benchmarks import nlu, pipeline
from benchmarks.datasets import Dataset

DATA = Dataset(
    "toy",
    train=[("pay", "bill")],
    test=[("pay", "bill"), ("hi", "greeting")],
    validation=[("pay", "bill")],
    outside_test=["why", "pay"],
    outside_validation=["why"],
)
CONFIDENCE = {"pay": 0.8, "hi": 0.4, "why": 0.1}


class Guesser:
    """Takes every sentence for a bill."""

    seconds = 1.26

    def guess(self, texts: Iterable[str]) -> list[nlu.Guess]:
        return [nlu.Guess("bill", CONFIDENCE[text], 2.0) for text in texts]


@pytest.fixture(autouse=True)
def no_training(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nlu, "train", lambda *_: Guesser())


def test_measure() -> None:
    result = pipeline.measure("ours", {}, DATA)
    assert (result["accuracy"], result["rows"], result["training_seconds"]) == (50.0, 2, 1.3)
    # Chosen on the validation split, where its only sentence is right with a confidence of 0.8.
    expected = {"threshold": 0.8, "in_scope": 50.0, "recall": 50.0, "outside_rows": 2}
    assert result["test"] == expected
    assert result["validation"]["recall"] == 100.0
    # 90 % can't be reached on the test split, so nothing may be refused.
    assert result["test_at_90"]["threshold"] == 0 and result["test_at_90"]["recall"] == 0


def test_without_outside_sentences_nothing_is_refused() -> None:
    result = pipeline.measure("ours", {}, Dataset("toy", DATA.train, DATA.test))
    assert "test" not in result


def test_a_new_result_takes_the_place_of_the_old(tmp_path: Path) -> None:
    path = tmp_path / "results" / "pipeline.json"
    for name, dataset, accuracy in [("stock", "a", 1), ("ours", "b", 2), ("ours", "a", 3)]:
        pipeline.keep({"pipeline": name, "dataset": dataset, "accuracy": accuracy}, path)
    pipeline.keep({"pipeline": "ours", "dataset": "a", "accuracy": 4}, path)
    kept: list[dict[str, Any]] = json.loads(path.read_text())
    assert [(r["dataset"], r["pipeline"], r["accuracy"]) for r in kept] == [
        ("a", "ours", 4),
        ("a", "stock", 1),
        ("b", "ours", 2),
    ]


def test_our_pipeline_is_the_configured_one_with_another_encoder(tmp_path: Path) -> None:
    config = tmp_path / "config.yml"
    config.write_text(
        "language: en\npipeline:\n- name: a.B\n  c: 1\n- name: a.Reader\n  encoder: e.onnx\n"
        "policies:\n- name: Rule\n"
    )
    for encoder in ("own.onnx", None):
        assert nlu.configured(config, encoder) == {
            "language": "en",
            "pipeline": [{"name": "a.B", "c": 1}, {"name": "a.Reader", "encoder": encoder}],
        }


def test_missing_data_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert pipeline.main([str(tmp_path)]) == 1
    assert "banking77_train_10shot.csv" in capsys.readouterr().err

"""The stock project has Rasa's own components and our data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from benchmarks.stock import least_seconds, make, training_note


def read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


@pytest.mark.agent  # reads all training data
def test_the_project(tmp_path: Path) -> None:
    project = tmp_path / "stock"
    make(project, epochs=100)
    config = read(project / "config.yml")
    names = [component["name"] for component in config["pipeline"]]
    assert "DIETClassifier" in names and "ResponseSelector" in names
    assert not any("." in name for name in names)
    intents = set(read(project / "domain.yml")["intents"])
    taught = {
        each["intent"] for each in read(project / "data" / "nlu.yml")["nlu"] if "intent" in each
    }
    assert taught == intents - {"nlu_fallback"} and "faq_cost" in intents
    assert len(read(project / "data" / "rules.yml")["rules"]) == len(intents)
    assert not (project / "components").exists()


def test_few_epochs_are_extrapolated_and_said_so() -> None:
    note = training_note(160, 300, 2, [("DIET", 80), ("TED", 20)])
    assert (note["train_s"], note["extrapolated"]) == (80 + 80 * 50, True)
    note = training_note(160, 300, 100, [("DIET", 80), ("TED", 20)])
    assert (note["train_s"], note["extrapolated"]) == (160, False)


def test_a_busy_machine_makes_stock_rasa_no_slower() -> None:
    quiet, busy = (training_note(seconds, 150, 100, []) for seconds in (100, 900))
    assert least_seconds(quiet, 2) == least_seconds(busy, 2) == 75
    assert least_seconds(training_note(100, 90, 50, [("DIET", 80)]), 1) == 162
    assert least_seconds(training_note(100, 500, 100, []), 1) == 100

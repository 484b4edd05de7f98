"""The knowledge can grow by topics that training and the server accept."""

from __future__ import annotations

from pathlib import Path

import yaml

from actions.knowledge import Knowledge, load
from benchmarks import growth


def test_a_grown_copy_is_right(tmp_path: Path, knowledge: Knowledge) -> None:
    assert growth.known() == len(knowledge.topics) + len(knowledge.gaps)
    assert growth.grow(tmp_path, growth.known() + 60) == 60
    grown = load(tmp_path / "data" / "knowledge", nlu=tmp_path / "data" / "nlu")
    assert len(grown.topics) == len(knowledge.topics) + 60
    assert {*knowledge.topics} < {*grown.topics}
    nlu = yaml.safe_load((tmp_path / "data" / "nlu" / "faq.yml").read_text())["nlu"]
    made = [each for each in nlu if "made_up" in each["intent"]]
    sentences = [line for each in made for line in each["examples"].splitlines()]
    assert len(made) == 60 and len(sentences) == 60 * 25 == len(set(sentences))


def test_growing_again_changes_nothing(tmp_path: Path) -> None:
    """Otherwise the trained model would be out of date."""
    growth.grow(tmp_path, growth.known() + 3)
    before = {p: p.read_bytes() for p in (tmp_path / "data").rglob("*.yml")}
    growth.grow(tmp_path, growth.known() + 3)
    assert before == {p: p.read_bytes() for p in (tmp_path / "data").rglob("*.yml")}


def test_there_are_a_thousand_subjects() -> None:
    subjects = [subject[1:] for subject in growth._subjects()]
    assert len(set(subjects)) == len(subjects) > 1000


def test_fewer_than_known_adds_nothing(tmp_path: Path) -> None:
    assert growth.grow(tmp_path, 0) == 0

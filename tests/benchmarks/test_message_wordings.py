"""An endless supply of different messages, none of which is part of another."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import pytest

from benchmarks.message_wordings import messages, questions
from channels.message.clean_text import clean_text


def test_none_twice() -> None:
    many = list(islice(messages(), 8000))
    assert len({text.lower() for text in many}) == len(many)
    assert all(0 < len(text) <= 460 and clean_text(text) == text for text in many)


def test_the_same_each_time_and_as_we_wrote_them_first() -> None:
    assert list(islice(messages(), 50)) == questions()[:50] == list(islice(messages(), 50))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = {"id": "1", "text": "What does PRP cost, and is it safe?"}
    turns = {"id": "2", "turns": [{"text": "what is PRP"}, {"text": "and exosomes"}]}
    for name in "answers gaps clinic multi smalltalk off_topic urgent lookalikes".split():
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(rows) + "\n")
    (tmp_path / "dialogues.jsonl").write_text(json.dumps(turns) + "\n")
    return tmp_path


def test_each_part_of_a_message_is_varied(folder: Path) -> None:
    assert sorted(questions(folder)) == [
        "What does PRP cost, and is it safe?",
        "and exosomes",
        "what is PRP",
    ]
    varied = next(t for t in islice(messages(folder), 3, None) if t.startswith("What does"))
    addition = varied.removeprefix("What does PRP cost ").partition(",")[0]
    assert varied == f"What does PRP cost {addition}, and is it safe {addition}?"


def test_it_goes_on_when_all_additions_are_used(folder: Path) -> None:
    assert len(set(islice(messages(folder), 1000))) == 1000

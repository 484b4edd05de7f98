"""The format of labelled questions, and that our own follow it."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from benchmarks.labels import Label, LabelError
from benchmarks.rows import Dialogue, Item, Row, RowError, read
from benchmarks.sets import NAMES, QUESTIONS, mistyped, own_questions

ROW = {"id": "a1", "text": "How much?", "kind": "answer", "topics": ["cost"], "treatment": "prp"}


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def lines(*entries: dict[str, Any] | str) -> Path:
        path = tmp_path / "some.jsonl"
        texts = (e if isinstance(e, str) else json.dumps(e, ensure_ascii=False) for e in entries)
        path.write_text("\n".join(texts), encoding="utf-8")
        return path

    return lines


def test_a_row(write: Any) -> None:
    assert read(write(ROW)) == [Row("a1", "How much?", (Label("answer", ("cost",), "prp"),))]


def test_keys_that_may_be_left_out(write: Any) -> None:
    entry = {"id": "a1", "text": "Open?", "kind": "clinic", "source": "ignored"}
    assert read(write("", entry)) == [Row("a1", "Open?", (Label("clinic"),))]


def test_line_separators_within_a_text_stay_in_it(write: Any) -> None:
    (row,) = read(write({**ROW, "text": "one\u2028two\x85three"}))
    assert isinstance(row, Row) and row.text == "one\u2028two\x85three"


def test_parts_have_labels_of_their_own(write: Any) -> None:
    parts = [{"kind": "clinic", "clinic": "hours"}, {"kind": "answer", "topics": ["cost"]}]
    (row,) = read(write({**ROW, "multi": True, "parts": parts}))
    assert isinstance(row, Row) and row.is_multi
    assert [label.name for label in row.labels] == ["clinic/hours", "answer/cost"]


@pytest.mark.parametrize(
    ("multi", "exact", "expected"),
    [(False, True, True), (None, True, False), (False, False, False)],
)
def test_one_reply_is_demanded_only_where_it_is_asked_for(
    write: Any, multi: bool | None, exact: bool, expected: bool
) -> None:
    entry = ROW if multi is None else {**ROW, "multi": multi}
    (row,) = read(write(entry), exact=exact)
    assert isinstance(row, Row) and row.exact is expected


def test_a_dialogue_names_its_turns(write: Any) -> None:
    turns = [{"text": "hi", "kind": "smalltalk"}, {"text": "cost?", "kind": "answer"}]
    (dialogue,) = read(write({"id": "d1", "turns": turns}))
    assert isinstance(dialogue, Dialogue)
    assert [turn.id for turn in dialogue.turns] == ["d1#1", "d1#2"]


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("{not json", "some.jsonl:2: Expecting property name"),
        ('{"text": "hi", "kind": "clinic"}', "some.jsonl:2: the key 'id' is missing"),
        ('{"id": "x", "kind": "clinic"}', "some.jsonl:2: the key 'text' is missing"),
        ('{"id": "x", "text": "hi", "kind": "clinc"}', "some.jsonl:2: kind 'clinc' is unknown"),
        ('{"id": "x", "text": "hi"}', "some.jsonl:2: kind None is unknown"),
        ('{"id": "x", "turns": 3}', "some.jsonl:2: "),
        ("[1]", "some.jsonl:2: "),
    ],
)
def test_a_wrong_line_is_named(write: Any, line: str, error: str) -> None:
    with pytest.raises(RowError, match=error):
        read(write(ROW, line))


def test_other_ids_and_labels_are_read() -> None:
    label = Label.from_json(
        {
            "kind": "uncovered",
            "topics": [],
            "gap": "age",
            "gap_ok": ["women"],
            "also_ok": [{"kind": "answer", "topics": ["suitability"]}],
        }
    )
    assert label.ids == ("age", "women")
    assert [accepted.name for accepted in label.accepted] == [
        "uncovered/age",
        "answer/suitability",
    ]
    assert Label("clarify").name == "clarify"
    with pytest.raises(LabelError):
        Label.from_json({"kind": "clinic", "also_ok": [{"kind": "?"}]})


def test_our_own_sets_can_be_read() -> None:
    sets = own_questions()
    assert {path.stem for path in QUESTIONS.glob("*.jsonl")} == set(NAMES)
    ids = Counter(item.id for items in sets.values() for item in items)
    assert not [id_ for id_, count in ids.items() if count > 1]
    assert any(isinstance(item, Row) and item.exact for item in sets["multi"])


def test_mistyped_rows_keep_everything_but_a_word() -> None:
    rows: list[Item] = [
        Row("a", "what about exosomes", ()),
        Row("b", "prp?", ()),
        Dialogue("c", ()),
    ]
    (typed,) = mistyped(rows)
    assert typed.id == "a" and typed.text != "what about exosomes"
    assert mistyped(rows) == [typed]

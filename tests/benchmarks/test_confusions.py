"""Which intents are confused, as numbers and as a picture."""

from __future__ import annotations

from pathlib import Path

from benchmarks.confusions import classes, confusions, matrix
from benchmarks.exam_replies import ExamReply
from benchmarks.labels import KINDS, Label
from benchmarks.outcomes import Outcome
from benchmarks.picture import draw
from benchmarks.rows import Row

COST = Label("answer", ("cost", "sessions"), also_ok=(Label("uncovered"),))


def outcome(id_: str, *replies: ExamReply) -> Outcome:
    return Outcome(Row(id_, "text", (COST,)), replies, 1.0)


OUTCOMES = [
    outcome("a", ExamReply("answer", "cost")),
    outcome("b", ExamReply("answer", "sessions")),
    outcome("c", ExamReply("uncovered", "prices")),
    outcome("d", ExamReply("answer", "safety")),
    outcome("e", ExamReply("answer", "safety")),
    outcome("f", ExamReply("clarify")),
    outcome("g"),
]


def test_only_what_is_wrong_is_a_confusion() -> None:
    found = [(c.got, c.ids) for c in confusions(OUTCOMES)]
    assert found == [("answer/safety", ("d", "e")), ("clarify", ("f",)), ("nothing", ("g",))]


def test_what_is_accepted_stands_on_the_diagonal() -> None:
    assert matrix(OUTCOMES) == {
        ("cost", "cost"): 1,
        ("sessions", "sessions"): 1,
        ("uncovered", "uncovered"): 1,
        ("cost", "safety"): 2,
        ("cost", "clarify"): 1,
        ("cost", "nothing"): 1,
    }


def test_classes_stand_in_a_fixed_order() -> None:
    assert classes(matrix(OUTCOMES), KINDS) == [
        "cost",
        "nothing",
        "safety",
        "sessions",
        "uncovered",
        "clarify",
    ]


def test_the_picture_is_small_and_the_same_every_time(tmp_path: Path) -> None:
    names = [f"a topic named {number}" for number in range(22)]
    counts = {(row, column): 88 for row in names for column in names}
    for name in ("one.png", "two.png"):
        draw(counts, tmp_path / name)
    one = (tmp_path / "one.png").read_bytes()
    assert one == (tmp_path / "two.png").read_bytes()
    assert len(one) < 150_000

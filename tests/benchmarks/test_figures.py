"""Figures and summaries of a small evaluation, compared with values computed by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from benchmarks.exam_replies import ExamReply
from benchmarks.figures import Figure, figures, share, typo_figure
from benchmarks.labels import Label
from benchmarks.outcomes import (
    AnyOutcome,
    DialogueOutcome,
    Outcome,
    outcome_of,
    question_of,
    singles,
)
from benchmarks.rows import Dialogue, Row
from benchmarks.summary import summarise

COST = Label("answer", ("cost",))
SAFETY = Label("answer", ("safety",))
GAP = Label("uncovered", ids=("age",))
URGENT = Label("urgent", ids=("crisis",))


def outcome(id_: str, label: Label, *replies: ExamReply, ms: float = 5.0) -> Outcome:
    return Outcome(Row(id_, f"text of {id_}", (label,)), replies, ms)


def said(kind: str, topic: str | None = None) -> ExamReply:
    return ExamReply(kind, topic, buttons=(("cost", None),) if kind == "clarify" else ())


TALK = DialogueOutcome(
    "d1", (outcome("d1#1", COST, said("answer", "cost")), outcome("d1#2", GAP, said("clarify")))
)
SETS: Mapping[str, list[AnyOutcome]] = {
    "answers": [
        outcome("a1", COST, said("answer", "cost")),
        outcome("a2", COST, said("clarify")),
        outcome("a3", COST, said("answer", "safety"), ms=99),
        outcome("a4", SAFETY, said("urgent", "crisis")),
    ],
    "gaps": [
        outcome("g1", GAP, said("uncovered", "age")),
        outcome("g2", GAP, said("uncovered", "women")),
        outcome("g3", GAP, said("answer", "cost")),
    ],
    "urgent": [outcome("u1", URGENT, said("urgent", "crisis")), outcome("u2", URGENT)],
    "lookalikes": [outcome("l1", GAP, said("clinic", "hours"), said("clinic", "contact"))],
    "multi": [Outcome(Row("m1", "two", (COST, GAP)), (said("answer", "cost"),), 7.0)],
    "dialogues": [TALK],
}


@pytest.mark.parametrize(
    ("name", "value", "total", "met"),
    [
        ("right answers, strict", 25.0, 4, None),
        ("right answers, lenient", 37.5, 4, False),
        ("outside the guide: right, lenient", 50.0, 4, None),
        ("outside the guide: false answers", 25.0, 4, False),
        ("urgent recall", 50.0, 2, False),
        ("false alarms, look-alikes", 0.0, 1, True),
        ("false alarms, all that is not urgent", 12.5, 8, False),
        ("several questions, all answered", 0.0, 1, False),
        ("one question, not taken for two", 80.0, 10, None),
        ("dialogues right in every turn, strict", 0.0, 1, None),
        ("dialogues right in every turn, lenient", 0.0, 1, False),
        ("one message, median", 5.0, 13, True),
    ],
)
def test_figures(name: str, value: float, total: int, met: bool | None) -> None:
    figure = next(figure for figure in figures(SETS) if figure.name == name)
    assert (figure.value, figure.total, figure.is_met) == (value, total, met)
    assert figure.low is None or figure.high is None or figure.low <= value <= figure.high


def test_without_rows_there_is_no_figure() -> None:
    assert figures({"nothing": []}) == []
    assert share("nothing", []) is None
    assert "urgent recall" not in [f.name for f in figures({"answers": SETS["answers"]})]


def test_typos_are_compared_with_the_same_messages() -> None:
    clean = singles(SETS["answers"])
    again = [
        outcome("a1", COST, said("answer", "safety")),  # lost a point
        outcome("a2", COST, said("answer", "cost")),  # gained half a point
        outcome("a3", COST, said("answer", "safety")),
    ]
    figure = typo_figure(clean, again)
    assert figure and (figure.value, figure.total, figure.unit) == (16.7, 3, "points")
    assert figure.low is not None and figure.low < 0
    assert typo_figure(clean, []) is None


@pytest.mark.parametrize(
    ("value", "target", "at_most", "met"),
    [(92, 92, False, True), (91.9, 92, False, False), (8, 8, True, True), (8.1, 8, True, False)],
)
def test_targets(value: float, target: float, at_most: bool, met: bool) -> None:
    figure = Figure("x", value, 10, target=target, at_most=at_most)
    assert figure.is_met is met and figure.to_json()["is_met"] is met


def test_summary() -> None:
    summary = summarise(SETS, [], date(2026, 3, 1))
    assert (summary["date"], summary["rows"], summary["messages"]) == ("2026-03-01", 12, 13)
    sets = {entry["name"]: entry for entry in summary["sets"]}
    assert sets["answers"]["lenient"] == 37.5 and sets["answers"]["false_alarms"] == 1
    assert sets["gaps"]["false_answers"] == 1
    kinds = {entry["name"]: entry for entry in summary["kinds"]}
    assert kinds["uncovered"]["named"] == "1 of 2" and kinds["answer"]["named"] == ""
    wrong = {(c["wanted"], c["got"]): c["ids"] for c in summary["confusions"]}
    assert wrong["answer/cost", "answer/safety"] == ("a3",)
    assert wrong["uncovered/age", "clarify"] == ("d1#2",)
    assert wrong["answer/cost + uncovered/age", "answer/cost"] == ("m1",)
    assert wrong["urgent/crisis", "nothing"] == ("u2",)
    assert summary["blind"] == []
    assert summary["misnamed"] == [
        {"wanted": "uncovered/age", "got": "uncovered/women", "ids": ("g2",)}
    ]


def test_from_the_exam_interface_and_back() -> None:
    row = Row("a1", "How much?", (COST,))
    talk = Dialogue("d1", (row, Row("d1#2", "Sure?", (GAP,))))
    replies: list[dict[str, Any]] = [
        {"kind": "clarify", "topic": None, "buttons": [{"title": "Cost", "topic": "cost"}]}
    ]
    assert question_of(row) == {"id": "a1", "text": "How much?"}
    assert question_of(talk) == {"id": "d1", "turns": [{"text": "How much?"}, {"text": "Sure?"}]}
    alone = outcome_of(row, {"id": "a1", "replies": replies, "ms": 3.2})
    assert isinstance(alone, Outcome) and (alone.credit, alone.ms) == (0.5, 3.2)
    turns = [{"replies": replies, "ms": 1.0}, {"replies": [], "ms": 1.0}]
    both = outcome_of(talk, {"id": "d1", "turns": turns})
    assert isinstance(both, DialogueOutcome) and [t.got for t in both.turns] == [
        "clarify",
        "nothing",
    ]

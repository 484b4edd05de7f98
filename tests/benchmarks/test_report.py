"""Results are written into documents between markers, repeatedly."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from benchmarks import report
from benchmarks.evaluate import shown
from benchmarks.report import ReportError, fill, render
from benchmarks.summary import summarise
from tests.benchmarks.test_figures import SETS

PIPELINE = [
    {
        "pipeline": "ours",
        "dataset": "clinc150",
        "date": "2026-03-01",
        "rows": 4500,
        "accuracy": 93.0,
        "low": 92.2,
        "high": 93.7,
        "training_seconds": 44.2,
        "ms_median": 4.1,
        "ms_p99": 9.0,
        "test": {"threshold": 0.3, "in_scope": 90.4, "recall": 88.8, "outside_rows": 1000},
        "test_at_90": {"threshold": 0.31, "in_scope": 90.0, "recall": 89.3, "outside_rows": 1000},
    }
]
BEGIN, END = "<!-- evaluation:begin -->", "<!-- evaluation:end -->"


@pytest.fixture
def results(tmp_path: Path) -> Path:
    summary = summarise(SETS, [], date(2026, 3, 1))
    (tmp_path / "evaluation.json").write_text(json.dumps(summary), encoding="utf-8")
    (tmp_path / "pipeline.json").write_text(json.dumps(PIPELINE), encoding="utf-8")
    return tmp_path


def test_filling_twice_is_filling_once(results: Path) -> None:
    text = "# Title\n\n<!-- pipeline:begin -->\n<!-- pipeline:end -->\n\nBetween.\n\n"
    text += f"{BEGIN}\nold\n{END}\n\nEnd.\n"
    once = render(text, results)
    assert render(once, results) == once
    assert "old" not in once and once.startswith("# Title") and once.endswith("\n\nEnd.\n")
    assert "| right answers, lenient | 37.5 % |" in once
    assert "| clinc150 | ours | 93.0 % | 92.2–93.7 | 88.8 % / 90.4 % | 89.3 % | 44 s |" in once


def test_a_short_table_of_what_has_a_target(results: Path) -> None:
    text = render("<!-- summary:begin --><!-- summary:end -->", results)
    assert "| urgent recall | 50.0 % | ≥ 97 % |" in text and "strict" not in text


def test_old_figures_stand_beside_the_new_ones(results: Path) -> None:
    text = "<!-- compared:begin --><!-- compared:end -->"
    assert render(text, results) == text  # there is nothing to compare with
    before = json.loads((results / "evaluation.json").read_text(encoding="utf-8"))
    before["figures"][0]["value"] = 12.5
    (results / "evaluation_before.json").write_text(json.dumps(before), encoding="utf-8")
    first = next(line for line in render(text, results).splitlines() if "strict" in line)
    old, new = first.split("|")[2:4]
    assert old.strip().startswith("12.5") and new.strip() != old.strip()


def test_backslashes_stay_as_they_are() -> None:
    assert fill(f"{BEGIN}{END}", "evaluation", r"\1 \g<0>") == f"{BEGIN}\n\\1 \\g<0>\n{END}"


@pytest.mark.parametrize("text", [BEGIN, f"{END}{BEGIN}"])
def test_the_end_is_missing(text: str, results: Path) -> None:
    with pytest.raises(ReportError, match="evaluation:begin --> without"):
        render(text, results)


def test_what_was_never_measured_stays(tmp_path: Path) -> None:
    text = f"no markers, or none for a result {BEGIN}old{END}"
    assert render(text, tmp_path) == text


@pytest.mark.parametrize("document", report.DOCUMENTS, ids=lambda path: path.name)
def test_our_documents_quote_the_last_results(document: Path) -> None:
    if not document.is_file():
        pytest.skip("not written yet")
    text = document.read_text(encoding="utf-8")
    assert render(text, report.RESULTS) == text


def test_errors_are_said(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    results: Path,
) -> None:
    (results / "some.md").write_text(BEGIN)
    monkeypatch.setattr(report, "DOCUMENTS", (results / "some.md",))
    monkeypatch.setattr(report, "RESULTS", results)
    assert report.main() == 1
    assert "some.md: <!-- evaluation:begin" in capsys.readouterr().err


def test_texts_are_shown_only_where_they_are_ours() -> None:
    summary = summarise(SETS, [], date(2026, 3, 1))
    assert "a3: How much?" in shown(summary, {"a3": "How much?"})
    assert "How much?" not in shown(summary, {})
    assert " a3\n" in shown(summary, {})


def test_the_blind_part_is_shown_apart() -> None:
    summary = summarise({"fresh_answers": SETS["answers"]}, [], date(2026, 3, 1))
    assert "The blind part alone\nmeasure" in shown(summary, {})
    assert [figure["name"] for figure in summary["blind"]] == [
        "right answers, lenient",
        "false alarms, all that is not urgent",
    ]

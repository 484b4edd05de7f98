from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from actions.knowledge.validate import main

Edit = Callable[[str, str, str], None]


def test_a_right_directory_is_counted(
    data: Path, today: date, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(data / "knowledge")], today) == 0
    out, err = capsys.readouterr()
    counts = (
        "3 topics, 3 gaps, 1 regulatory notes, 3 urgent, 2 checks, 1 clinic, "
        "13 small talk replies, 1 languages"
    )
    assert (out, err) == (f"{data}/knowledge: {counts}; no errors\n", "")


def test_every_error_is_printed(
    data: Path, today: date, edit: Edit, capsys: pytest.CaptureFixture[str]
) -> None:
    edit("knowledge/clinic.yml", "name: Sample Clinic", "nome: Sample Clinic")
    edit("nlu/faq.yml", "faq/cost", "faq/costs")
    assert main([str(data / "knowledge")], today) == 1
    out, err = capsys.readouterr()
    lines = [line.removeprefix(f"{data}/") for line in out.splitlines()]
    assert lines[1].startswith("knowledge/clinic.yml:1: nome is an unknown field; did you mean")
    assert lines[-1].startswith("nlu/faq.yml:3: intent 'faq/costs' has no answer in topics.yml")
    assert err == f"{data}/knowledge: {len(lines)} problems to fix\n"


def test_a_late_review_is_only_a_warning(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(data / "knowledge")], date(2030, 1, 1)) == 0
    assert capsys.readouterr().err.startswith("warning: regulatory note 'fda_exosomes' was due")


def test_sentences_may_stand_elsewhere_or_be_absent(data: Path, today: date) -> None:
    (data / "nlu").rename(data / "sentences")
    assert main([str(data / "knowledge")], today) == 0
    (data / "sentences/others.yml").unlink()
    assert main([str(data / "knowledge")], today) == 0
    assert main([str(data / "knowledge"), "--nlu", str(data / "sentences")], today) == 1

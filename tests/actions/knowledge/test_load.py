from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.knowledge import Knowledge, KnowledgeError, load
from actions.knowledge.all_knowledge import FILES

Edit = Callable[[str, str, str], None]
Problems = Callable[[], list[str]]

TOPICS = "knowledge/topics.yml"
GAPS = "knowledge/gaps.yml"
NOTES = "knowledge/regulatory.yml"
URGENT = "knowledge/urgent.yml"
CLINIC = "knowledge/clinic.yml"


def test_the_sample_is_right(problems: Problems) -> None:
    assert problems() == []


def test_every_error_is_reported_at_once(data: Path, edit: Edit, problems: Problems) -> None:
    edit(TOPICS, "title: Cost", "titel: Cost")
    edit(TOPICS, "next: [cost, sessions]", "next: [cost, sesions]")
    edit(GAPS, "see: [safety, cost]", "see: [safty, cost]")
    edit(CLINIC, "name: Sample Clinic", "")
    (data / URGENT).unlink()
    (data / NOTES).write_text("notes:\n\t- id: x\n")
    assert [line.split("; ")[0] for line in problems()] == [
        "knowledge/clinic.yml:2: name is missing",
        "knowledge/gaps.yml:15: minoxidil: see.1 'safty' does not exist",
        "knowledge/regulatory.yml:2: is not YAML: found character that cannot start any token",
        "knowledge/smalltalk.yml:3: greeting: text uses {name}, but the clinic's facts have "
        "no 'name'",
        "knowledge/topics.yml:2: cost: title is missing",
        "knowledge/topics.yml:3: cost: titel is an unknown field",
        "knowledge/topics.yml:73: safety: next.2 'sesions' does not exist",
        "knowledge/urgent.yml:1: the file is missing",
    ]


def test_a_missing_directory(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError) as caught:
        load(tmp_path / "none")
    assert {problem.message for problem in caught.value.problems} == {
        "the file is missing; restore it"
    }
    assert len(caught.value.problems) == len(FILES)


@pytest.mark.parametrize("text", ["topics", "- topics", "topics: 1", "topics: [1, [2]]", "{1: 2}"])
def test_files_of_another_shape(data: Path, problems: Problems, text: str) -> None:
    for name in FILES:
        (data / "knowledge" / name).write_text(text)
    assert problems()


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_whatever_is_typed_gives_knowledge_or_problems_with_lines(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    directory = tmp_path_factory.getbasetemp() / "typed"
    directory.mkdir(exist_ok=True)
    sample = Path(__file__).parent / "sample" / "knowledge"
    texts = {name: (sample / name).read_text(encoding="utf-8") for name in FILES}
    name = data.draw(st.sampled_from(sorted(FILES)))
    position = data.draw(st.integers(0, len(texts[name])))
    typed = data.draw(st.text(alphabet="ab1é:-'\"{}[]#&*!|>%@,?~ \n\t", max_size=6))
    cut = data.draw(st.integers(0, 40))
    texts[name] = texts[name][:position] + typed + texts[name][position + cut :]
    for each, text in texts.items():
        (directory / each).write_text(text, encoding="utf-8")
    try:
        assert isinstance(load(directory, today=date(2026, 9, 1)), Knowledge)
    except KnowledgeError as error:
        for problem in error.problems:
            lines = texts[Path(problem.path).name].count("\n") + 1
            assert 1 <= problem.line <= lines

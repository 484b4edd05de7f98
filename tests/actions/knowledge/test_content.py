"""The files in data/knowledge are valid and readable, and editors know their schema."""

from __future__ import annotations

import json
from pathlib import Path
from statistics import median

import jsonschema
import pytest
import yaml

from actions.knowledge import load
from actions.knowledge.all_knowledge import FILES
from actions.knowledge.readability import grades, table, too_hard
from actions.knowledge.schema import main, schemas

DATA = Path(__file__).parents[3] / "data"
KNOWLEDGE = DATA / "knowledge"
READ_BY_MOST = 8.0  # US school grade


def test_it_is_right() -> None:
    load(KNOWLEDGE, nlu=DATA / "nlu")


def test_it_is_readable() -> None:
    found = grades(load(KNOWLEDGE))
    middle = {kind: median(each.grade for each in grades) for kind, grades in found.items()}
    assert set(middle) == {"plain", "shorts", "details", "gaps"}
    assert max(middle.values()) <= READ_BY_MOST, middle


def test_every_plain_form_is_plain() -> None:
    assert [*too_hard(load(KNOWLEDGE))] == []


def test_the_table_names_the_hardest(data: Path) -> None:
    lines = table(load(data / "knowledge")).splitlines()
    assert lines[0].split() == ["texts", "count", "median", "highest", "where"]
    assert [line.split()[:2] for line in lines[1:]] == [
        ["plain", "9"],
        ["shorts", "9"],
        ["details", "9"],
        ["gaps", "3"],
    ]


def test_who_hears_of_the_fda_can_read_it_there() -> None:
    knowledge = load(KNOWLEDGE)
    said = [
        (f"{note.text} {note.more}", [note.source_url, *(link.url for link in note.links)])
        for note in knowledge.notes.values()
    ]
    said.append((knowledge.advice.text, [link.url for link in knowledge.advice.links]))
    of_fda = [urls for text, urls in said if "FDA" in text]
    assert len(of_fda) == 3
    assert all(any(url.startswith("https://www.fda.gov/") for url in urls) for urls in of_fda)


@pytest.mark.parametrize("name", FILES)
def test_editors_are_told_the_schema(name: str) -> None:
    first = (KNOWLEDGE / name).read_text(encoding="utf-8").splitlines()[0]
    assert first == f"# yaml-language-server: $schema=schema/{Path(name).stem}.json"


@pytest.mark.parametrize("name", schemas())
def test_the_schema_is_current(name: str) -> None:
    text = (KNOWLEDGE / "schema" / name).read_text(encoding="utf-8")
    assert text == schemas()[name], "run python -m actions.knowledge.schema"


@pytest.mark.parametrize("name", FILES)
def test_the_schema_accepts_the_file(name: str) -> None:
    data = yaml.safe_load((KNOWLEDGE / name).read_text(encoding="utf-8"))
    as_editors_see_it = json.loads(json.dumps(data, default=str))
    schema = json.loads(schemas()[f"{Path(name).stem}.json"])
    jsonschema.Draft7Validator(schema).validate(as_editors_see_it)


def test_schemas_are_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(tmp_path / "schema")])
    assert {path.name for path in (tmp_path / "schema").iterdir()} == set(schemas())
    assert "topics.json" in capsys.readouterr().out

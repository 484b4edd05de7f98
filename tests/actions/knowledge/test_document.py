from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from actions.knowledge.document import Location, read


def read_text(directory: Path, text: str) -> tuple[object, list[str]]:
    path = directory / "some.yml"
    path.write_text(text, encoding="utf-8")
    document = read(path)
    return document.data, [f"{problem.line}: {problem.message}" for problem in document.problems]


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("a: 0117", {"a": "0117"}),
        ("a: yes", {"a": "yes"}),
        ("NO: 2020-01-02", {"NO": "2020-01-02"}),
        ("a: >-\n  one\n  two", {"a": "one two"}),
        ("a:", {"a": None}),
        ("a: ''", {"a": ""}),
        ("\ufeffa: [1, {b: c}]", {"a": ["1", {"b": "c"}]}),
        ("a: é\r\nb: c\r\n", {"a": "é", "b": "c"}),
    ],
)
def test_scalars_stay_as_written(tmp_path: Path, text: str, data: object) -> None:
    assert read_text(tmp_path, text) == (data, [])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "1: the file is empty; restore its entries"),
        ("# only a comment\n", "1: the file is empty; restore its entries"),
        ("a: 1\nb: 2\na: 3\n", "3: 'a' appears twice, first on line 1; keep one"),
        ("a: 1\nb: see: c\n", "2: is not YAML: mapping values are not allowed in this context; a "),
        ("a:\n\t- b\n", "2: is not YAML: found character that cannot start any token; indent with"),
        ("a: 1\nb: 'c\nd: 2\n", "2: is not YAML: found unexpected end of stream; close the quot"),
        ("a:\n  - b\n c: 1\n", "3: is not YAML: did not find expected key; give the lines of one"),
        ("a: 1\nb\nc: 2\n", "2: is not YAML: could not find expected ':'; write 'field: value'"),
        ("a: 1\n---\nb: 2\n", "2: is not YAML: but found another document; keep one document"),
        ("a: 1\nb: [2\nc: 3\n", "2: is not YAML: did not find expected ',' or ']'; close the"),
        ("a: 1\nb: *c\n", "2: is not YAML: found undefined alias; quote a text that starts with *"),
        ("a: é\nb: \x01\n", "2: is not YAML: remove the invisible character"),
        ("a: &x [1]\nb: *x\n", "2: aliases (&name and *name) are not read here; write the text"),
        ("a: &x\n  - *x\n", "1: aliases (&name and *name) are not read here; write the text out"),
        ("? [a]\n: b\n", "1: a field needs a name in plain letters"),
    ],
)
def test_what_is_wrong_has_a_line_and_advice(tmp_path: Path, text: str, problem: str) -> None:
    _, problems = read_text(tmp_path, text)
    assert len(problems) == 1
    assert problems[0].startswith(problem)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "latin.yml").write_bytes("a: 1\nb: é".encode("latin-1"))
    os.mkfifo(tmp_path / "pipe.yml")
    (tmp_path / "deep.yml").write_text("- " * 100_000 + "a")
    names = ("none.yml", "latin.yml", ".", "pipe.yml", "deep.yml")
    found = [read(tmp_path / name).problems[0] for name in names]
    assert [(problem.line, problem.message) for problem in found] == [
        (1, "the file is missing; restore it"),
        (2, "is not UTF-8 text; save the file as UTF-8"),
        (1, "is not a file; restore the file"),
        (1, "is not a file; restore the file"),
        (1, "is nested too deeply; entries have few levels"),
    ]


def test_lines(tmp_path: Path) -> None:
    path = tmp_path / "some.yml"
    path.write_text("# comment\na:\n  - id: x\n    text: >-\n      long\n  - {id: y,\n     b: z}\n")
    document = read(path)
    expected: dict[Location, int] = {
        ("a",): 2,
        ("a", 0): 3,
        ("a", 0, "text"): 4,
        ("a", 1): 6,
        ("a", 1, "b"): 7,
        ("a", 1, "missing"): 6,
        ("a", 7, "missing"): 2,
    }
    assert {location: document.line(location) for location in expected} == expected


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]))
TREES = st.recursive(
    TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(TEXTS.filter(bool), inner, max_size=3)
    ),
)


@given(TREES)
def test_whatever_was_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, tree: object
) -> None:
    path = tmp_path_factory.getbasetemp() / "tree.yml"
    path.write_text(yaml.safe_dump(tree, default_style='"'), encoding="utf-8")
    assert read(path).data == tree

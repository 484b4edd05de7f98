"""CSV files: for spreadsheets, in which nothing that a visitor wrote is a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from sanic.response import HTTPResponse, raw

#: What a spreadsheet would reckon with, also after blanks and in the width of Asian letters.
_FORMULA = re.compile(r"^\s*[=+\-@\t\r＝＋－＠]")


def csv_file(name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> HTTPResponse:
    """A download; it says by its first bytes that it is UTF-8, or a spreadsheet guesses."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(heads)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return raw(
        file.getvalue().encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def _safe(cell: Any) -> Any:
    """As OWASP has it: an apostrophe in front makes it a text."""
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell

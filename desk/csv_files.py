"""CSV files that are safe in a spreadsheet: nothing a visitor wrote can become a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from sanic.response import HTTPResponse, raw

#: Beginnings that a spreadsheet takes for a formula, also behind spaces or as full-width signs.
_FORMULA = re.compile(r"^\s*[=+\-@\t\r＝＋－＠]")


def csv_file(name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> HTTPResponse:
    """A download; the byte order mark tells spreadsheets that it is UTF-8."""
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
    """A cell that would be a formula gets an apostrophe in front, as OWASP recommends."""
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell

"""CSV: rows as a file that a spreadsheet opens, and in which nothing is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

#: What a spreadsheet takes for the beginning of a formula, also in the width of other scripts, and
#: also behind spaces. What was typed by strangers would be worked out on the clinic's computer.
_BEGINS_FORMULA = "=+-@\t\r\n＝＋－＠|%"
#: Spreadsheets take a file for UTF-8 by it.
_MARK = "\ufeff"


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str | int]]) -> str:
    """Numbers stay numbers; a text that would be a formula gets the sign for a text before it."""
    file = io.StringIO()
    writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return _MARK + file.getvalue()


def _harmless(cell: str | int) -> str | int:
    if isinstance(cell, int):
        return cell
    text = cell.replace("\0", "")
    return f"'{text}" if text.lstrip(" \u00a0").startswith(tuple(_BEGINS_FORMULA)) else text

"""The table of the website's figures says what was measured, for each screen."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks import tables
from benchmarks.report import render

LOAD = {"fcp": 190.0, "lcp": 300.4, "tbt": 0.0, "cls": 0.0, "ready": 410.2}
CLICKS = {"open": 60.1, "first_reply": 90.0, "next_reply": 40.0}
RESULT = {
    "date": "2026-03-01",
    "machine": "2 cores",
    "load": 0.2,
    "runs": 15,
    "messages": 500,
    "bytes": {
        "files": 11,
        "scripts": 17_992,
        "scripts_with_headers": 29_600,
        "open": 2_200,
        "first_message": 4_600,
    },
    "loads": {
        "desktop": {"without": LOAD, "with": {**LOAD, "tbt": 12.0}},
        "phone": {"without": LOAD, "with": {**LOAD, "cls": 0.01}},
    },
    "clicks_ms": {"desktop": CLICKS, "phone": {**CLICKS, "first_reply": 494.0}},
    "message_ms": {"p50": 7.3, "p95": 12.0, "p99": 20.6},
}


def test_each_measure_has_its_row() -> None:
    rows = {title: rest for title, *rest in tables.website_cells(RESULT)}
    assert rows["scripts, 11 files, packed"] == ["18.0 kB", ""]
    assert rows["from the click to the first reply shown, of a new visitor"] == ["90 ms", "494 ms"]
    blocked = rows["page: blocking time without the chat → with it"]
    assert blocked == ["0 → 12 ms", "0 → 0 ms"]
    assert rows["page: layout shift without → with"] == ["0.000 → 0.000", "0.000 → 0.010"]
    message = rows["a message over HTTP, p50 / p95 / p99"]
    assert message == ["7.3 / 12.0 / 20.6 ms", ""]


def test_the_report_says_when_and_where_it_was_measured(tmp_path: Path) -> None:
    (tmp_path / "website.json").write_text(json.dumps(RESULT), encoding="utf-8")
    text = render("<!-- website:begin -->\n<!-- website:end -->", tmp_path)
    assert (
        "Measured on 2026-03-01 (2 cores, load 0.2 before): medians of 15 visits, 500 messages."
        in text
    )
    assert "| measure | desktop | slow phone |" in text

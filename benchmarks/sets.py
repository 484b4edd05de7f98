"""Sets: our own sets of questions, also with typos."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from benchmarks.rows import Item, Row, read
from benchmarks.typos import with_typo

QUESTIONS = Path(__file__).parent / "questions"
NAMES = (
    "answers",
    "gaps",
    "clinic",
    "urgent",
    "lookalikes",
    "off_topic",
    "smalltalk",
    "multi",
    "dialogues",
    "abuse",
    "fresh_urgent",
    "fresh_lookalikes",
    "fresh_multi",
    "fresh_dialogues",
)
#: Prefix of sets whose texts no report shows, so that the bot is not fitted to single sentences.
BLIND = "fresh_"
#: Sets that are also asked with a typo in each message.
MISTYPED = ("answers", "gaps")


def own_questions() -> dict[str, list[Item]]:
    """Name -> items of each set; in those named multi, one question must get exactly one reply."""
    return {name: read(QUESTIONS / f"{name}.jsonl", exact=name.endswith("multi")) for name in NAMES}


def mistyped(items: Iterable[Item]) -> list[Row]:
    """The rows with one typo each, under the same ids; rows with only short words are left out."""
    rows = (item for item in items if isinstance(item, Row))
    typed = ((row, with_typo(row.text, seed=row.id)) for row in rows)
    return [replace(row, text=text) for row, text in typed if text is not None]

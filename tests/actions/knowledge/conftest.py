"""A small, valid set of knowledge files and training sentences, copied for each test to break."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from actions.knowledge import KnowledgeError, load

SAMPLE = Path(__file__).parent / "sample"
TODAY = date(2026, 9, 1)

Edit = Callable[[str, str, str], None]  # file, a text that occurs in it once, its replacement
Problems = Callable[[], list[str]]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with knowledge/ and nlu/."""
    return shutil.copytree(SAMPLE, tmp_path / "data")


@pytest.fixture
def edit(data: Path) -> Edit:
    def replace(name: str, old: str, new: str) -> None:
        path = data / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} should stand once in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    return replace


@pytest.fixture
def today() -> date:
    return TODAY


@pytest.fixture
def problems(data: Path, today: date) -> Problems:
    def find() -> list[str]:
        try:
            load(data / "knowledge", nlu=data / "nlu", today=today)
        except KnowledgeError as error:
            return str(error).replace(f"{data}/", "").splitlines()
        return []

    return find

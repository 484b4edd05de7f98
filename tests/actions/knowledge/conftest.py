"""A small, right set of knowledge files and sentences, copied for each test to break."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

SAMPLE = Path(__file__).parent / "sample"
TODAY = date(2026, 9, 1)

Edit = Callable[[str, str, str], None]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Holds knowledge/ and nlu/."""
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

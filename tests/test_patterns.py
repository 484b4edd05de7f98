"""No text of a visitor can make a regular expression run for ever."""

from __future__ import annotations

import pkgutil
import random
import re
import signal
from collections.abc import Iterator
from importlib import import_module
from types import FrameType

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.conftest import ROOMS

#: Characters of a message on the website.
LENGTH = 500
#: Seconds. Patterns that backtrack exponentially would need years, so this doesn't test speed.
PATIENCE = 10
#: Texts for patterns that random texts rarely match: to find eight takes ten seconds.
MATCHING = {
    "privacy.personal_numbers._MIXED": [
        "AB123456",
        "K1234567",
        "12345678Z",
        "X1Y2Z3A4B5",
        "C" * 15 + "1" * 5,
    ]
}


def patterns() -> dict[str, re.Pattern[str]]:
    found: dict[re.Pattern[str], str] = {}
    for room in (each for each in ROOMS if each not in ("benchmarks", "encoder")):
        package = import_module(room)
        for module in pkgutil.walk_packages(package.__path__, f"{room}."):
            if "migrations" in module.name:
                continue
            for name, value in vars(import_module(module.name)).items():
                if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                    found.setdefault(value, f"{module.name}.{name}")
    return {name: pattern for pattern, name in found.items()}


def pumped(text: str) -> Iterator[str]:
    """The text with parts of it repeated, and an end that no pattern expects."""
    dice = random.Random(text)
    for _ in range(6):
        start = dice.randrange(len(text) or 1)
        piece = text[start : start + dice.choice([1, 2, 3, 4, 6, 10])] or "a"
        yield (text[:start] + piece * LENGTH)[: LENGTH - 1] + dice.choice("!1")


@pytest.mark.parametrize(("name", "pattern"), patterns().items(), ids=patterns())
def test_a_pattern_comes_to_an_end(name: str, pattern: re.Pattern[str]) -> None:
    search(name, pattern, PATIENCE)


def test_a_pattern_without_end_is_found() -> None:
    with pytest.raises(TimeoutError):
        search("worst", re.compile(r"I am ([A-Z]\w+)(?:-[A-Z]?\w+)*\s"), 1, examples=100)


def search(name: str, pattern: re.Pattern[str], patience: int, examples: int = 8) -> None:
    def late(_: int, __: FrameType | None) -> None:
        raise TimeoutError(name)

    @settings(
        max_examples=examples, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(st.sampled_from(MATCHING[name]) if name in MATCHING else st.from_regex(pattern))
    def pump(matching: str) -> None:
        assert pattern.search(matching)
        for text in pumped(matching):
            signal.alarm(patience)
            list(pattern.finditer(text))
            pattern.fullmatch(text)
            signal.alarm(0)

    before = signal.signal(signal.SIGALRM, late)
    try:
        pump()
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)

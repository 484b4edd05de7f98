"""The oldest Python version is the same here, in the Makefile and in the documents."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from operations.python_version import SMALLEST
from tests.conftest import ROOT

pytestmark = pytest.mark.live


def start_on(*version: int) -> subprocess.CompletedProcess[str]:
    code = f"import sys; sys.version_info = {version}; import serving; print('goes on')"
    command = [sys.executable, "-S", "-c", code]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize(
    "version", [(3, 11, 2), (3, 11, 9), (3, 12, 1), (3, 12, 9), (3, 10, 12), (3, 10, 20)]
)
def test_it_starts(version: tuple[int, ...]) -> None:
    assert start_on(*version).stdout == "goes on\n"


@pytest.mark.parametrize(
    "version", [(3, 11, 1), (3, 12, 0), (3, 10, 11), (3, 9, 18), (3, 13, 1), (3, 14, 0)]
)
def test_it_does_not_start_and_says_why(version: tuple[int, ...]) -> None:
    started = start_on(*version)
    name = ".".join(map(str, version))
    assert (started.returncode, started.stdout) == (1, "")
    assert started.stderr == (
        f"This is Python {name}, but the bot runs on Python 3.11 (from 3.11.2 on), 3.12 (from "
        "3.12.1 on) or 3.10 (from 3.10.12 on); install one of them and run 'make clean run'.\n"
    )


def test_the_makefile_looks_for_the_same() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    wanted = re.findall(r"'>=3\.(\d+)\.(\d+),<3\.(\d+)'", makefile)
    found = {(3, int(minor)): int(patch) for minor, patch, _ in wanted}
    assert list(found.items()) == list(SMALLEST.items())
    assert {int(end) - int(minor) for minor, _, end in wanted} == {1}
    first = (ROOT / ".python-version").read_text(encoding="utf-8").strip()
    assert first == ".".join(map(str, next(iter(SMALLEST))))

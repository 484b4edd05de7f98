"""A command without a required variable says so, with an example, before it does anything."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.live


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("answers", "QUESTIONS is not set; write it as in: make answers QUESTIONS=in.jsonl"),
        ("answers QUESTIONS=in.jsonl", "OUT is not set; write it as in: make answers QUESTIONS="),
        ("clinic", "NAME is not set; write it as in: make clinic NAME=city"),
        ("why", "TEXT is not set; write it as in: make why TEXT="),
        ("run CLINIC=nope", "There is no clinic nope; 'make clinic NAME=nope' makes one"),
        ("backup CLINIC=nope", "There is no clinic nope; 'make clinic NAME=nope' makes one"),
    ],
)
def test_what_is_missing_is_named(command: str, said: str) -> None:
    # -n: print commands without running them.
    root = Path(__file__).parent.parent
    made = subprocess.run(
        ["make", "-n", *command.split()], cwd=root, capture_output=True, text=True
    )
    assert made.returncode == 2 and said in made.stderr

"""Programs that tests need besides the browser: if one is missing, CI fails and a laptop skips."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest


def needed(program: str, package: str) -> str:
    """The program's path."""
    path = shutil.which(program)
    if path:
        return path
    missing = f"No {program} on this machine, so this was not tried (apt-get install {package})."
    if os.environ.get("CI") == "true":
        pytest.fail(missing)
    pytest.skip(missing)


def run(*command: str | Path, at: Path | None = None) -> str:
    """The program's output; a failure shows all of it."""
    done = subprocess.run(command, cwd=at, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout

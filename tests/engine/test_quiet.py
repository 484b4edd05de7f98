"""Libraries are quiet, errors are not. In a separate process, as this can't be undone."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.live

PROGRAM = """
import logging, warnings
from engine.quiet import quiet
quiet()
import rasa.core.agent, structlog
logging.getLogger("rasa.core.agent").warning("a warning")
logging.getLogger("some.library").info("some information")
warnings.warn("old", DeprecationWarning)
structlog.get_logger().debug("details")
structlog.get_logger().warning("more details")
for _ in range(2):
    logging.getLogger("some.library").error("an error")
print("what the program says")
"""
#: Set by the Makefile, which not everybody uses.
SETTINGS = (
    "PYTHONWARNINGS",
    "TF_CPP_MIN_LOG_LEVEL",
    "LOG_LEVEL",
    "SQLALCHEMY_SILENCE_UBER_WARNING",
)


def test_only_errors_and_the_program_are_heard() -> None:
    environment = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout == "what the program says\n"
    assert [line for line in result.stderr.splitlines() if line.strip()] == ["an error"] * 2

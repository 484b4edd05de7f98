"""Quiet: what Rasa and its libraries print at start, turned down to errors."""

from __future__ import annotations

import logging
import os
import sys


def quiet() -> None:
    """Call before Rasa is imported, where the output is for people or programs to read.

    Errors still go to stderr. Warnings of libraries about their own future are dropped.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    logging.basicConfig(stream=sys.stderr, level=logging.ERROR, format="%(message)s")
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.CRITICAL)
    # Imported here: Rasa reads the variables above.
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    # Rasa would also drop what is logged twice in a row, whoever logs and listens.
    configure_logging_and_warnings(logging.ERROR, filter_repeated_logs=False)
    configure_structlog(logging.ERROR)

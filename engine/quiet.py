"""Quiet: limits what Rasa and its libraries print at start to errors."""

from __future__ import annotations

import logging
import os
import sys


def quiet() -> None:
    """Log errors only, to stderr, for commands whose output is to be read.

    Call it before Rasa is imported. Deprecation warnings of libraries are dropped.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    logging.basicConfig(stream=sys.stderr, level=logging.ERROR, format="%(message)s")
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.CRITICAL)
    # Imported here because Rasa reads the variables above on import.
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    # Without the argument Rasa would drop repeated records of all loggers, for all handlers.
    configure_logging_and_warnings(logging.ERROR, filter_repeated_logs=False)
    configure_structlog(logging.ERROR)

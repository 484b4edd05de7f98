"""Logs: what an operator needs to know, and never what a visitor typed."""

from __future__ import annotations

import json
import logging
import os
import sys
import traceback
import warnings
from collections.abc import MutableMapping
from contextvars import ContextVar
from datetime import datetime, timezone
from types import TracebackType
from typing import Any

#: Set while a request is handled: then only what our own code says is written out.
handling: ContextVar[bool] = ContextVar("handling", default=False)
#: Names the request a line belongs to; the widget sends it, the response returns it.
request_id: ContextVar[str | None] = ContextVar("request_id", default=None)

_OURS = ("actions", "channels", "components", "serving")
_LIBRARIES = ("matplotlib", "apscheduler", "asyncio", "sanic.root", "sanic.access", "py.warnings")
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_Call = tuple[tuple[str], dict[str, Any]]
_Raised = tuple[type[BaseException], BaseException, TracebackType | None]


class VisitorSafeFormatter(logging.Formatter):
    """Libraries put messages, SQL and whole events into their errors.

    While a request is handled their records keep level, place and stack, and lose their words.
    """

    def format(self, record: logging.LogRecord) -> str:
        if handling.get() and record.name.split(".")[0] not in _OURS:
            record = logging.makeLogRecord(record.__dict__ | {"args": (), "exc_text": None})
            record.msg = f"in {record.pathname}, line {record.lineno} (words left out)"
        return self.put(record)

    def put(self, record: logging.LogRecord) -> str:
        """For people at a terminal; the fields of a record follow its words."""
        text = super().format(record)
        fields = {"request": request_id.get()} if request_id.get() else {}
        fields |= getattr(record, "fields", {})
        return " ".join([text, *(f"{name}={value}" for name, value in fields.items())])

    def formatException(self, ei: _Raised | tuple[None, None, None]) -> str:  # noqa: N802
        """The stack and the kinds of the errors; an error's own words may be a visitor's."""
        if not handling.get():
            return super().formatException(ei)
        kind, _, stack = ei
        frames = traceback.format_tb(stack)
        return "".join(frames) + (f"{kind.__module__}.{kind.__name__}" if kind else "")


class JsonFormatter(VisitorSafeFormatter):
    """For programs: one JSON object a line."""

    def put(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, timezone.utc)
        entry: dict[str, Any] = {
            "time": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id.get():
            entry["request"] = request_id.get()
        entry |= getattr(record, "fields", {})
        if record.exc_info:
            entry["stack"] = self.formatException(record.exc_info)
        return json.dumps(entry)


def _name_only(_: object, __: str, event: MutableMapping[str, Any]) -> _Call:
    """What happened; what it happened with may be what a visitor typed."""
    return (str(event.get("event")),), {"exc_info": event.get("exc_info")}


def configure(level: int = logging.WARNING) -> None:
    """Quiet libraries, no telemetry, one safe handler; before anything of Rasa is imported.

    Our own rooms are heard from INFO on, libraries from `level` on.
    """
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    warnings.simplefilter("ignore")
    handler = logging.StreamHandler(sys.stderr)
    is_terminal = sys.stderr.isatty()
    handler.setFormatter(VisitorSafeFormatter(_FORMAT) if is_terminal else JsonFormatter())
    logging.basicConfig(level=level, handlers=[handler, _Counter()], force=True)
    for name in _OURS:
        logging.getLogger(name).setLevel(logging.INFO)
    for name in _LIBRARIES:
        logging.getLogger(name).setLevel(logging.ERROR)
    logging.getLogger("sanic.error").addFilter(is_worth_a_line)
    # No line names them, and every record would look for them.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    _configure_structlog(level)


def is_worth_a_line(record: logging.LogRecord) -> bool:
    """Sanic 21.12 logs a stack for what it can't read, at anyone's will, and for Ctrl-C."""
    # By name: the package is imported later, and not to say that a setting is wrong.
    error = record.exc_info[1] if record.exc_info else None
    kinds = {kind.__name__ for kind in type(error).__mro__}
    return kinds.isdisjoint({"UnicodeEncodeError", "SanicException", "KeyboardInterrupt"})


class _Counter(logging.Handler):
    """Counts warnings and errors, so that an alarm can hang on them."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.WARNING:
            # Imported here: what only says that a setting is wrong does without it.
            from operations.metrics import LOG_RECORDS

            LOG_RECORDS.labels(record.levelname.lower(), record.name).inc()


def _configure_structlog(level: int) -> None:
    # Left as it comes, structlog prints every message of a visitor at DEBUG.
    import structlog

    structlog.configure(
        processors=[_name_only],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )

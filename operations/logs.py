"""Logs: what operators need to know, but never what a visitor typed."""

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

#: True while a request is handled: then only the words of our own log records are written.
handling: ContextVar[bool] = ContextVar("handling", default=False)
#: Id of the request that a log line belongs to; sent by the widget, returned in the response.
request_id: ContextVar[str | None] = ContextVar("request_id", default=None)

_OURS = {
    *("actions", "channels", "components", "contacts", "desk", "engine", "faq"),
    *("operations", "privacy", "serving", "storage"),
}
_LIBRARIES = ("matplotlib", "apscheduler", "asyncio", "sanic.root", "sanic.access", "py.warnings")
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_Call = tuple[tuple[str], dict[str, Any]]
_Raised = tuple[type[BaseException], BaseException, TracebackType | None]


class VisitorSafeFormatter(logging.Formatter):
    """Removes the text of libraries' log records while a request is handled.

    Libraries put visitors' messages, SQL and whole events into their errors. Level, place in the
    code and stack are kept.
    """

    def format(self, record: logging.LogRecord) -> str:
        if handling.get() and record.name.split(".")[0] not in _OURS:
            record = logging.makeLogRecord(record.__dict__ | {"args": (), "exc_text": None})
            record.msg = f"in {record.pathname}, line {record.lineno} (text left out)"
        return self.put(record)

    def put(self, record: logging.LogRecord) -> str:
        """The record as a line for people at a terminal: its text, then its fields."""
        text = super().format(record)
        fields = {"request": request_id.get()} if request_id.get() else {}
        fields |= getattr(record, "fields", {})
        return " ".join([text, *(f"{name}={value}" for name, value in fields.items())])

    def formatException(self, ei: _Raised | tuple[None, None, None]) -> str:  # noqa: N802
        """The stack and the type of the error; its message may contain what a visitor typed."""
        if not handling.get():
            return super().formatException(ei)
        kind, _, stack = ei
        frames = traceback.format_tb(stack)
        return "".join(frames) + (f"{kind.__module__}.{kind.__name__}" if kind else "")


class JsonFormatter(VisitorSafeFormatter):
    """Formats records for programs, as one JSON object per line."""

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
    """Keep only the name of a structlog event; its values may be what a visitor typed."""
    return (str(event.get("event")),), {"exc_info": event.get("exc_info")}


def configure(level: int = logging.WARNING) -> None:
    """Set up logging with one handler that is safe for visitors' data, and without telemetry.

    Call it before anything of Rasa is imported. Our own packages log from INFO on, libraries from
    `level` on.
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
    # No format uses these, and collecting them costs time for every record.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    _configure_structlog(level)


def is_worth_a_line(record: logging.LogRecord) -> bool:
    """False for errors that Sanic 21.12 need not log: unreadable requests and Ctrl-C."""
    # Compared by name, because Sanic is imported later, or never if a setting is wrong.
    error = record.exc_info[1] if record.exc_info else None
    kinds = {kind.__name__ for kind in type(error).__mro__}
    return kinds.isdisjoint({"UnicodeEncodeError", "SanicException", "KeyboardInterrupt"})


class _Counter(logging.Handler):
    """Counts warnings and errors as a metric, so that alerts can be based on it."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.WARNING:
            # Imported here: not needed, and slow, if the process only reports a wrong setting.
            from operations.metrics import LOG_RECORDS

            LOG_RECORDS.labels(record.levelname.lower(), record.name).inc()


def _configure_structlog(level: int) -> None:
    # By default structlog prints every message of a visitor at DEBUG.
    import structlog

    structlog.configure(
        processors=[_name_only],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )

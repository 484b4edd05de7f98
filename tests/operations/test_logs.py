"""Logs contain what an operator needs, and nothing that a visitor typed."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
from sanic.exceptions import InvalidUsage

from benchmarks import rooms
from operations import logs
from operations.logs import (
    JsonFormatter,
    VisitorSafeFormatter,
    handling,
    is_worth_a_line,
    request_id,
)

FORMATTER = VisitorSafeFormatter("%(levelname)s %(name)s: %(message)s")


def record(name: str, message: str, *args: object, error: bool = False) -> logging.LogRecord:
    info = None
    if error:
        try:
            raise ValueError("private words")
        except ValueError as raised:
            info = (ValueError, raised, raised.__traceback__)
    return logging.LogRecord(name, logging.ERROR, "/rasa/processor.py", 7, message, args, info)


@pytest.fixture
def in_a_request() -> Iterator[None]:
    token = handling.set(True)
    yield
    handling.reset(token)


def test_outside_a_request_everything_is_said() -> None:
    text = FORMATTER.format(record("rasa.core", "model %s", "missing", error=True))
    assert "model missing" in text and "ValueError: private words" in text


@pytest.mark.usefixtures("in_a_request")
def test_a_library_keeps_its_place_and_loses_its_words() -> None:
    text = FORMATTER.format(record("rasa.core", "could not parse 'private words' %s", "private"))
    assert text == "ERROR rasa.core: in /rasa/processor.py, line 7 (text left out)"


@pytest.mark.usefixtures("in_a_request")
def test_a_stack_keeps_its_frames_and_the_kind_of_error() -> None:
    for name in ("rasa.core", "channels.message.errors"):
        text = FORMATTER.format(record(name, "A request failed", error=True))
        assert "test_logs.py" in text and text.endswith("builtins.ValueError")
        assert "words" not in text.replace("(text left out)", "").replace(
            'raise ValueError("private words")', ""
        )


@pytest.mark.usefixtures("in_a_request")
def test_our_own_words_stay() -> None:
    text = FORMATTER.format(record("channels.message.errors", "The database failed: %s", "locked"))
    assert text == "ERROR channels.message.errors: The database failed: locked"


def test_every_room_is_ours() -> None:
    assert {name.partition(".")[0] for name in rooms.modules()} == logs._OURS


@pytest.mark.usefixtures("in_a_request")
def test_the_record_itself_is_left_alone() -> None:
    original = record("rasa.core", "%s", "words")
    FORMATTER.format(original)
    assert original.getMessage() == "words"


@pytest.mark.usefixtures("in_a_request")
def test_for_programs_a_record_is_one_line_of_json_with_its_request() -> None:
    entry = record("channels.message.errors", "A request failed: %s", "here", error=True)
    entry.fields = {"status": 500}
    token = request_id.set("11111111")
    text = JsonFormatter().format(entry)
    request_id.reset(token)
    assert "\n" not in text
    line = json.loads(text)
    assert line.pop("time").endswith("+00:00")
    assert line.pop("stack").endswith("builtins.ValueError")
    assert line == {
        "level": "error",
        "logger": "channels.message.errors",
        "message": "A request failed: here",
        "request": "11111111",
        "status": 500,
    }


@pytest.mark.usefixtures("in_a_request")
def test_a_library_loses_its_words_in_json_too() -> None:
    text = JsonFormatter().format(record("rasa.core", "private words %s", "private", error=True))
    assert "private" not in json.loads(text)["message"]
    assert "(text left out)" in text


@pytest.mark.parametrize(
    ("error", "is_logged"),
    [
        (UnicodeEncodeError("ascii", "/\udcff", 1, 2, "an address"), False),
        (InvalidUsage("Bad chunked encoding"), False),
        (KeyboardInterrupt(), False),
        (AttributeError("ours"), True),
        (None, True),
    ],
)
def test_strangers_cannot_fill_the_log_with_stacks(
    error: BaseException | None, is_logged: bool
) -> None:
    entry = record("sanic.error", "protocol.connection_task uncaught")
    entry.exc_info = (type(error), error, None) if error else None
    assert is_worth_a_line(entry) is is_logged

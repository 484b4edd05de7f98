"""Logs keep what an operator needs and lose what a visitor typed."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from serving.logs import VisitorSafeFormatter, handling

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
    assert text == "ERROR rasa.core: in /rasa/processor.py, line 7 (words left out)"


@pytest.mark.usefixtures("in_a_request")
def test_a_stack_keeps_its_frames_and_the_kind_of_error() -> None:
    for name in ("rasa.core", "channels.errors"):
        text = FORMATTER.format(record(name, "A request failed", error=True))
        assert "test_logs.py" in text and text.endswith("builtins.ValueError")
        assert "words" not in text.replace("(words left out)", "").replace(
            'raise ValueError("private words")', ""
        )


@pytest.mark.usefixtures("in_a_request")
def test_our_own_words_stay() -> None:
    text = FORMATTER.format(record("channels.errors", "The database failed: %s", "locked"))
    assert text == "ERROR channels.errors: The database failed: locked"


@pytest.mark.usefixtures("in_a_request")
def test_the_record_itself_is_left_alone() -> None:
    original = record("rasa.core", "%s", "words")
    FORMATTER.format(original)
    assert original.getMessage() == "words"

"""What visitors type is cleaned, so that it can do nothing but be read."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from channels.message.clean_text import MAX_LENGTH, clean_text

#: Any text, and texts made of dangerous characters, so that these are tried often.
TEXTS = st.text() | st.text(alphabet="/ \n\t\r\0\u200b\u200d\u202e\ufeff\u2028e\u0301{}a1/")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("How much is PRP?", "How much is PRP?"),
        ("  two\t spaces \u00a0 here ", "two spaces here"),
        ("one\r\n\r\n  two", "one\ntwo"),
        ("/how much is PRP?", "how much is PRP?"),
        (" / //how much", "how much"),
        ("\u200b/how much", "how much"),
        ("\uff0fhow much", "how much"),  # a full-width slash becomes a plain one
        ("PRP/exosomes", "PRP/exosomes"),
        ("ex\u200bo\u200bsomes", "exosomes"),
        ("\u202eabc\u202c", "abc"),
        ("a\0b\x07c", "a b c"),
        ("\ufb01ne \uff30\uff32\uff30", "fine PRP"),
        ("cafe\u0301", "caf\u00e9"),
        ("👨\u200d⚕️ ok", "👨\u200d⚕️ ok"),
        ("", ""),
        (" \n\t\u200b\u3000", ""),
        ("////", ""),
    ],
)
def test_cleaning(typed: str, read: str) -> None:
    assert clean_text(typed) == read


@pytest.mark.parametrize(
    "typed",
    [
        "/restart",
        "  //restart ",
        "\u200b/restart",
        "\uff0fsession_start",
        "/faq/cost",
        '/faq{"treatment": "prp"}',
        '/faq@0.9 {"treatment":\n"prp"}',
        "/slot{",
    ],
)
def test_a_command_alone_is_nothing(typed: str) -> None:
    assert clean_text(typed) == ""


@pytest.mark.parametrize("value", [None, 7, b"bytes", ["text"], {"text": "hi"}])
def test_what_is_not_text_is_empty(value: object) -> None:
    assert clean_text(value) == ""


def test_long_texts_are_cut() -> None:
    half = MAX_LENGTH // 2
    assert clean_text("a" * 100_000) == "a" * (half - 1) + "\n" + "a" * half
    assert clean_text("story " * 9_000 + "I can't breathe").endswith("I can't breathe")
    assert len(clean_text("\ufdfa" * MAX_LENGTH)) <= MAX_LENGTH  # becomes 18 characters each


@given(TEXTS)
@example("e\u200b\u0301")
@example("a" * (MAX_LENGTH - 1) + " b")
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once


@given(TEXTS)
def test_no_command_and_nothing_invisible_is_left(text: str) -> None:
    cleaned = clean_text(text)
    assert not cleaned.startswith(("/", " ", "\n"))
    assert cleaned == cleaned.strip()
    kept = ("\n", "\u200c", "\u200d")
    hidden = [c for c in cleaned if unicodedata.category(c)[0] == "C" and c not in kept]
    assert hidden == []
    assert len(cleaned) <= MAX_LENGTH

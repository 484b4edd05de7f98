from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.knowledge.placeholders import check_placeholders, fill, placeholders


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Call {phone}.", "Call 123."),
        ("{phone}, {phone}", "123, 123"),
        ("{other} and {phone", "{other} and {phone"),
        ("{0} {phone!r} %s", "{0} {phone!r} %s"),
        ("plain", "plain"),
    ],
)
def test_fill(text: str, filled: str) -> None:
    assert fill(text, {"phone": "123"}) == filled


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Call {fon}", "contains the unknown placeholder {fon}; use {email}, {phone} here"),
        ("Call {}", "contains the unknown placeholder {}; use {email}, {phone} here"),
        ("Call {phone", "has an unmatched brace; use {email}, {phone} here"),
        ("Call {{phone}}", "has an unmatched brace; use {email}, {phone} here"),
    ],
)
def test_check_names_what_is_right(text: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        check_placeholders(text, ("phone", "email"))
    assert str(caught.value) == message


def test_check_where_none_is_allowed() -> None:
    with pytest.raises(ValueError, match=r"\{phone\}; this text takes none"):
        check_placeholders("Call {phone}", ())


@given(st.text(alphabet="ab{} \n"))
def test_a_checked_text_is_filled_without_rest(text: str) -> None:
    names = ("a", "b", "ab")
    try:
        check_placeholders(text, names)
    except ValueError:
        return
    assert not placeholders(fill(text, dict.fromkeys(names, "x")))

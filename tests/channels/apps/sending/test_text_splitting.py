"""Long texts are cut at the best place, and nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.apps.sending.message_shape import utf16
from channels.apps.sending.text_splitting import split

TEXTS = st.text(st.sampled_from("ab .!?\n\u200d👩💉é\u0301"), max_size=400)


@given(TEXTS, st.integers(4, 90))
def test_every_piece_fits_and_no_word_is_lost(text: str, limit: int) -> None:
    for length in (len, utf16):
        pieces = split(text, limit, length)
        assert all(0 < length(piece) <= limit and piece.strip() for piece in pieces)
        assert "".join("".join(pieces).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        ("", 10, []),
        ("short", 10, ["short"]),
        ("One. Two. Three.", 10, ["One. Two.", "Three."]),
        ("Is it? It is! Yes.", 13, ["Is it? It is!", "Yes."]),
        ("first part\n\nOne. Two.", 16, ["first part", "One. Two."]),
        ("a line\nthe next line", 15, ["a line", "the next line"]),
        ("some words without an end", 12, ["some words", "without an", "end"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("👩‍⚕️👩‍⚕️", 5, ["👩‍⚕️", "👩‍⚕️"]),
        ("It costs 3.50 or so. Yes.", 22, ["It costs 3.50 or so.", "Yes."]),
    ],
)
def test_where_it_is_cut(text: str, limit: int, pieces: list[str]) -> None:
    assert split(text, limit) == pieces


def test_a_limit_nothing_fits_into_is_named() -> None:
    with pytest.raises(ValueError, match="1"):
        split("💉💉", 1, utf16)


def test_a_very_long_text_is_quick() -> None:
    assert len(split("word " * 50_000, 160)) == 1563

"""Word pieces: their marks, and spans that point at the right characters."""

from __future__ import annotations

import pytest
from hypothesis import example as tried
from hypothesis import given
from hypothesis import strategies as st

from components.pieces import MOST_BEFORE, MOST_PIECES, pieces_of

START, SEPARATOR = 101, 102


def words(text: str) -> list[str]:
    return [text[start:end] for start, end in pieces_of(text).spans]


def test_a_message_stands_between_marks() -> None:
    pieces = pieces_of("How much is it?")
    assert pieces.ids[0] == START and pieces.ids[-1] == SEPARATOR
    assert len(pieces.ids) == pieces.count + 2 == 7
    assert pieces.types.tolist() == [0] * 7


def test_what_was_said_before_stands_behind_it() -> None:
    alone, behind = pieces_of("and prp?"), pieces_of("and prp?", "answer: cost")
    assert behind.ids[: len(alone.ids)].tolist() == alone.ids.tolist()
    assert behind.ids[-1] == SEPARATOR and behind.spans == alone.spans
    assert behind.types.tolist() == [0] * len(alone.ids) + [1] * 4


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u200b", "\u3000"])
def test_without_words_there_are_only_marks(text: str) -> None:
    pieces = pieces_of(text)
    assert pieces.ids.tolist() == [START, SEPARATOR]
    assert (pieces.count, pieces.spans) == (0, ())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("How much?", ["How", "much", "?"]),
        ("  is it  safe", ["is", "it", "safe"]),
        ("café über naïve", ["café", "über", "naïve"]),  # two bytes per letter
        ("价格 cost", ["价", "格", "cost"]),  # three bytes
        ("😀 safe 😀?", ["😀", "safe", "😀", "?"]),  # four bytes
        ("İstanbul cost", ["İstanbul", "cost"]),  # becomes two characters in lower case
        ("İİ is İ safe", ["İİ", "is", "İ", "safe"]),
        ("a\ud800b", ["a", "\ud800", "b"]),  # a lone surrogate
        ("unbelievably", ["un", "bel", "ie", "va", "bly"]),
    ],
)
def test_places_point_at_the_letters(text: str, found: list[str]) -> None:
    assert words(text) == found


def test_capitals_are_read_like_small_letters() -> None:
    assert pieces_of("PRP Cost").ids.tolist() == pieces_of("prp cost").ids.tolist()


def test_what_is_too_long_is_cut() -> None:
    pieces = pieces_of("safe " * 1000, "cost " * 1000)
    assert pieces.count == MOST_PIECES
    assert len(pieces.ids) == MOST_PIECES + 2 + MOST_BEFORE + 1
    assert pieces.ids[MOST_PIECES + 1] == pieces.ids[-1] == SEPARATOR


@given(text=st.text() | st.text(alphabet="aİß 价😀?\u0301\x00"), before=st.text())
@tried(text="İ" * 300, before="İ" * 300)
@tried(text="\ud800\udc00 x", before="\udfff")
def test_any_text_has_pieces_in_order_and_inside(text: str, before: str) -> None:
    pieces = pieces_of(text, before)
    assert pieces.count <= MOST_PIECES
    assert len(pieces.ids) == len(pieces.types) <= MOST_PIECES + MOST_BEFORE + 3
    assert pieces.ids[0] == START and pieces.ids[-1] == SEPARATOR
    ends = [0, *(end for _, end in pieces.spans)]
    assert all(s >= end for (s, _), end in zip(pieces.spans, ends, strict=False))
    assert all(start < end <= len(text) for start, end in pieces.spans)

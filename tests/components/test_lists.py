"""Lists as visitors write them, told from numbers and dashes that are none."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.lists import lines_of


def items(text: str) -> list[str]:
    return [line.strip() for line, listed in lines_of(text) if listed]


@pytest.mark.parametrize(
    "text",
    [
        "1. price 2. pain 3. time",
        "1.price 2.pain 3.time",
        "1) price\n2) pain\n3) time",
        "(1) price (2) pain (3) time",
        "1: price\n2: pain\n3: time",
        "a) price b) pain c) time",
        "A. price\nB. pain\nC. time",
        "- price\n- pain\n- time",
        "- price - pain - time",
        "* price\n* pain\n* time",
        "•price\n•pain\n•time",
        "I have three questions: 1. price 2. pain 3. time",
        "My questions:\n- price\n- pain\n- time",
        "price\npain\ntime",
        "i) price ii) pain iii) time",
        "Q1: price Q2: pain Q3: time",
        "price; pain; time",
        "price. pain. time.",
        "price...pain...time",
        "My questions: price; pain; time",
    ],
)
def test_lists(text: str) -> None:
    assert items(text) == ["price", "pain", "time"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "How much is 1.5 ml?",
        "I had session 2) last week",
        "at 9 a.m. or 3 p.m.",
        "a well-known clinic - is it yours?",
        "3. then 4. again",
        "see a. or i. or whatever",
        "tl;dr",
        "Is it safe. How much is it.",
        "price.",
        "Is it safe; my hair has been thin for as long as I can think",
        "Is it safe?\nMy hair has been thin for as long as I can think",
    ],
)
def test_what_is_no_list(text: str) -> None:
    assert items(text) == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("I have two questions: is it safe", ["I have two questions.", "is it safe"]),
        ("prp: is it safe", ["prp: is it safe"]),
    ],
)
def test_what_leads_in_is_a_line_of_its_own(text: str, lines: list[str]) -> None:
    assert [line.strip() for line, _ in lines_of(text)] == lines


@given(text=st.text(alphabet="12ab.)(:-• \nxyz", max_size=40))
def test_no_word_is_lost(text: str) -> None:
    left = "".join(line for line, _ in lines_of(text))
    assert re.findall("[xyz]", left) == re.findall("[xyz]", text)

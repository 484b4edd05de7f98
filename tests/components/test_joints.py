"""Joints of questions, told from what joins names and idioms."""

from __future__ import annotations

import pytest

from components.joints import has_joint, mask

NAMES = {"PRP", "Exosomes"}


@pytest.mark.parametrize(
    ("text", "is_joined"),
    [
        ("price and safety", True),
        ("price/safety", True),
        ("PRP and safety", True),
        ("PRP and exosomes", False),
        ("prp, exosomes", False),
        ("PRP/exosomes", False),
        ("PRP and exosomes and safety", True),
        ("before and after photos", False),
        ("before/after", False),
        ("pros & cons", False),
        ("sandy", False),
    ],
)
def test_where_a_second_question_may_begin(text: str, is_joined: bool) -> None:
    masked = mask(text, NAMES)
    assert has_joint(masked) is is_joined and len(masked) == len(text)

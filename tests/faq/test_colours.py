"""Text on the clinic's colour is readable, whichever colour it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from actions.knowledge import Knowledge
from faq.colours import _luminance, colours
from tests.faq.other_clinics import with_clinic

COLOURS = st.from_regex(r"\A#[0-9a-fA-F]{6}\Z")


@given(colour=COLOURS)
def test_text_on_any_colour_has_the_contrast_of_aa(knowledge: Knowledge, colour: str) -> None:
    light, dark = colours(with_clinic(knowledge, color=colour, color_dark=None).clinic)
    assert light == dark
    low, high = sorted([_luminance(light.main), _luminance(light.text)])
    assert (high + 0.05) / (low + 0.05) >= 4.5


def test_without_a_colour_they_are_the_chats(knowledge: Knowledge) -> None:
    light, dark = colours(with_clinic(knowledge, color=None, color_dark=None).clinic)
    assert (light.main, dark.main) == ("#0c6b62", "#5cc2b2")

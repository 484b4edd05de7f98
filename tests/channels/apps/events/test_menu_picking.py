"""A menu's option is picked by its number or place, however that is said, and by nothing else."""

from __future__ import annotations

import pytest

from channels.apps.events.menu_picking import picked

SECOND = """
2|2.|(2)|#2| 2 |2)|Number 2|option 2|no 2|No. 2|2.0|2 please|two|Two!|number two|option two|TWO pls
second|the second|the second one|2nd|the 2nd|the 2nd one|second option|question 2|٢|۲|२|২|2️⃣|２|2 👍
answer 2|give me the second|show me 2|can i have number 2|i want the second one|②
ok 2|I choose two|I'll take the second|let's go with 2|yes, the second please|the second question
"""
NOT_OF_THREE = """
0|4|12|99|four|the fourth|number nine|eleventh|twenty|zero|2 and 3|1 or 2|two or three|1, 2|٤
second to last|next to last|the one before last|last but one|-1|option b|answer C
the first two|the middle one
"""
WORDS = """
911|112|٩١١|999 please|2 sessions|no|no one|yes|ok|okay thanks|the other one|that one|both|none
2 or 3 months|second opinion|is the first free?|one more|first exosomes|2a|2x|12 weeks|someone
how much is one|last time it hurt|I want to die|I take two a day|take 2 pills|neither
the second treatment|for one session|next|a|option
"""


def lines(table: str) -> list[str]:
    return table.strip().replace("\n", "|").split("|")


@pytest.mark.parametrize("text", lines(SECOND))
def test_the_second(text: str) -> None:
    pick = picked(text)
    assert pick and pick.of(3) == 1


@pytest.mark.parametrize(
    ("text", "place"),
    [
        *[("one", 0), ("1", 0), ("first", 0), ("the first one", 0), ("the top one", 0)],
        *[("three", 2), ("3rd", 2), ("last", 2), ("the last one", 2), ("the bottom one please", 2)],
    ],
)
def test_the_others(text: str, place: int) -> None:
    pick = picked(text)
    assert pick and pick.of(3) == place


@pytest.mark.parametrize("text", lines(NOT_OF_THREE))
def test_what_a_menu_of_three_does_not_have(text: str) -> None:
    pick = picked(text)
    assert pick and pick.of(3) is None


@pytest.mark.parametrize("text", ["", *lines(WORDS)])
def test_what_says_anything_else_is_words(text: str) -> None:
    assert picked(text) is None

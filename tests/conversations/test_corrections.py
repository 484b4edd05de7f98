"""The bot takes it back when it is told what was meant."""

from __future__ import annotations

import pytest

from tests.conversations.dialogue import Talk, hold

START = ("How much does PRP cost?", "answer cost prp")


@pytest.mark.parametrize(
    "text",
    [
        "no, I meant exosomes",
        "sorry, I meant exosomes",
        "not PRP, exosomes",
        "I was asking about exosomes, not PRP",
        "exosomes instead of PRP",
    ],
)
async def test_of_the_treatment(talk: Talk, text: str) -> None:
    await hold(talk, [START, (text, "answer cost exosomes")])


async def test_of_the_topic(talk: Talk) -> None:
    turns = [START, ("no, I meant how many sessions I need", "answer sessions prp")]
    await hold(talk, turns)


async def test_of_a_gap(talk: Talk) -> None:
    turns = [
        ("Does insurance cover PRP?", "uncovered insurance prp"),
        ("no, I meant exosomes", "uncovered insurance exosomes"),
    ]
    await hold(talk, turns)

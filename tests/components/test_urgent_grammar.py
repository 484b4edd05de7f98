"""What is denied, over or only asked about: a table of sentences."""

from __future__ import annotations

import pytest

from components.urgent_grammar import read
from components.urgent_words import tokens

RESOLVED = frozenset(["go", "stop", "settle"])


def marked(text: str, kind: str) -> set[str]:
    words = tokens(text)
    return {words[i] for i in getattr(read(words, RESOLVED), kind)}


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("no fever since the treatment", "fever"),
        ("I don't have any fever, swelling or pus", "pus"),
        ("never had hives", "hives"),
        ("it healed without any bleeding", "bleeding"),
        ("it is no longer bleeding", "bleeding"),
        ("my face isnt swollen", "swollen"),
        ("there is no redness or swelling", "swelling"),
        ("nothing hurts", "hurts"),
    ],
)
def test_denied(text: str, word: str) -> None:
    assert word in marked(text, "denied")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("no fever but my forehead is swollen", "swollen"),
        ("i dont have fever my lips are swollen", "swollen"),
        ("I don't know why my face is swollen", "swollen"),
        ("it wont stop bleeding", "bleeding"),
        ("No, my face is swollen", "swollen"),
        ("nothing helps with the swelling", "swelling"),
        ("no urine for a day and swollen all over", "swollen"),
        ("no one answers and my scalp is infected", "infected"),
    ],
)
def test_not_denied(text: str, word: str) -> None:
    assert word not in marked(text, "denied")


@pytest.mark.parametrize(
    ("text", "over"),
    [
        ("the swelling has gone", True),
        ("the swelling went away", True),
        ("the bleeding stopped", True),
        ("swelling gone, pain gone", True),
        ("my swelling is down today", True),
        ("the swelling isn't down yet", False),
        ("the swelling hasn't gone", False),
        ("the swelling goes up every day", False),
        ("swelling all over my face", False),
    ],
)
def test_over(text: str, over: bool) -> None:
    assert bool(marked(text, "over") & {"swelling", "bleeding"}) is over


@pytest.mark.parametrize(
    ("text", "word", "asked"),
    [
        ("will my face swell", "swell", True),
        ("can PRP cause an infection", "infection", True),
        ("what if I get a fever afterwards", "fever", True),
        ("is swelling normal after PRP", "swelling", True),
        ("how long does the swelling last", "swelling", True),
        ("is this swelling normal", "swelling", False),
        ("is it normal that my forehead is swollen", "swollen", False),
        ("I can see pus coming out", "pus", False),
        ("should I go to hospital, I can barely breathe", "breathe", False),
        ("what should I do about the pus", "pus", False),
        ("can you help me? my face is swollen", "swollen", False),
    ],
)
def test_asked(text: str, word: str, asked: bool) -> None:
    assert (word in marked(text, "asked")) is asked

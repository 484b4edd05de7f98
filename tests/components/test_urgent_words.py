"""Words, forms, phrases and typos of the urgent gate."""

from __future__ import annotations

import pytest

from components.urgent_words import Lexicon, english_words, tokens

WORDS = {
    "swell": ["swell", "swollen"],
    "fever": ["fever"],
    "faint": ["pass out", "passed out"],
    "live": ["can not go on"],
}


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon(WORDS, Lexicon(WORDS).confusables(english_words()))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I can't, won't and dont", "i can not , will not and do not"),
        ("I'm   OK…", "i am ok ."),
        ("he’s self-conscious", "he 's self-conscious"),
        ("", ""),
    ],
)
def test_tokens(text: str, words: str) -> None:
    assert tokens(text) == words.split()


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("my lip swells", {"swell"}),
        ("it is swelling", {"swell"}),
        ("my lip is swolen", {"swell"}),
        ("i passed out", {"faint"}),
        ("passed it out", set()),
        ("I cant go on", {"live"}),
        ("feaver", {"fever"}),
        ("fewer sessions", set()),  # a real word, not a typo
        ("sleven", set()),
    ],
)
def test_groups_are_found(lexicon: Lexicon, text: str, groups: set[str]) -> None:
    assert set(lexicon.find(tokens(text))) == groups


def test_place_of_a_phrase(lexicon: Lexicon) -> None:
    assert lexicon.find(["he", "passed", "out"]) == {"faint": [(1, 3)]}

"""Simulated typing stays near the sentence, and leaves most of it unchanged."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from encoder.misspelling import misspelt
from encoder.sentences import Part

#: These tests read all training data, which takes seconds.
pytestmark = pytest.mark.agent


@given(text=st.text(max_size=80), seed=st.integers(0, 10**6))
def test_any_text_can_be_worn(text: str, seed: int) -> None:
    assert misspelt(text, random.Random(seed)) == misspelt(text, random.Random(seed))
    assert bool(misspelt(text, random.Random(seed))) == bool(text)


def test_most_sentences_stay_and_none_is_lost(parts: list[Part]) -> None:
    rng = random.Random(1)
    texts = [part.text for part in parts[::20]]
    changed = [misspelt(text, rng) for text in texts]
    away = [Levenshtein.normalized_distance(*pair) for pair in zip(texts, changed, strict=True)]
    assert sum(distance < 0.05 for distance in away) > 0.8 * len(away)
    assert 0.005 < sum(distance > 0.15 for distance in away) / len(away) < 0.15
    assert max(away) < 0.7


def test_words_are_spelled_by_ear_and_by_thumb() -> None:
    rng = random.Random(1)
    made = {misspelt("how much does it hurt after the treatment", rng) for _ in range(400)}
    words = {word for text in made for word in text.split()}
    assert {"hw", "mch", "hrt", "trtmnt"} <= words and len(made) > 60

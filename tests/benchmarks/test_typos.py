"""A single typo, in a word that is long enough, and always the same one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from benchmarks.typos import _NEIGHBOURS, with_typo

TEXT = "How long does the recovery take?"


def test_the_same_seed_gives_the_same_typo_on_every_machine() -> None:
    assert [with_typo(TEXT, seed) for seed in ("a", "b")] == [
        with_typo(TEXT, seed) for seed in ("a", "b")
    ]
    assert len({with_typo(TEXT, str(seed)) for seed in range(50)}) > 20


@pytest.mark.parametrize("text", ["", "how is it", "PRP?", "123456", "¿qué?", "\u200b"])
def test_nothing_to_mistype(text: str) -> None:
    assert with_typo(text, "seed") is None


@given(st.text(), st.text(max_size=5))
def test_one_edit_in_one_long_word(text: str, seed: str) -> None:
    typed = with_typo(text, seed)
    assert typed is None or OSA.distance(text, typed) == 1


@given(st.integers())
def test_short_words_are_left_alone(seed: int) -> None:
    typed = with_typo("is PRP and the exosomes ok", str(seed))
    assert typed is not None
    assert typed.startswith("is PRP and the ") and typed.endswith(" ok")


@pytest.mark.parametrize(("key", "keys"), [("q", "wa"), ("g", "fhtyvb"), ("m", "njk"), ("p", "ol")])
def test_keys_that_touch(key: str, keys: str) -> None:
    assert set(_NEIGHBOURS[key]) == set(keys)

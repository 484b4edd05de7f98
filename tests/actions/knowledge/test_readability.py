"""The reading grade is close to one computed with a pronunciation dictionary."""

from __future__ import annotations

from statistics import mean

import pytest
from textstat import flesch_kincaid_grade

from actions.knowledge import Knowledge
from actions.knowledge.readability import _texts, grade, grades, syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("the", 1), ("cost", 1), ("needles", 2), ("treated", 2), ("spaced", 1), ("table", 2),
        ("profile", 2), ("changes", 2), ("video", 3), ("question", 2),
        ("yes", 1), ("being", 2), ("injections", 3), ("PRP", 1), ("", 1),
    ],
)  # fmt: skip
def test_syllables_are_counted_as_said(word: str, count: int) -> None:
    assert syllables(word) == count


def test_it_is_near_what_a_dictionary_says(knowledge: Knowledge) -> None:
    for kind, texts in _texts(knowledge):
        differences = [grade(text) - flesch_kincaid_grade(text) for _, text in texts]
        assert abs(mean(differences)) < 0.4, kind
        assert mean(map(abs, differences)) < 0.4, kind


def test_long_words_and_sentences_are_harder() -> None:
    plain, hard = "It may help. Ask us.", "Extraordinarily heterogeneous outcomes, notwithstanding."
    assert grade(plain) < 3 < 12 < grade(hard)
    assert grade("") == grade("…") == 0


def test_every_kind_of_text_is_graded(knowledge: Knowledge) -> None:
    assert set(grades(knowledge)) == {"plain", "shorts", "details", "gaps"}

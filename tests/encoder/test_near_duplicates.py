"""Sentences that say nearly the same may have two labels only for a reason."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml

from encoder.near_duplicates import (
    NEAR,
    NearDuplicate,
    Vector,
    near_duplicates,
    normalised,
    read_exceptions,
)
from encoder.sentences import Part

#: These tests read all training data, which takes seconds.
pytestmark = pytest.mark.agent

EXCEPTIONS = Path("data/nlu_exceptions.yml")
#: Angles of texts: two sentences are as similar as their angles.
ANGLES = {"price": 0.0, "the price": 0.1, "the cost": 0.2, "weather": 1.5}


def encode(texts: list[str]) -> Vector:
    angles = [ANGLES[text] for text in texts]
    return np.array([np.cos(angles), np.sin(angles)], dtype=np.float32).T


def found(*sentences: tuple[str, str], exceptions: set[frozenset[str]] | None = None) -> list[str]:
    return [
        f"{pair.first} | {pair.second}"
        for pair in near_duplicates(sentences, encode, exceptions or set())
    ]


def test_near_sentences_with_different_labels_are_found() -> None:
    pairs = near_duplicates([("Price?", "gap/prices"), ("the price", "faq/cost")], encode)
    assert [(pair.first_label, pair.second_label) for pair in pairs] == [("gap/prices", "faq/cost")]
    assert pairs[0].cosine == pytest.approx(np.cos(0.1), abs=1e-4)
    assert str(pairs[0]) == "'Price?' is gap/prices and 'the price' is faq/cost (cosine 1.00)"


def test_near_sentences_with_the_same_label_are_right() -> None:
    assert not found(("price", "gap/prices"), ("the price", "gap/prices"))


def test_sentences_far_apart_may_have_different_labels() -> None:
    assert np.cos(1.5) < NEAR
    assert not found(("price", "gap/prices"), ("weather", "off_topic/general"))


def test_the_nearest_come_first() -> None:
    labelled = [("price", "gap/prices"), ("the cost", "faq/cost"), ("the price", "gap/other")]
    cosines = [pair.cosine for pair in near_duplicates(labelled, encode)]
    assert len(cosines) == 3
    assert cosines == sorted(cosines, reverse=True)


@pytest.mark.parametrize("texts", [("Price?!", "the PRICE"), ("the PRICE", "Price?!")])
def test_an_exception_names_its_pair_in_any_order_and_spelling(texts: tuple[str, str]) -> None:
    exception = frozenset(map(normalised, texts))
    assert not found(("price", "gap/prices"), ("the price", "faq/cost"), exceptions={exception})


def test_an_exception_is_for_its_pair_only() -> None:
    exception = frozenset(("price", "the cost"))
    pairs = found(("price", "gap/prices"), ("the price", "faq/cost"), exceptions={exception})
    assert pairs == ["price | the price"]


def test_the_same_words_under_two_labels_are_no_exception() -> None:
    same = [("Price?", "gap/prices"), ("price", "faq/cost")]
    pairs = near_duplicates(same, encode, {frozenset(("price",))})
    assert pairs == [NearDuplicate("price", "faq/cost", "Price?", "gap/prices", 1.0)]
    assert "the same words" in str(pairs[0])


def test_nothing_is_near_where_there_is_nothing() -> None:
    assert near_duplicates([], lambda texts: np.zeros((0, 2), dtype=np.float32)) == []


def test_sentences_are_compared_across_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("encoder.near_duplicates._BLOCK", 1)
    pairs = found(("weather", "x/a"), ("price", "x/a"), ("the price", "x/b"))
    assert pairs == ["price | the price"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("What's  THIS?!", "whats this"),
        ("what’s this", "whats this"),
        ("exosomes, £ or £££", "exosomes £ or £££"),
        ("snake_oil", "snake oil"),
        ("?!", "?!"),
    ],
)
def test_texts_are_normalised(text: str, words: str) -> None:
    assert normalised(text) == words


def test_exceptions_are_read(tmp_path: Path) -> None:
    file = tmp_path / "exceptions.yml"
    file.write_text('exceptions:\n  - {texts: ["A?", "b"], reason: because}\n', encoding="utf-8")
    assert read_exceptions(file) == {frozenset(("a", "b"))}
    file.write_text("exceptions:\n", encoding="utf-8")
    assert read_exceptions(file) == set()


def test_every_exception_has_a_reason_and_is_needed(parts: list[Part]) -> None:
    labels = {normalised(each.text): each.intent for each in parts}
    for entry in yaml.safe_load(EXCEPTIONS.read_text(encoding="utf-8"))["exceptions"]:
        first, second = map(normalised, entry["texts"])
        assert first in labels, entry
        assert second in labels, entry
        assert labels[first] != labels[second], entry
        assert entry["reason"], entry


def test_no_words_stand_under_two_labels(parts: list[Part]) -> None:
    labels: dict[str, set[str]] = {}
    for each in parts:
        labels.setdefault(normalised(each.text), set()).add(each.intent)
    assert not {text: names for text, names in labels.items() if len(names) > 1}

"""Fitting a head: it starts from the tuned one and changes it no more than it must."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.heads import fit
from components.onnx_encoder import Head, Vector

INTENTS = ("faq/cost", "faq/safety", "gap/age")
NEW = "gap/diet"
EACH, WIDTH = 12, 16


def near(axis: int) -> Vector:
    """Unit vectors close to one axis."""
    vectors = np.random.default_rng(axis).normal(0, 0.1, (EACH, WIDTH)).astype(np.float32)
    vectors[:, axis] += 1
    units: Vector = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return units


def tuned() -> Head:
    weights = 20 * np.eye(len(INTENTS), WIDTH, dtype=np.float32)
    return Head(INTENTS, weights, np.array([0.1, -0.2, 0.3], dtype=np.float32))


def sample(*intents: str) -> tuple[Vector, list[str]]:
    places = [(*INTENTS, NEW).index(intent) for intent in intents]
    labels = [intent for intent in intents for _ in range(EACH)]
    return np.concatenate([near(place) for place in places]), labels


def right(head: Head, vectors: Vector, labels: list[str]) -> float:
    """The share of vectors that the head labels correctly."""
    best = [head.labels[int(head.probabilities(vector).argmax())] for vector in vectors]
    return sum(a == b for a, b in zip(best, labels, strict=True)) / len(labels)


def fitted(intents: Sequence[str], hold: float = 1e-4, iterations: int = 60) -> Head:
    """A head fitted to new sentences."""
    vectors, labels = sample(*intents)
    return fit(vectors, labels, [False] * len(labels), tuned(), hold, iterations)


def test_without_steps_the_tuned_head_stays_as_it_is() -> None:
    head = fitted(INTENTS, iterations=0)
    assert head.labels == INTENTS
    assert np.array_equal(head.weights, tuned().weights)
    assert np.array_equal(head.bias, tuned().bias)


def test_what_was_learnt_changes_nothing() -> None:
    vectors, labels = sample(*INTENTS)
    head = fit(vectors, labels[::-1], [True] * len(labels), tuned(), 0, 60)
    assert np.array_equal(head.weights, tuned().weights)


def test_what_was_learnt_stays_beside_what_is_new() -> None:
    vectors, labels = sample(*INTENTS)
    new, moved = vectors[: EACH // 2], ["gap/age"] * (EACH // 2)  # half of faq/cost's sentences
    all_vectors, learnt = np.concatenate([vectors, new]), [True] * len(labels) + [False] * len(new)
    head = fit(all_vectors[EACH:], [*labels[EACH:], *moved], learnt[EACH:], tuned(), 1e-5, 100)
    assert right(head, new, moved) == 1
    for vector in vectors[EACH:]:
        before, after = tuned().probabilities(vector), head.probabilities(vector)
        assert np.abs(before - after).max() < 0.05


def test_a_firm_hold_keeps_the_weights() -> None:
    assert np.allclose(fitted(INTENTS, hold=1e6).weights, tuned().weights, atol=1e-4)
    assert not np.allclose(fitted(INTENTS, hold=1e-3).weights, tuned().weights, atol=1e-2)


@pytest.mark.parametrize("iterations", [0, 12])
def test_a_new_intent_is_read_and_harms_no_other(iterations: int) -> None:
    vectors, labels = sample(*INTENTS, NEW)
    learnt = [label != NEW for label in labels]
    head = fit(vectors, labels, learnt, tuned(), 1e-4, iterations)
    assert head.labels == tuple(sorted((*INTENTS, NEW)))
    for intent in (*INTENTS, NEW):
        assert right(head, *sample(intent)) == 1


def test_an_intent_without_sentences_keeps_its_place() -> None:
    head = fitted(INTENTS[:2], iterations=0)
    assert head.labels == INTENTS and right(head, *sample("gap/age")) == 1


def test_all_can_be_learnt_without_a_tuned_head() -> None:
    vectors, labels = sample(*INTENTS, NEW)
    head = fit(vectors, labels, [False] * len(labels), None, hold=1e-3, iterations=12)
    assert right(head, vectors, labels) == 1


def test_what_new_sentences_say_outweighs_the_tuned_head() -> None:
    vectors, _ = sample("faq/cost")
    moved = ["faq/safety"] * EACH
    head = fit(vectors, moved, [False] * EACH, tuned(), hold=1e-4, iterations=100)
    assert right(tuned(), vectors, moved) == 0 and right(head, vectors, moved) == 1


def test_the_same_sentences_give_the_same_head() -> None:
    first, second = (fitted((*INTENTS, NEW)) for _ in range(2))
    assert np.array_equal(first.weights, second.weights)
    assert np.array_equal(first.bias, second.bias)


@given(
    vector=st.lists(st.floats(-1, 1, width=32), min_size=WIDTH, max_size=WIDTH),
    steepness=st.floats(0, 1000, width=32),
)
def test_probabilities_add_up_to_one(vector: list[float], steepness: float) -> None:
    head = Head(INTENTS, tuned().weights * np.float32(steepness), tuned().bias)
    shares = head.probabilities(np.array(vector, dtype=np.float32))
    assert np.all(shares >= 0) and shares.sum() == pytest.approx(1, abs=1e-5)

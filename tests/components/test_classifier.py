"""NearestLogisticClassifier on vectors made by hand: one axis for each intent."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY
from rasa.shared.nlu.training_data.message import Message

from components.classifier import NearestLogisticClassifier
from components.keys import CLAUSES, EMBEDDING, RANKING
from components.lazy import LazyDict
from tests.components.building import create, example, load, message, training_data

Vector = NDArray[np.float32]

INTENTS: dict[str, list[str]] = {
    "full": ["faq/cost", "faq/safety", "gap/age", "smalltalk/greeting"],
    "slash-less": ["card_arrival", "card_linking", "exchange_rate"],
    "two": ["on", "off"],
}


def near(axis: int, by: float = 0.0, seed: int = 0) -> Vector:
    """A unit vector along an axis, bent away from it by some noise."""
    noise = np.random.default_rng(seed).normal(size=8)
    bent = np.eye(8)[axis] + by * noise / np.linalg.norm(noise)
    vector: Vector = (bent / np.linalg.norm(bent)).astype(np.float32)
    return vector


def examples(intents: list[str], each: int = 4) -> list[Message]:
    return [
        example(f"{intent} {n}", intent, **{EMBEDDING: near(axis, 0.2, seed=10 * axis + n)})
        for axis, intent in enumerate(intents)
        for n in range(each)
    ]


@pytest.fixture(params=INTENTS)
def intents(request: pytest.FixtureRequest) -> list[str]:
    return INTENTS[request.param]


@pytest.fixture
def classifier(storage: ModelStorage, intents: list[str]) -> Any:
    trained = create(NearestLogisticClassifier, storage)
    trained.train(training_data(examples(intents)))
    return trained


def test_the_nearest_intent_wins(classifier: Any, intents: list[str]) -> None:
    for axis, intent in enumerate(intents):
        ranking = classifier.rank(near(axis, 0.3, seed=axis), "")
        assert ranking[0]["name"] == intent
        assert ranking[0]["confidence"] > 0.5


def test_every_intent_is_ranked(classifier: Any, intents: list[str]) -> None:
    ranking = classifier.rank(near(0, 0.8), "")
    confidences = [entry["confidence"] for entry in ranking]
    assert {entry["name"] for entry in ranking} == set(intents)
    assert confidences == sorted(confidences, reverse=True) and min(confidences) >= 0


def test_confidences_add_up_to_the_nearest_cosine(classifier: Any, intents: list[str]) -> None:
    vectors = [m.get(EMBEDDING) for m in examples(intents)]
    for vector in (near(0, 0.5, 1), near(1, 2, 2), near(7, 0.1, 3)):
        total = sum(entry["confidence"] for entry in classifier.rank(vector, ""))
        nearest = max(float(each @ vector) for each in vectors)
        assert total == pytest.approx(max(nearest, 0), abs=1e-5)


def test_what_is_far_from_everything_has_no_confidence(classifier: Any) -> None:
    assert classifier.rank(near(7), "")[0]["confidence"] < 0.3
    assert classifier.rank(np.zeros(8, dtype=np.float32), "")[0]["confidence"] == 0


def test_storage_keeps_the_rankings(classifier: Any, storage: ModelStorage) -> None:
    loaded = load(NearestLogisticClassifier, storage)
    for seed in range(5):
        vector = near(seed, 0.7, seed)
        assert list(loaded.rank(vector, "")) == list(classifier.rank(vector, ""))


def test_a_message_and_its_clauses_are_ranked(classifier: Any, intents: list[str]) -> None:
    clauses = [LazyDict(text="a", embedding=near(1)), LazyDict(text="b", embedding=near(0))]
    asked = message("a b", **{EMBEDDING: near(0), CLAUSES: clauses})
    classifier.process([asked])
    assert asked.get(INTENT)["name"] == intents[0]
    assert list(asked.get(RANKING)) == list(classifier.rank(near(0), "a b"))
    assert [c["ranking"][0]["name"] for c in clauses] == [intents[1], intents[0]]
    output = asked.as_dict(only_output_properties=True)
    assert output[INTENT_RANKING_KEY] == asked.get(RANKING)[:3] and RANKING not in output


def test_few_examples_are_enough(storage: ModelStorage) -> None:
    trained = create(NearestLogisticClassifier, storage, neighbours=10)
    trained.train(training_data(examples(["yes", "no"], each=1)))
    assert [trained.rank(near(axis), "")[0]["name"] for axis in (0, 1)] == ["yes", "no"]


def test_examples_without_a_vector_are_left_out(storage: ModelStorage) -> None:
    trained = create(NearestLogisticClassifier, storage)
    trained.train(training_data([*examples(["yes", "no"]), example("hm", "maybe")]))
    assert {entry["name"] for entry in trained.rank(near(0), "")} == {"yes", "no"}


@pytest.mark.parametrize("weight", [0.0, 1.0])
def test_either_voice_alone_decides(storage: ModelStorage, weight: float) -> None:
    trained = create(NearestLogisticClassifier, storage, neighbour_weight=weight)
    trained.train(training_data(examples(["yes", "no"])))
    assert [trained.rank(near(axis), "")[0]["name"] for axis in (0, 1)] == ["yes", "no"]


class TestAnyVector:
    @pytest.fixture(scope="class")
    def trained(self, tmp_path_factory: pytest.TempPathFactory) -> Any:
        from rasa.engine.storage.local_model_storage import LocalModelStorage

        storage = LocalModelStorage.create(tmp_path_factory.mktemp("storage"))
        trained = create(NearestLogisticClassifier, storage)
        trained.train(training_data(examples(INTENTS["full"])))
        return trained

    @given(numbers=st.lists(st.floats(-1, 1, width=32), min_size=8, max_size=8))
    def test_confidences_are_shares_of_at_most_one(
        self, trained: Any, numbers: list[float]
    ) -> None:
        vector = np.array(numbers, dtype=np.float32)
        length = np.linalg.norm(vector)
        ranking = trained.rank(vector / length if length > 1e-3 else vector * 0, "")
        assert all(0 <= entry["confidence"] <= 1 for entry in ranking)
        assert sum(entry["confidence"] for entry in ranking) <= 1 + 1e-5

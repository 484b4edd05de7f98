"""UrgentGate on vectors made by hand: the first axis is urgent, the second calm."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components import urgent
from components.encoder import DIMENSIONS, Vector
from components.keys import CLAUSES, CORRECTED_TEXT, EMBEDDING, RANKING, URGENT
from components.ranking import Ranking
from components.urgent import UrgentGate
from tests.components.building import create, example, load, message, training_data

CALM_AXIS, AXES = 3, {"emergency": 0, "post_procedure": 1, "crisis": 2}


def axis(number: int) -> Vector:
    vector = np.zeros(DIMENSIONS, dtype=np.float32)
    vector[number] = 1
    return vector


def near(number: int, seed: int) -> Vector:
    """A unit vector close to an axis."""
    noise = np.random.default_rng(seed).normal(0, 0.01, DIMENSIONS)
    vector = (axis(number) + noise).astype(np.float32)
    return vector / np.linalg.norm(vector)


def between(urgent: float, calm: float) -> Vector:
    """A unit vector between the two axes."""
    vector = (urgent * axis(AXES["emergency"]) + calm * axis(CALM_AXIS)).astype(np.float32)
    return vector / np.linalg.norm(vector)


#: As near to urgent as to calm, and nearer to calm.
BORDER, CALMER = between(1, 0.9), between(0.75, 1)


def examples() -> TrainingData:
    rows = [("faq/cost", CALM_AXIS), *((f"urgent/{id_}", n) for id_, n in AXES.items())]
    return training_data(
        example(f"words {seed}", intent, **{EMBEDDING: near(number, seed)})
        for intent, number in rows
        for seed in range(10 * number, 10 * number + 10)
    )


class CalmEncoder:
    """Stands in for the encoder of the look-alikes."""

    def __init__(self, model: bytes) -> None:
        pass

    def encode(self, texts: list[str], threads: int = 1) -> Vector:
        return np.stack([near(CALM_AXIS, seed) for seed in range(len(texts))])


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> ModelStorage:
    from rasa.engine.storage.local_model_storage import LocalModelStorage

    storage = LocalModelStorage.create(tmp_path_factory.mktemp("gate"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(urgent, "Encoder", CalmEncoder)
        create(UrgentGate, storage, quantize=False).train(examples())
    return storage


@pytest.fixture(scope="module")
def gate(trained: ModelStorage) -> UrgentGate:
    """Judges by vectors; the words of the examples say nothing."""
    loaded: UrgentGate = load(UrgentGate, trained, word_weight=0.0)
    return loaded


def processed(gate: UrgentGate, text: str, vector: Vector, **properties: object) -> Message:
    intent = {"name": "faq", "confidence": 0.8}
    made = message(text, intent=intent, **{EMBEDDING: vector}, **properties)
    gate.process([made])
    return made


@pytest.mark.parametrize("id_", AXES)
def test_the_model_fires_and_names_the_kind(gate: UrgentGate, id_: str) -> None:
    made = processed(gate, "some words", near(AXES[id_], 99))
    assert made.get(URGENT) == id_
    assert made.get("intent")["name"] == "urgent"
    assert 0.5 < made.get("intent")["confidence"] <= 1
    assert {"intent", URGENT} <= set(made.as_dict(only_output_properties=True))


def test_calm_messages_are_left_alone(gate: UrgentGate) -> None:
    made = processed(gate, "how much is PRP", near(CALM_AXIS, 99))
    assert made.get(URGENT) is None
    assert made.get("intent") == {"name": "faq", "confidence": 0.8}


def test_a_pattern_fires_though_the_model_leans_to_calm(gate: UrgentGate) -> None:
    made = processed(gate, "I can't breathe", CALMER)
    assert made.get(URGENT) == "emergency"
    assert made.get("intent")["name"] == "urgent" and made.get("intent")["confidence"] >= 0.5


def test_a_pattern_decides_the_kind(gate: UrgentGate) -> None:
    made = processed(gate, "I can't breathe", axis(AXES["crisis"]))
    assert made.get(URGENT) == "emergency"


@pytest.mark.parametrize(
    ("corrected", "raw"),
    [("i can't breathe", "i cnt brethe zz"), ("I can't bread", "I can't breathe")],
)
def test_the_text_as_typed_counts_as_much_as_the_corrected(
    gate: UrgentGate, corrected: str, raw: str
) -> None:
    made = processed(gate, raw, CALMER, **{CORRECTED_TEXT: corrected})
    assert made.get(URGENT) == "emergency"


def ranking(urgent_share: float) -> Ranking:
    return Ranking.of({"urgent/crisis": urgent_share, "faq/cost": 1 - urgent_share})


@pytest.mark.parametrize(("share", "fires"), [(0.95, True), (0.02, False)])
def test_the_classifier_has_a_say(gate: UrgentGate, share: float, fires: bool) -> None:
    made = processed(gate, "some words", BORDER, **{RANKING: ranking(share)})
    assert (made.get(URGENT) is not None) is fires


@pytest.mark.parametrize(
    ("text", "fires"),
    [
        ("and", False),
        ("Since?", False),
        ("red …", False),
        ("die", True),
        ("Emergency!", True),
        ("bleeding", True),
        ("and since yesterday", True),
        ("3. pain", False),
        ("and bleeding?", False),
        ("what about swelling", False),
        ("and my bleeding?", True),
        ("or die", True),
    ],
)
def test_a_common_word_alone_says_nothing(gate: UrgentGate, text: str, fires: bool) -> None:
    made = processed(gate, text, near(AXES["crisis"], 99))
    assert (made.get(URGENT) is not None) is fires


def test_the_words_have_a_say(trained: ModelStorage, gate: UrgentGate) -> None:
    hearing = load(UrgentGate, trained, word_weight=1.0)
    for text, more in {"words": True, "how long is the session": False}.items():
        score, without = (score_of(each, text) for each in (hearing, gate))
        assert (score > without) is more


def test_a_pattern_is_overruled_where_all_is_calm(gate: UrgentGate) -> None:
    calm = {RANKING: ranking(0.0)}
    assert processed(gate, "I can't breathe", axis(CALM_AXIS), **calm).get(URGENT) is None


def test_what_is_denied_needs_more(gate: UrgentGate) -> None:
    denied, told = map(partial(score_of, gate), ("no fever and no swelling", "some words"))
    assert denied < told


def test_a_denial_that_says_nothing_more_is_calm(gate: UrgentGate) -> None:
    assert processed(gate, "my face is not swollen", axis(AXES["emergency"])).get(URGENT) is None
    more = processed(gate, "not swollen but I feel strange", axis(AXES["emergency"]))
    assert more.get(URGENT) == "emergency"


class Unread(dict[str, object]):
    """A part of a message whose vector nobody may ask for."""

    def __missing__(self, key: str) -> object:
        raise AssertionError(f"{key} was asked for")


def test_parts_are_not_judged_when_the_whole_has_decided(gate: UrgentGate) -> None:
    part = Unread(text="my lips are swollen shut", split=0)
    made = processed(gate, "I can't breathe", axis(AXES["emergency"]), **{CLAUSES: [part]})
    assert made.get(URGENT) == "emergency"


def score_of(gate: UrgentGate, text: str) -> float:
    (view,) = gate._views(
        message(text, **{EMBEDDING: BORDER}), gate._patterns.read(text), pieces=False
    )
    return view.score


def test_every_sentence_is_judged_but_no_proposed_piece_of_one(gate: UrgentGate) -> None:
    def clause(split: int | None) -> list[dict[str, object]]:
        return [{"text": "some words", "split": split, "embedding": near(AXES["crisis"], 5)}]

    calm = axis(CALM_AXIS)
    assert processed(gate, "a. b.", calm, **{CLAUSES: clause(None)}).get(URGENT) == "crisis"
    assert processed(gate, "a. b.", calm, **{CLAUSES: clause(0)}).get(URGENT) is None


def test_without_vectors_the_patterns_still_work(gate: UrgentGate) -> None:
    made = message("I want to kill myself", intent={"name": "faq", "confidence": 0.8})
    gate.process([made])
    assert made.get(URGENT) == "crisis"


def test_without_urgent_examples_there_is_no_model(storage: ModelStorage) -> None:
    data = training_data([example("cost", "faq/cost", **{EMBEDDING: axis(CALM_AXIS)})])
    create(UrgentGate, storage).train(data)
    made = processed(load(UrgentGate, storage), "I can't breathe", axis(0))
    assert made.get(URGENT) == "emergency"


def test_a_changed_pattern_file_is_trained_again(tmp_path: Path) -> None:
    config = UrgentGate.get_default_config()
    changed = tmp_path / "patterns.yml"
    changed.write_text(Path(config["patterns"]).read_text(encoding="utf-8") + "\n# more\n")
    assert UrgentGate.fingerprint_addon(config) != UrgentGate.fingerprint_addon(
        {**config, "patterns": str(changed)}
    )


def test_nothing_typed_is_logged(gate: UrgentGate, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        processed(gate, "I can't breathe, signed Walburga", axis(0))
    assert "Walburga" not in caplog.text

"""LexicalModel: intents by their words alone."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from components.lexical import LexicalModel, _vectorizer

TEXTS = {
    "cost": ["what is the price", "the price in the end", "is the price high", "price please"],
    "pain": ["does it hurt", "will it hurt much", "how much does it hurt", "hurt or not"],
    "time": ["how long does it take", "how long is a visit", "long visit", "how long until then"],
}


def trained(labels: list[str]) -> LexicalModel:
    texts = [text for label in labels for text in TEXTS[label]]
    named = [label for label in labels for _ in TEXTS[label]]
    return LexicalModel.train(texts, named, c=10.0, iterations=60)


@pytest.mark.parametrize("labels", [["cost", "pain"], ["cost", "pain", "time"]], ids=len)
def test_a_word_that_only_one_intent_uses_decides(labels: list[str]) -> None:
    model = trained(labels)
    for label, text in {"cost": "PRICE?", "pain": "would that hurt"}.items():
        shares = model.probabilities(text)
        assert labels[int(shares.argmax())] == label
        assert shares.sum() == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("text", ["", "???", "zebra crossing"])
def test_without_a_known_word_no_intent_stands_out(text: str) -> None:
    assert trained(["cost", "pain", "time"]).probabilities(text).max() < 0.5


def test_it_is_the_same_from_what_is_stored() -> None:
    model = trained(["cost", "pain", "time"])
    again = LexicalModel(model.words, pickle.loads(pickle.dumps(model.arrays)))
    text = "how long does it hurt"
    assert np.array_equal(again.probabilities(text), model.probabilities(text))


def test_one_sentence_an_intent_is_enough() -> None:
    model = LexicalModel.train(["on", "off"], ["a", "b"], c=10.0, iterations=60)
    assert model.probabilities("off").argmax() == 1


@pytest.mark.parametrize(
    "text", ["", "zebra", "price", "is the price the price in the end?", "I I ?"]
)
def test_words_weigh_as_in_the_vectorizer_that_was_trained(text: str) -> None:
    texts = [text for each in TEXTS.values() for text in each]
    labels = [label for label, each in TEXTS.items() for _ in each]
    vectorizer = _vectorizer(min_df=2)
    model = LogisticRegression(C=10.0, max_iter=60, multi_class="multinomial")
    model.fit(vectorizer.fit_transform(texts), labels)
    (expected,) = model.predict_proba(vectorizer.transform([text]))
    assert np.allclose(trained(sorted(TEXTS)).probabilities(text), expected, atol=1e-4)

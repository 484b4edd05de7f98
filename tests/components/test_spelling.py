"""SpellingCorrector corrects unknown words, and leaves everything else as it was typed."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import example as tried
from hypothesis import given
from hypothesis import strategies as st
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.storage import ModelStorage

from components.keys import CORRECTED_TEXT, KNOWN_SHARE
from components.spelling import SpellingCorrector
from tests.components.building import create, example, load, message, training_data

_DICTIONARY = files("symspellpy") / "frequency_dictionary_en_82_765.txt"
COMMON = [line.split()[0] for line in _DICTIONARY.read_text("utf-8-sig").splitlines()[:3000]]

EXAMPLES = [
    *(example(f"exosomes question {n}", "faq/cost") for n in range(3)),
    *(example(f"plasma injections zorblax {n}", "faq/cost") for n in range(3)),
    example("a misspelt qwertzuing once", "faq/cost"),
]
DATA = training_data(EXAMPLES, **{"Platelet Gellx": "prp"})


@pytest.fixture(scope="module")
def corrector(tmp_path_factory: pytest.TempPathFactory) -> Any:
    trained = create(
        SpellingCorrector, LocalModelStorage.create(tmp_path_factory.mktemp("storage"))
    )
    trained.train(DATA)
    return trained


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("what are exosmes", "what are exosomes"),
        ("Exosomess!", "exosomes!"),
        ("plasma injectons, or zorblaxx?", "plasma injections, or zorblax?"),
        ("gellxx", "gellx"),  # a word of a synonym
        ("treatmnet", "treatment"),
        ("exxosommes", "exosomes"),  # two typos in a long word
    ],
)
def test_typos_are_mended(corrector: Any, typed: str, read: str) -> None:
    assert corrector.correct(typed)[0] == read


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "How much does it cost?",
        "PRP, FUE and GFC",  # short words may be names
        "prp 2x 50% off :-) 😀",
        "xqzvw kjhgfdsa",  # similar to no known word
        "I'm sure it isn't, y'all",
        "EXOSOMES Zorblax",
        "clinics and sessions",
        "line one\nline  two",
    ],
)
def test_what_is_known_or_like_nothing_stays(corrector: Any, typed: str) -> None:
    assert corrector.correct(typed)[0] == typed


def test_a_word_seen_once_in_training_is_not_trusted(corrector: Any) -> None:
    _, share = corrector.correct("qwertzuing zorblax")
    assert share == 0.5


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("is it safe", 1.0),
        ("hola quiero información sobre exosomes", 0.2),
        ("exosmes cost", 0.5),  # counted as typed
        ("", 0.0),
        ("😀 123", 0.0),
    ],
)
def test_share_of_known_words(corrector: Any, text: str, share: float) -> None:
    assert corrector.correct(text)[1] == pytest.approx(share, abs=0.21 if "hola" in text else 0.01)


def test_messages_are_given_both(corrector: Any) -> None:
    asked, empty = message("exosmes cost"), message("")
    corrector.process([asked, empty])
    assert asked.get("text") == "exosmes cost"
    assert asked.get(CORRECTED_TEXT) == "exosomes cost" and empty.get(CORRECTED_TEXT) == ""
    assert asked.as_dict(only_output_properties=True)[KNOWN_SHARE] == 0.5


def test_training_examples_are_mended_too(corrector: Any) -> None:
    data = training_data([example("exosmes", "faq/cost")])
    corrector.process_training_data(data)
    assert data.training_examples[0].get(CORRECTED_TEXT) == "exosomes"


def test_storage_keeps_the_words(storage: ModelStorage) -> None:
    trained = create(SpellingCorrector, storage, dictionary_size=2000)
    trained.train(DATA)
    loaded = load(SpellingCorrector, storage, dictionary_size=2000)
    for text in ("exosmes", "zorblaxx", "gellxx", "plasmaa", "qwertzuin"):
        assert loaded.correct(text) == trained.correct(text)


@given(words=st.lists(st.sampled_from(COMMON), min_size=1), gap=st.sampled_from([" ", ", ", "\n"]))
def test_known_words_are_never_touched(corrector: Any, words: list[str], gap: str) -> None:
    text = gap.join(words)
    assert corrector.correct(text) == (text, 1.0)
    assert corrector.correct(text.upper()) == (text.upper(), 1.0)


@given(text=st.text() | st.text(alphabet="abcdeoxs' 1."))
@tried(text="İİİİİ ǅǅǅǅ ﬁﬁﬁﬁ")
@tried(text="exosome" * 500)
def test_any_text_is_read_and_only_words_change(corrector: Any, text: str) -> None:
    corrected, share = corrector.correct(text)
    assert 0 <= share <= 1
    between = re.compile(r"[^\W_]+(?:'[^\W_]+)*|'")
    assert between.sub("", corrected) == between.sub("", text)

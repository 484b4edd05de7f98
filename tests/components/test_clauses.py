"""ClauseSplitter proposes parts that may be questions; it never loses or invents words."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Any

import pytest
from hypothesis import example as tried
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.shared.nlu.constants import ENTITIES

from components.clauses import ClauseSplitter
from components.keys import CLAUSES, CORRECTED_TEXT, SURPLUS
from tests.components.building import create, message

WORDS = "is it safe and effective , or PRP exosomes ? . ! but how much also my & + 1) hair does \n"


@pytest.fixture(scope="module")
def splitter() -> Any:
    return create(ClauseSplitter, None)


def proposals(clauses: list[dict[str, Any]]) -> list[list[str]]:
    """The parts of each proposed split, without the space before a closing mark."""
    parts = [clause for clause in clauses if clause["split"] is not None]
    groups = groupby(parts, key=lambda clause: (clause["sentence"], clause["split"]))
    return [[re.sub(r"\s+(?=[?.!])", "", c["text"]) for c in group] for _, group in groups]


def sentences(clauses: list[dict[str, Any]]) -> list[str]:
    return [clause["text"] for clause in clauses if clause["split"] is None]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Is PRP safe and effective?", ["Is PRP safe?", "Is PRP effective?"]),
        (
            "How much does it cost and how long does it take?",
            ["How much does it cost", "how long does it take?"],
        ),
        (
            "what does it cost, and does it hurt",
            ["what does it cost", "does it hurt"],
        ),
    ],
)
def test_two_questions_in_one_sentence(splitter: Any, text: str, parts: list[str]) -> None:
    assert parts in proposals(splitter.split(text))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("exosomes vs prp cost vs sessions", ["exosomes vs prp cost", "sessions"]),
        ("prp versus exosomes cost vs. pain", ["prp vs exosomes cost", "pain"]),
        ("cost vs sessions vs recovery", ["cost", "sessions", "recovery"]),
    ],
)
def test_a_chain_of_versus_is_a_list(splitter: Any, text: str, parts: list[str]) -> None:
    assert parts in proposals(splitter.split(text, {"prp", "exosomes"}))


@pytest.mark.parametrize(
    "text", ["prp vs exosomes cost", "prp vs exosomes", "prp cost vs sessions"]
)
def test_one_versus_compares(splitter: Any, text: str) -> None:
    assert proposals(splitter.split(text, {"prp", "exosomes"})) == []


def test_clauses_are_told_from_joined_words(splitter: Any) -> None:
    clausal = splitter.split("How much is it and how long does it take?")
    joined = splitter.split("Is there redness and swelling after PRP?")
    assert all(clause["clausal"] for clause in clausal)
    assert not all(clause["clausal"] for clause in joined)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Is it safe? How much is it?", ["Is it safe?", "How much is it?"]),
        ("I am 40. Does PRP work?", ["I am 40.", "Does PRP work?"]),
        ("one line\nanother line", ["one line", "another line"]),
        ("Safe? 😀 !!! ... Sure?", ["Safe?", "Sure?"]),
    ],
)
def test_sentences(splitter: Any, text: str, found: list[str]) -> None:
    assert sentences(splitter.split(text)) == found


@pytest.mark.parametrize(
    "text",
    ["can I see before and after pictures", "the pros & cons of it", "pros/cons", "ups and downs"],
)
def test_idioms_are_not_parted(splitter: Any, text: str) -> None:
    assert proposals(splitter.split(text)) == []


def test_items_of_a_list_are_sentences_and_told_from_others(splitter: Any) -> None:
    clauses = splitter.split("I have two questions: 1. price, please. I am 40. 2. Is it safe?")
    found = [(c["text"], c["listed"]) for c in clauses if c["split"] is None]
    items = [("price, please.", True), ("I am 40.", False), ("Is it safe?", True)]
    assert found == [("I have two questions.", False), *items]


@pytest.mark.parametrize(
    "text", ["price/safety", "price + safety", "price, safety", "price & pain"]
)
def test_two_words_may_be_two_questions(splitter: Any, text: str) -> None:
    assert re.findall(r"\w+", text) in proposals(splitter.split(text))


def test_in_a_long_message_what_asks_goes_first(splitter: Any) -> None:
    story = "I am old. I have a dog. My hair is thin. I like tea. We met once. It rained. "
    assert sentences(splitter.split(story + "Is it safe? How much is it?")) == [
        "Is it safe?",
        "How much is it?",
    ]


@pytest.mark.parametrize(("asked", "surplus"), [(1, 0), (6, 0), (8, 2)])
def test_what_is_left_out_is_counted(splitter: Any, asked: int, surplus: int) -> None:
    many = message("I am 40. " + " ".join(f"Is it {number}?" for number in range(asked)))
    splitter.process([many])
    assert many.get(SURPLUS) == surplus


@pytest.mark.parametrize(
    "text", ["", "Is PRP safe?", "and exosomes?", "hi", "PRP and exosomes", "?!", "a,"]
)
def test_a_message_that_asks_one_thing_is_left_alone(splitter: Any, text: str) -> None:
    places = [(text.find(name), len(name)) for name in ("PRP", "exosomes") if name in text]
    found = [{"start": start, "end": start + length} for start, length in places]
    asked = message(text, **{ENTITIES: found})
    splitter.process([asked])
    assert asked.get(CLAUSES) is None and asked.get(SURPLUS) == 0


def test_names_are_not_parted(splitter: Any) -> None:
    parts = proposals(splitter.split("PRP and exosomes, price and safety", {"prp", "exosomes"}))
    assert parts[0] == ["PRP and exosomes", "price", "safety"]
    assert not any("exosomes" in group for group in parts)


def test_the_corrected_text_is_split(splitter: Any) -> None:
    asked = message("Is it saef? How mcuh?", **{CORRECTED_TEXT: "Is it safe? How much?"})
    splitter.process([asked])
    assert [clause["text"] for clause in asked.get(CLAUSES)] == ["Is it safe?", "How much?"]


def test_long_messages_are_bounded() -> None:
    small = create(ClauseSplitter, None, max_sentences=2, max_splits=1, max_words=8)
    assert len(sentences(small.split("Is it? " * 50))) == 2
    text = "Is it safe, quick, cheap and good?"
    assert len(proposals(small.split(text))) <= 1
    assert proposals(small.split(text + " " + text.replace("?", " or so on and on?"))) == proposals(
        small.split(text)
    )


@settings(max_examples=60)
@given(
    text=st.lists(st.sampled_from(WORDS.split(" ")), max_size=25).map(" ".join)
    | st.text(max_size=60)
)
@tried(text="and and, and or but? also, also")
@tried(text="\u200d,\u200d and \u0301, or")
def test_any_text_gives_whole_parts(splitter: Any, text: str) -> None:
    clauses = splitter.split(text)
    assert all(re.search(r"[^\W\d_]", clause["text"]) for clause in clauses)
    assert all(len(parts) > 1 for parts in proposals(clauses))
    numbers = [clause["sentence"] for clause in clauses]
    assert numbers == sorted(numbers)
    assert [c["sentence"] for c in clauses if c["split"] is None] == sorted(set(numbers))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("what is prp does it hurt", ["what is prp", "does it hurt"]),
        (
            "how much is prp does it hurt when do i see results",
            ["how much is prp", "does it hurt", "when do i see results"],
        ),
        ("how many sessions do i need", None),
        ("when can i wash my hair", None),
        ("how soon will i see results", None),
        ("can you tell me how much it is", None),
        ("do you know what is in it", None),
    ],
)
def test_questions_with_nothing_between(splitter: Any, text: str, parts: list[str] | None) -> None:
    assert (parts or [text]) in [*proposals(splitter.split(text)), [text]]
    assert bool(proposals(splitter.split(text))) is bool(parts)

"""Which parts are answered one by one, on clauses and rankings made by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from components.parts import asks, select_parts
from components.questions import QuestionSelector
from tests.components.building import ranked

CONFIG: Mapping[str, Any] = {
    **QuestionSelector.get_default_config(),
    "part": 0.4,
    "askable": ["faq", "gap"],
    "asides": ["off_topic"],
    "apart": 1.0,
    "pairing": ["between", "vs"],
}


def part(
    text: str,
    intent: str,
    confidence: float = 0.8,
    *,
    sentence: int = 0,
    split: int | None = None,
    clausal: bool = True,
) -> dict[str, Any]:
    return {
        "text": text,
        "sentence": sentence,
        "split": split,
        "clausal": clausal,
        "ranking": ranked(**{intent.replace("/", "__"): confidence}),
    }


def texts(*clauses: dict[str, Any]) -> list[str]:
    return [clause["text"] for clause in select_parts(clauses, CONFIG)]


def test_without_clauses_there_are_no_parts() -> None:
    assert texts() == []


def test_each_sentence_that_asks() -> None:
    clauses = (
        part("How much is it?", "faq/cost", sentence=0),
        part("I am from Leeds.", "faq/safety", sentence=1),
        part("Is it safe?", "faq/safety", sentence=2),
    )
    assert texts(*clauses) == ["How much is it?", "Is it safe?"]


def test_an_item_of_a_list_asks_unless_it_tells() -> None:
    clauses = [
        {**part("price", "faq/cost", sentence=0), "listed": True},
        {**part("I am 40", "faq/safety", sentence=1), "listed": True},
        part("and then the downtime", "faq/recovery", sentence=2),
    ]
    assert texts(*clauses) == ["price"]


def test_a_word_after_questions_asks_too() -> None:
    clauses = [
        part("whats prp.", "faq/definition", sentence=0),
        part("price.", "faq/cost", sentence=1),
        part("Norwood 3.", "faq/suitability", sentence=2),
        part("Thanks.", "smalltalk/thanks", sentence=3),
    ]
    assert texts(*clauses) == ["whats prp.", "price."]
    assert texts(part("Price.", "faq/cost", sentence=0)) == []


@pytest.mark.parametrize(
    "other",
    [
        part("Hello?", "smalltalk/greeting", sentence=1),  # not a question of its own
        part("Is it?", "faq/safety", 0.1, sentence=1),  # not sure enough
        part("What is the price?", "faq/cost", sentence=1),  # the same again
    ],
)
def test_what_is_no_second_question(other: dict[str, Any]) -> None:
    assert texts(part("How much is it?", "faq/cost"), other) == ["How much is it?"]


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("First, what is the price", True),
        ("hi, and how much is it", True),
        ("ok so is it safe", True),
        ("price", False),
        ("first of all I am 40", False),
        ("so my hair is thin", False),
        ("please", False),
        ("please explain", True),
        ("I need the price", True),
        ("I'd like to compare price", True),
        ("I'm interested in price", True),
        ("I'm 40", False),
        ("I need help", False),
    ],
)
def test_what_is_put_as_a_question(text: str, is_one: bool) -> None:
    assert asks(text) is is_one


@pytest.mark.parametrize(("text", "number"), [("Can you cook?", 2), ("I can cook.", 1)])
def test_an_aside_counts_when_it_asks(text: str, number: int) -> None:
    aside = part(text, "off_topic/general", sentence=1)
    assert len(texts(part("How much is it?", "faq/cost"), aside)) == number


def halves(
    first: tuple[str, str, float], second: tuple[str, str, float], *, split: int = 0
) -> list[dict[str, Any]]:
    return [part(*half, split=split) for half in (first, second)]


COST, SAFE = ("what does it cost", "faq/cost", 0.8), ("is it safe?", "faq/safety", 0.8)


def test_a_sentence_of_two_questions() -> None:
    sentence = part("what does it cost and is it safe?", "faq/cost", 0.5)
    assert texts(sentence, *halves(COST, SAFE)) == ["what does it cost", "is it safe?"]


@pytest.mark.parametrize(
    "second",
    [
        ("is it cheap?", "faq/cost", 0.8),  # both ask the same
        ("is it safe?", "faq/safety", 0.1),  # one is not clear
        ("thank you", "smalltalk/thanks", 0.9),  # one asks nothing
        ("my hair is thin", "faq/safety", 0.8),  # one only tells
    ],
)
def test_a_sentence_that_stays_whole(second: tuple[str, str, float]) -> None:
    sentence = part("what does it cost and …?", "faq/cost", 0.9)
    assert texts(sentence, *halves(COST, second)) == ["what does it cost and …?"]


def test_the_first_proposal_that_holds() -> None:
    sentence = part("a, b and c?", "faq/cost", 0.5)
    bad = halves(COST, ("c?", "faq/cost", 0.8), split=0)
    good = halves(COST, SAFE, split=1)
    assert texts(sentence, *bad, *good) == ["what does it cost", "is it safe?"]


def test_what_is_told_first_is_left_out_of_a_proposal() -> None:
    sentence = part("my hair is thin, …", "faq/cost", 0.5)
    told = part("my hair is thin", "faq/safety", split=0)
    assert texts(sentence, told, *halves(COST, SAFE)) == [COST[0], SAFE[0]]
    aside = halves(COST, ("is fine now", "off_topic/general", 0.8))
    assert COST[0] not in texts(sentence, told, *aside)


@pytest.mark.parametrize(
    ("text", "asked"),
    [("And beta?", True), ("and for beta?", True), ("and beta", False), ("beta cars?", False)],
)
def test_a_name_alone_asks_the_same_of_another_thing(text: str, asked: bool) -> None:
    clauses = [part("How much is alpha?", "faq/cost"), part(text, "faq/x", 0.1, sentence=1)]
    config = {**CONFIG, "fillers": ["and", "for"]}
    found = [each["text"] for each in select_parts(clauses, config, {"alpha", "beta"})]
    assert found == ["How much is alpha?"] + [text] * asked


def test_of_two_proposals_that_hold_the_one_with_more_parts() -> None:
    sentence = part("a, b and c?", "faq/cost", 0.5)
    fewer = halves(COST, ("b and c?", "faq/safety", 0.8), split=0)
    more = [*halves(COST, SAFE, split=1), part("c?", "faq/sessions", split=1)]
    assert texts(sentence, *fewer, *more) == [COST[0], SAFE[0], "c?"]


def test_two_words_for_the_same_are_asked_once() -> None:
    sentence = part("a, b and c?", "faq/cost", 0.5)
    parts = [*halves(COST, SAFE), part("is it risky?", "faq/safety", split=0)]
    assert texts(sentence, *parts) == [COST[0], SAFE[0]]


@pytest.mark.parametrize(
    ("text", "whole", "number"),
    [
        ("Is PRP safe and cheap?", 0.5, 2),
        ("Is PRP safe and cheap?", 0.9, 1),  # clearer together than apart
        ("The difference between safe and cheap?", 0.5, 1),  # two things, one question
    ],
)
def test_words_joined_inside_one_question(text: str, whole: float, number: int) -> None:
    sentence = part(text, "faq/cost", whole)
    safe = part("Is PRP safe?", "faq/safety", split=0, clausal=False)
    cheap = part("Is PRP cheap?", "faq/cost", split=0, clausal=False)
    assert len(texts(sentence, safe, cheap)) == number


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("How does Alpha work?", "How does Beta work?"),  # the same of two things
        ("Which is cheaper", "Alpha or Beta?"),  # nothing is asked by the names alone
    ],
)
def test_names_make_no_second_question(left: str, right: str) -> None:
    sentence = part("…?", "faq/cost", 0.5)
    parts = halves((left, "faq/cost", 0.8), (right, "faq/safety", 0.8))
    assert texts(sentence, *parts) == [left, right]
    names = {"alpha", "beta"}
    assert [p["text"] for p in select_parts([sentence, *parts], CONFIG, names)] == ["…?"]


def test_the_same_of_two_things_in_two_sentences_is_asked_twice() -> None:
    questions = [("what is alpha?", 0), ("what is beta?", 1), ("what's alpha?", 2)]
    asked = [part(text, "faq/definition", sentence=number) for text, number in questions]
    found = select_parts(asked, CONFIG, {"alpha", "beta"})
    assert [each["text"] for each in found] == ["what is alpha?", "what is beta?"]


@pytest.mark.parametrize(
    "premise",
    [
        "Since they are no stem cells",
        "If I need fewer sessions",
        "even though I am old",
        "At such an early stage",
        "got a dry scalp",
    ],
)
def test_a_premise_is_no_question(premise: str) -> None:
    sentence = part(f"{premise}, is it safe?", "faq/safety", 0.5)
    assert texts(sentence, *halves((premise, "faq/cost", 0.8), SAFE)) == [sentence["text"]]


@pytest.mark.parametrize(
    "told",
    [
        "I know the price",
        "we already understand the price",
        "My name is [name]",
        "my email is [email]",
        "I'm [name]",
    ],
)
def test_what_is_known_is_not_asked(told: str) -> None:
    sentence = part(f"{told}, what about safety", "faq/cost", 0.5)
    asked = ("what about safety", "faq/safety", 0.8)
    assert texts(sentence, *halves((told, "faq/cost", 0.8), asked)) == ["what about safety"]


def test_what_tells_and_then_asks_is_a_question() -> None:
    first = ("I take tablets, can I stay on them", "gap/medicines", 0.8)
    sentence = part("I take tablets, can I stay on them, and is it safe?", "gap/medicines")
    assert texts(sentence, *halves(first, SAFE)) == [first[0], SAFE[0]]


@pytest.mark.parametrize(
    ("second", "number"), [("just in the clinic?", 1), ("is it cheap?", 2), ("what is it?", 2)]
)
def test_the_other_answer_is_no_question(second: str, number: int) -> None:
    first = "is it done in hospital"
    sentence = part(f"{first} or {second}", "faq/procedure")
    parts = halves((first, "faq/procedure", 0.8), (second, "clinic/location", 0.8))
    config = {**CONFIG, "askable": ["faq", "clinic"]}
    assert len(select_parts([sentence, *parts], config)) == number

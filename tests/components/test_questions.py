"""QuestionSelector: what a message asks, on messages made by hand."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.shared.nlu.constants import ENTITIES, INTENT

from components.keys import (
    CLAUSES,
    CORRECTED_TEXT,
    KNOWN_SHARE,
    QUESTIONS,
    RANKING,
    SURPLUS,
    URGENT,
)
from components.questions import QuestionSelector
from tests.components.building import create, message, ranked

FILLERS = ["what", "about", "and", "no", "i", "meant", "the", "is", "it"]


THRESHOLDS = {"accept": 0.4, "family": 0.6, "least": 0.2, "known": 0.4, "part": 0.4}


@pytest.fixture(scope="module")
def selector() -> Any:
    return create(QuestionSelector, None, fillers=FILLERS, max_length=300, **THRESHOLDS)


def entity(text: str, word: str, value: str, role: str | None = None) -> dict[str, Any]:
    start = text.index(word)
    place = {"entity": "treatment", "start": start, "end": start + len(word), "value": value}
    return {**place, "role": role} if role else place


def asked(text: str, **properties: Any) -> Any:
    """A message sure to be about cost, unless said otherwise."""
    given = {RANKING: ranked(faq__cost=0.9, faq__safety=0.05), KNOWN_SHARE: 1.0, **properties}
    return message(text, **given)


def test_one_question(selector: Any) -> None:
    text = "How much is PRP?"
    (question,) = selector.select(asked(text, **{ENTITIES: [entity(text, "PRP", "prp")]}))
    assert question == {
        "text": text,
        "intent": "faq/cost",
        "confidence": 0.9,
        "entities": ["prp"],
        "bare": False,
        "options": [],
        "reason": None,
        "left": 0,
    }


def test_the_parse_result_has_the_family_and_the_questions(selector: Any) -> None:
    question = asked("How much?")
    selector.process([question])
    output = question.as_dict(only_output_properties=True)
    assert output[INTENT] == {"name": "faq", "confidence": 0.9}
    assert output[QUESTIONS] == selector.select(question)


@pytest.mark.parametrize(
    ("text", "word", "bare"),
    [
        ("and exosomes?", "exosomes", True),
        ("what about the exosomes", "exosomes", True),
        ("no, I meant exosomes!!", "exosomes", True),
        ("exosomes", "exosomes", True),
        ("is exosomes cheap", "exosomes", False),
        ("exosomes price", "exosomes", False),
    ],
)
def test_bare(selector: Any, text: str, word: str, bare: bool) -> None:
    found = [entity(text, word, "exosomes")]
    assert selector.select(asked(text, **{ENTITIES: found}))[0]["bare"] is bare


def test_nothing_but_fillers_is_not_bare(selector: Any) -> None:
    assert selector.select(asked("what about it"))[0]["bare"] is False


def test_what_is_excluded_is_not_meant(selector: Any) -> None:
    text = "not PRP, exosomes"
    found = [entity(text, "PRP", "prp", "excluded"), entity(text, "exosomes", "exosomes")]
    question = selector.select(asked(text, **{ENTITIES: found}))[0]
    assert question["entities"] == ["exosomes"]


def test_a_treatment_named_twice_is_one(selector: Any) -> None:
    text = "PRP, PRP"
    found = [entity(text, "PRP", "prp"), {**entity(text, "PRP", "prp"), "start": 5, "end": 8}]
    assert selector.select(asked(text, **{ENTITIES: found}))[0]["entities"] == ["prp"]


@pytest.mark.parametrize(
    ("text", "share", "reason"),
    [
        ("", 0.0, "empty"),
        ("123 !?", 0.0, "empty"),
        ("😀😀", 0.0, "empty"),
        ("hair " * 100, 1.0, "long"),
        ("cuánto cuesta el tratamiento", 0.0, "language"),
        ("呼吸困难", 1.0, "language"),
        ("请问PRP多少钱", 1.0, "language"),
        ("ไม่สามารถหายใจ", 1.0, "language"),
    ],
)
def test_what_cannot_be_read(selector: Any, text: str, share: float, reason: str) -> None:
    found = [{"entity": "treatment", "start": 0, "end": 0, "value": "prp"}]
    (question,) = selector.select(asked(text, **{KNOWN_SHARE: share, ENTITIES: found}))
    assert (question["intent"], question["reason"]) == ("nlu_fallback", reason)
    assert question["entities"] == [] and question["bare"] is False


def test_a_few_unknown_words_are_still_read(selector: Any) -> None:
    assert selector.select(asked("exosomz", **{KNOWN_SHARE: 0.0}))[0]["intent"] == "faq/cost"


def test_without_spelling_any_language_is_read(selector: Any) -> None:
    question = message("wie viel kostet das", **{RANKING: ranked(faq__cost=0.9)})
    assert selector.select(question)[0]["intent"] == "faq/cost"


def clause(text: str, sentence: int, **confidences: float) -> dict[str, Any]:
    ranking = ranked(**confidences)
    return {"text": text, "sentence": sentence, "split": None, "clausal": True, "ranking": ranking}


def test_two_questions_each_with_what_it_names(selector: Any) -> None:
    text = "How much is PRP? Are exosomes safe?"
    clauses = [
        clause("How much is PRP?", 0, faq__cost=0.9),
        clause("Are exosomes safe?", 1, faq__safety=0.9),
    ]
    found = [entity(text, "PRP", "prp"), entity(text, "exosomes", "exosomes")]
    first, second = selector.select(asked(text, **{CLAUSES: clauses, ENTITIES: found}))
    assert (first["intent"], first["entities"]) == ("faq/cost", ["prp"])
    assert (second["intent"], second["entities"]) == ("faq/safety", ["exosomes"])
    assert first["text"] == "How much is PRP?"


def test_a_second_question_can_be_bare(selector: Any) -> None:
    text = "How much is PRP? And exosomes?"
    clauses = [
        clause("How much is PRP?", 0, faq__cost=0.9),
        clause("And exosomes?", 1, faq__definition=0.9),
    ]
    found = [entity(text, "PRP", "prp"), entity(text, "exosomes", "exosomes")]
    first, second = selector.select(asked(text, **{CLAUSES: clauses, ENTITIES: found}))
    assert (first["bare"], second["bare"]) == (False, True)


def test_one_question_among_statements(selector: Any) -> None:
    clauses = [
        clause("I live in Leeds.", 0, smalltalk__greeting=0.3),
        clause("Is it safe?", 1, faq__safety=0.9),
    ]
    lost = ranked(faq__cost=0.2, smalltalk__greeting=0.2, gap__age=0.2, clinic__hours=0.2)
    text = "I live in Leeds. Is it safe?"
    (question,) = selector.select(asked(text, **{CLAUSES: clauses, RANKING: lost}))
    assert (question["intent"], question["text"]) == ("faq/safety", text)


def test_unsure_offers_what_is_nearest(selector: Any) -> None:
    lost = ranked(faq__cost=0.17, faq__safety=0.15, gap__age=0.17, clinic__hours=0.17)
    (question,) = selector.select(asked("hmm the thing", **{RANKING: lost}))
    assert (question["intent"], question["reason"]) == ("nlu_fallback", "unsure")
    assert question["options"] == ["faq/cost", "faq/safety"]


def test_urgent_overrules_everything(selector: Any) -> None:
    gate = {URGENT: "emergency", INTENT: {"name": "urgent/emergency", "confidence": 0.7}}
    clauses = [clause("How much?", 0, faq__cost=0.9), clause("Is it safe?", 1, faq__safety=0.9)]
    for text in ("How much? Is it safe?", "😀", "x" * 5000):
        question = asked(text, **{**gate, CLAUSES: clauses, KNOWN_SHARE: 0.0})
        selector.process([question])
        assert [q["intent"] for q in question.get(QUESTIONS)] == ["urgent/emergency"]
        assert question.get(INTENT) == {"name": "urgent", "confidence": 0.7}


def test_the_corrected_text_is_read(selector: Any) -> None:
    question = asked("exosmes", **{CORRECTED_TEXT: "exosomes"})
    assert selector.select(question)[0]["text"] == "exosomes"


def test_intents_without_a_slash(selector: Any) -> None:
    question = asked("my card", **{RANKING: ranked(card_arrival=0.9)})
    selector.process([question])
    assert question.get(INTENT)["name"] == "card_arrival"


def test_what_is_named_outside_the_questions_is_what_they_are_about(selector: Any) -> None:
    text = "I think of exosomes. How much is it? Is it safe?"
    clauses = [
        clause("How much is it?", 1, faq__cost=0.9),
        clause("Is it safe?", 2, faq__safety=0.9),
    ]
    found = [entity(text, "exosomes", "exosomes")]
    first, second = selector.select(asked(text, **{CLAUSES: clauses, ENTITIES: found}))
    assert (first["entities"], second["entities"]) == (["exosomes"], [])


def test_what_is_named_twice_leaves_the_other_words(selector: Any) -> None:
    text = "platelets safe? platelets cheap?"
    clauses = [
        clause("platelets safe?", 0, faq__safety=0.9),
        clause("platelets cheap?", 1, faq__cost=0.9),
    ]
    named = entity(text, "platelets", "prp")
    found = [named, {**named, "start": 16, "end": 25}]
    questions = selector.select(asked(text, **{CLAUSES: clauses, ENTITIES: found}))
    assert [question["bare"] for question in questions] == [False, False]


@pytest.mark.parametrize(
    ("number", "surplus", "left"), [(2, 0, 0), (6, 3, 3), (8, 0, 2), (8, 1, 3)]
)
def test_six_are_answered_and_the_rest_is_counted(
    selector: Any, number: int, surplus: int, left: int
) -> None:
    clauses = [clause(f"Is it {n}?", n, **{f"faq__topic{n}": 0.9}) for n in range(number)]
    many = asked("Is it …?", **{CLAUSES: clauses, SURPLUS: surplus})
    questions = selector.select(many)
    assert [question["text"] for question in questions] == [c["text"] for c in clauses[:6]]
    assert [question["left"] for question in questions] == [0] * (len(questions) - 1) + [left]

"""Words that alone mean a gap turn what was understood less surely."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.knowledge import Knowledge
from actions.question import Question
from actions.terms import by_terms, by_words


@pytest.fixture
def termed(knowledge: Knowledge) -> Knowledge:
    terms = {"zorblax": "minoxidil", "zorb": "age", "money back": "guarantee", "c++": "laser"}
    return replace(knowledge, terms=terms)


def asked(text: str, intent: str = "faq/cost", **fields: object) -> Question:
    family, _, id_ = intent.partition("/")
    question = Question(family, id_, text=text, confidence=0.3)
    return replace(question, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "gap"),
    [
        (asked("is zorblax better"), "minoxidil"),
        (asked("ZORBLAX?"), "minoxidil"),
        (asked("zorb"), "age"),
        (asked("do I get my money back"), "guarantee"),
        (asked("zorblax", "nlu_fallback", reason="unsure"), "minoxidil"),
        (asked("zorblax with prp", "off_topic/general", treatments=("prp",)), "minoxidil"),
    ],
)
def test_a_term_means_its_gap(termed: Knowledge, question: Question, gap: str) -> None:
    found = by_terms(question, termed)
    assert (found.family, found.id) == ("gap", gap)
    assert found.treatments == question.treatments


@pytest.mark.parametrize(
    "question",
    [
        asked("is it expensive"),
        asked("zorblaxes"),
        asked("zorblax", confidence=0.9),  # surely about something else
        asked("PRP or exosomes, with zorblax", treatments=("prp", "exosomes")),
        asked("zorblax", "off_topic/general"),
        asked("zorblax", "clinic/hours"),
        asked("zorblax", "urgent/emergency"),
        asked("zorblax", "gap/women"),
        asked("zorblax " * 500, "nlu_fallback", reason="long"),
    ],
)
def test_what_stays_as_it_was(termed: Knowledge, question: Question) -> None:
    assert by_terms(question, termed) == question


def test_without_terms_nothing_changes(knowledge: Knowledge) -> None:
    assert by_terms(asked("zorblax"), replace(knowledge, terms={})) == asked("zorblax")


def test_every_term_of_the_knowledge_finds_its_gap(knowledge: Knowledge) -> None:
    wrong = {
        term: found.id
        for term, gap in knowledge.terms.items()
        if (found := by_terms(asked(f"what about {term} please"), knowledge)).id != gap
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("text", "intent", "given"),
    [
        ("hmm", "smalltalk/affirm", "nlu_fallback"),
        ("Why?", "faq/cost", "nlu_fallback"),
        ("for me...", "gap/personal_case", "nlu_fallback"),
        ("STOP!", "smalltalk/insult", "smalltalk/deny"),
        ("that\u2019s enough", "faq/cost", "smalltalk/deny"),
        ("stop", "urgent/emergency", "urgent/emergency"),
        ("That\u2019s not what I asked!", "smalltalk/deny", "nlu_fallback"),
        ("something is wrong", "clinic/complaint", "clinic/complaint"),
        ("why does it cost so much", "faq/cost", "faq/cost"),
        ("does it stop hair loss", "faq/benefits", "faq/benefits"),
        ("", "nlu_fallback", "nlu_fallback"),
    ],
)
def test_some_words_by_themselves_are_small_talk_or_unclear(
    knowledge: Knowledge, text: str, intent: str, given: str
) -> None:
    found = by_words(asked(text, intent), knowledge)
    assert "/".join(filter(None, (found.family, found.id))) == given


def test_every_word_means_something_that_is_said(knowledge: Knowledge) -> None:
    assert set(knowledge.words.values()) <= set(knowledge.smalltalk)

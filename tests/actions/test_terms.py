"""The clinic's own terms correct a reading that is uncertain, or a whole message."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.knowledge import Knowledge
from actions.terms import by_terms, by_words
from components.reading import Named, Question, Reading


@pytest.fixture
def termed(knowledge: Knowledge) -> Knowledge:
    terms = {"zorblax": "minoxidil", "zorb": "age", "money back": "guarantee", "c++": "laser"}
    return replace(knowledge, terms=terms)


def read(intent: str, named: Named | None = None, confidence: float = 0.3) -> Reading:
    return Reading((Question(intent, named, confidence=confidence),))


@pytest.mark.parametrize(
    ("text", "reading", "gap"),
    [
        ("is zorblax better", read("faq/cost"), "minoxidil"),
        ("ZORBLAX?", read("faq/cost", "prp"), "minoxidil"),
        ("zorb", read("off_topic/general"), "age"),
        ("do I get my money back", read("nlu_fallback", confidence=1), "guarantee"),
        ("zorblax", Reading((Question("nlu_fallback", reason="unsure"),)), "minoxidil"),
    ],
)
def test_a_term_means_its_gap(termed: Knowledge, text: str, reading: Reading, gap: str) -> None:
    (question,) = by_terms(reading, text, termed).questions
    assert (question.intent, question.because) == (f"gap/{gap}", "terms")
    assert question.treatment == reading.questions[0].treatment


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("is it expensive", read("faq/cost")),
        ("zorblaxes", read("faq/cost")),
        ("zorblax", read("faq/cost", confidence=0.9)),  # read as something else with certainty
        ("zorblax", read("off_topic/general", confidence=0.6)),
        ("PRP or exosomes, with zorblax", read("faq/cost", "both")),
        ("zorblax", read("clinic/hours")),
        ("zorblax", read("gap/women")),
        ("zorblax", read("follow_up/more")),
        ("zorblax", Reading(urgency="emergency")),
        ("zorblax " * 500, Reading((Question("nlu_fallback", reason="long"),))),
    ],
)
def test_what_stays_as_it_was(termed: Knowledge, text: str, reading: Reading) -> None:
    assert by_terms(reading, text, termed) == reading


def test_a_term_turns_the_part_it_stands_in(termed: Knowledge) -> None:
    text = "is it safe? zorblax?"
    safe, other = Question("faq/safety", span=(0, 11)), Question("nlu_fallback", span=(12, 20))
    found = by_terms(Reading((replace(safe, confidence=0.3), other)), text, termed)
    assert [question.intent for question in found.questions] == ["faq/safety", "gap/minoxidil"]


def test_without_terms_nothing_changes(knowledge: Knowledge) -> None:
    reading = read("faq/cost")
    assert by_terms(reading, "zorblax", replace(knowledge, terms={})) == reading


def test_every_term_of_the_knowledge_finds_its_gap(knowledge: Knowledge) -> None:
    found = {
        term: by_terms(read("faq/cost"), f"what about {term} please", knowledge).questions[0].id
        for term in knowledge.terms
    }
    assert found == knowledge.terms


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("STOP!", "smalltalk/deny"),
        ("that’s enough", "smalltalk/deny"),
        ("That’s not what I asked!", "smalltalk/misunderstood"),
        ("something is wrong", "faq/cost"),
        ("does it stop hair loss", "faq/cost"),
        ("why", "faq/cost"),
        ("", "faq/cost"),
    ],
)
def test_a_whole_message_may_mean_small_talk(knowledge: Knowledge, text: str, given: str) -> None:
    (question,) = by_words(read("faq/cost"), text, knowledge).questions
    assert question.intent == given


def test_every_word_means_something_that_is_said(knowledge: Knowledge) -> None:
    assert set(knowledge.words.values()) <= set(knowledge.smalltalk)

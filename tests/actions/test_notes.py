"""What regulators have said: all of it at first, briefly afterwards, never left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from actions.context import Context
from actions.knowledge import Knowledge
from actions.knowledge.model import Note, Treatment
from actions.notes import in_full, notes_for, with_notes
from actions.reply import Reply

NOTE = Note.parse_obj(
    {
        "id": "a_note",
        "treatments": ("exosomes",),
        "jurisdiction": "US",
        "text": "A regulator has said something about exosomes.",
        "brief": "As said before, a regulator has spoken.",
        "source_url": "https://www.example.com/a",
        "published": date(2020, 2, 1),
        "last_reviewed": date(2021, 3, 4),
        "review_months": 6,
        "owner": "Someone",
    }
)
ADVICE = "Ask the clinic what this means for its own product."


@pytest.fixture
def noted(knowledge: Knowledge) -> Knowledge:
    """Where every topic has the note."""
    topics = {str(t.id): t.copy(update={"notes": ("a_note",)}) for t in knowledge.topics.values()}
    return replace(knowledge, notes={"a_note": NOTE}, topics=topics, advice=ADVICE)


def say(knowledge: Knowledge, topic: str, context: Context) -> tuple[str, Context]:
    item = knowledge.topics[topic]
    reply, context = with_notes(Reply("Text.", "answer"), item, "exosomes", context, knowledge)
    return reply.text, context


def test_notes_are_dated_and_linked(noted: Knowledge) -> None:
    before = Reply("Text.", "answer", links=(("x", "https://x.org"),))
    reply, _ = with_notes(before, noted.topics["cost"], "exosomes", Context(), noted)
    assert reply.text == f"Text.\n\n{in_full(NOTE)}\n\n{ADVICE}"
    assert NOTE.text in reply.text and "example.com; last checked 04 March 2021" in reply.text
    link = ("Source: example.com (US, 2020)", "https://www.example.com/a")
    assert reply.links == (("x", "https://x.org"), link)


@pytest.mark.parametrize(("topic", "full"), [("cost", False), ("safety", True)])
def test_later_it_is_brief_but_for_who_asks_about_safety(
    noted: Knowledge, topic: str, full: bool
) -> None:
    _, context = say(noted, "evidence", Context())
    text, _ = say(noted, topic, replace(context, noted=frozenset()))
    assert (NOTE.text in text) is (ADVICE in text) is full
    assert (NOTE.brief in text) is not full


def test_in_one_message_it_is_said_in_full_once(noted: Knowledge) -> None:
    first, context = say(noted, "cost", Context())
    second, _ = say(noted, "safety", context)
    assert NOTE.text in first and ADVICE in first
    assert second == f"Text.\n\n{NOTE.brief}"


@pytest.mark.parametrize(
    ("treatment", "told"), [("prp", False), ("exosomes", True), ("both", True), (None, True)]
)
def test_a_note_goes_with_the_treatment_it_speaks_of(
    noted: Knowledge, treatment: Treatment | None, told: bool
) -> None:
    assert notes_for(noted, noted.topics["cost"], treatment) == ((NOTE,) if told else ())


def test_what_the_rules_say_follows_every_question_about_safety_and_proof(
    knowledge: Knowledge,
) -> None:
    for topic in ("safety", "evidence"):
        notes = {note.id for note in knowledge.notes_for(knowledge.topics[topic])}
        assert {"fda_exosomes", "fda_prp"} <= notes
    assert {*knowledge.notes} == {*knowledge.gaps["approval"].notes}

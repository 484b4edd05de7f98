"""Regulatory notes: two lines the first time, a link afterwards, the rest on demand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from actions.context import Context
from actions.knowledge import Knowledge
from actions.knowledge.model import Treatment
from actions.knowledge.regulatory import Advice, Note
from actions.notes import has_more, notes_for, with_notes
from actions.reply import Reply

NOTE = Note.parse_obj(
    {
        "id": "a_note",
        "title": "A notice, 2020",
        "treatments": ("exosomes",),
        "jurisdiction": "US",
        "text": "A regulator has said something about exosomes.",
        "more": "The regulator has said a good deal more about exosomes.",
        "links": [{"title": "More of it", "url": "https://www.example.com/b"}],
        "brief": "As said before, a regulator has spoken.",
        "source_url": "https://www.example.com/a",
        "published": date(2020, 2, 1),
        "last_reviewed": date(2021, 3, 4),
        "review_months": 6,
        "owner": "Someone",
    }
)
ADVICE = Advice.parse_obj(
    {
        "text": "Ask the clinic what this means for its own product.",
        "links": [{"title": "Tell someone", "url": "https://www.example.com/c"}],
    }
)


@pytest.fixture
def noted(knowledge: Knowledge) -> Knowledge:
    """Knowledge in which every topic has the note."""
    topics = {str(t.id): t.copy(update={"notes": ("a_note",)}) for t in knowledge.topics.values()}
    return replace(knowledge, notes={"a_note": NOTE}, topics=topics, advice=ADVICE)


def say(
    knowledge: Knowledge, topic: str, context: Context, *, in_full: bool = False
) -> tuple[Reply, Context]:
    item, reply = knowledge.topics[topic], Reply("Text.", "answer")
    return with_notes(reply, item, "exosomes", context, knowledge, in_full=in_full)


def test_notes_are_two_lines_and_a_named_and_dated_link(noted: Knowledge) -> None:
    before = Reply("Text.", "answer", links=(("x", "https://x.org"),))
    reply, _ = with_notes(before, noted.topics["cost"], "exosomes", Context(), noted)
    assert reply.text == f"Text.\n\n{NOTE.text}"
    link = ("A notice, 2020, checked March 2021", "https://www.example.com/a")
    assert reply.links == (("x", "https://x.org"), link)


def test_the_real_ones_fit_into_two_lines(knowledge: Knowledge) -> None:
    for note in knowledge.notes.values():
        assert len(note.text) <= 200 and "http" not in note.text + note.more + note.brief


def test_later_only_the_link_is_left(noted: Knowledge) -> None:
    _, context = say(noted, "evidence", Context())
    for topic in ("cost", "safety"):
        reply, context = say(noted, topic, context)
        assert reply.text == "Text." and len(reply.links) == 1


def test_who_asks_about_the_rules_once_more_hears_them_briefly(noted: Knowledge) -> None:
    rules = noted.gaps["approval"].copy(update={"notes": ("a_note",)})
    _, context = say(noted, "evidence", Context())
    reply, _ = with_notes(Reply("Text.", "uncovered"), rules, "exosomes", context, noted)
    assert reply.text == f"Text.\n\n{NOTE.brief}" and len(reply.links) == 1


def test_of_two_on_one_treatment_the_second_waits(noted: Knowledge) -> None:
    other = NOTE.copy(update={"id": "another", "text": "Another has spoken.", "title": "B"})
    rules = noted.gaps["approval"].copy(update={"notes": ("a_note", "another")})
    knowledge = replace(noted, notes={"a_note": NOTE, "another": other})
    before = Reply("Text.", "uncovered")
    reply, context = with_notes(before, rules, "exosomes", Context(), knowledge)
    assert reply.text == f"Text.\n\n{NOTE.text}" and len(reply.links) == 2
    reply, _ = with_notes(before, rules, "exosomes", context, knowledge)
    assert reply.text == f"Text.\n\n{NOTE.brief}\n\n{other.text}"


def test_the_rest_is_told_once_to_who_wants_more(noted: Knowledge) -> None:
    item = noted.topics["cost"]
    assert has_more(noted, item, "exosomes", Context())
    reply, context = say(noted, "cost", Context(), in_full=True)
    assert reply.text == f"Text.\n\n{NOTE.text} {NOTE.more}\n\n{ADVICE.text}"
    assert [title for title, _ in reply.links][1:] == ["More of it", "Tell someone"]
    assert not has_more(noted, item, "exosomes", context)
    reply, _ = say(noted, "cost", context, in_full=True)
    assert reply.text == "Text."


def test_the_rest_is_told_without_what_was_told_before(noted: Knowledge) -> None:
    _, context = say(noted, "evidence", Context())
    reply, _ = say(noted, "cost", context, in_full=True)
    assert reply.text == f"Text.\n\n{NOTE.more}\n\n{ADVICE.text}"


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

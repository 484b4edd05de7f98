"""Answers from the guide, with their source, table and notes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from actions.answers import answer, comparison, notes_for, topic_answer, with_notes
from actions.context import Context
from actions.knowledge import Knowledge
from actions.knowledge.model import Note
from actions.question import Question, Treatment
from actions.reply import Reply

EACH: tuple[Treatment, ...] = ("prp", "exosomes", "both")


def plain(knowledge: Knowledge) -> list[str]:
    """Topics that are answered for the treatment named, and have no notes."""
    return [t.id for t in knowledge.topics.values() if not t.compares and not t.notes]


@pytest.mark.parametrize("treatment", EACH)
@pytest.mark.parametrize("detail", [False, True])
def test_every_topic_has_an_answer_for_each(
    knowledge: Knowledge, treatment: Treatment, detail: bool
) -> None:
    for topic in knowledge.topics.values():
        reply, context = topic_answer(topic.id, treatment, Context(), knowledge, detail=detail)
        known = topic.answer(treatment)
        assert reply.text.startswith(known.detail if detail else known.short)
        assert (reply.kind, reply.topic, reply.treatment) == ("answer", topic.id, treatment)
        assert reply.source == topic.source(treatment)
        assert (reply.table is not None) is (treatment == "both")
        assert 2 <= len(reply.buttons) <= 3
        assert topic.id not in {button.topic for button in reply.buttons}
        assert (context.kind, context.topic, context.treatment) == ("answer", topic.id, treatment)
        assert context.has_asked(topic.id, treatment)


@pytest.mark.parametrize(
    ("named", "before", "given"),
    [((), None, "both"), ((), "prp", "prp"), (("exosomes",), "prp", "exosomes")],
)
def test_the_treatment_named_or_talked_about(
    knowledge: Knowledge, named: tuple[str, ...], before: str | None, given: str
) -> None:
    topic = plain(knowledge)[0]
    question = Question("faq", topic, treatments=named)
    reply, context = answer(question, Context(treatment=before), knowledge)
    assert reply.treatment == context.treatment == given


def test_a_topic_that_compares_is_always_side_by_side(knowledge: Knowledge) -> None:
    for topic in (t.id for t in knowledge.topics.values() if t.compares):
        question = Question("faq", topic, treatments=("prp",))
        reply, _ = answer(question, Context(), knowledge)
        assert reply.treatment == "both" and reply.table and len(reply.table.rows) > 1


def test_the_table_of_a_topic_is_its_own_row(knowledge: Knowledge) -> None:
    topic = knowledge.topics[plain(knowledge)[0]]
    table = comparison(topic, knowledge)
    assert table.columns == ("", "PRP", "Exosomes")
    own = (topic.title, topic.answers.prp.glance, topic.answers.exosomes.glance)
    assert table.rows == (own,)


NOTE = Note.parse_obj(
    {
        "id": "a_note",
        "treatments": ("exosomes",),
        "jurisdiction": "US",
        "text": "A regulator has said something about exosomes.",
        "source_url": "https://example.com/a",
        "published": date(2020, 2, 1),
        "last_reviewed": date(2021, 3, 4),
        "review_months": 6,
        "owner": "Someone",
    }
)


def test_notes_are_dated_and_linked() -> None:
    reply = with_notes(Reply("Text.", "answer", links=(("x", "https://x.org"),)), [NOTE])
    assert reply.text.startswith("Text.\n\n" + NOTE.text)
    assert "04 March 2021" in reply.text
    assert reply.links == (("x", "https://x.org"), ("Source: US, 2020", "https://example.com/a"))


@pytest.mark.parametrize(
    ("treatment", "told"), [("prp", False), ("exosomes", True), ("both", True), (None, True)]
)
def test_a_note_goes_with_the_treatment_it_speaks_of(
    knowledge: Knowledge, treatment: Treatment | None, told: bool
) -> None:
    noted = replace(knowledge, notes={"a_note": NOTE})
    topic = next(iter(knowledge.topics.values())).copy(update={"notes": ("a_note",)})
    assert notes_for(noted, topic, treatment) == ((NOTE,) if told else ())

"""Answers from the guide, with their source, table and notes."""

from __future__ import annotations

import pytest

from actions.answers import (
    IN_FULL,
    NOTHING_MORE,
    answer,
    comparison,
    in_short,
    nothing_more,
    topic_answer,
)
from actions.context import Context
from actions.knowledge import Knowledge
from actions.knowledge.model import Treatment
from components.reading import Question

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
    [(None, None, "both"), (None, "prp", "prp"), ("exosomes", "prp", "exosomes")],
)
def test_the_treatment_named_or_talked_about(
    knowledge: Knowledge, named: Treatment | None, before: str | None, given: str
) -> None:
    topic = plain(knowledge)[0]
    question = Question(f"faq/{topic}", named)
    reply, context = answer(question, Context(treatment=before), knowledge)
    assert reply.treatment == context.treatment == given


def test_a_topic_that_compares_is_always_side_by_side(knowledge: Knowledge) -> None:
    for topic in (t.id for t in knowledge.topics.values() if t.compares):
        question = Question(f"faq/{topic}", "prp")
        reply, _ = answer(question, Context(), knowledge)
        assert reply.treatment == "both" and reply.table and len(reply.table.rows) > 1


@pytest.mark.parametrize("treatment", EACH)
def test_who_asks_again_hears_what_was_not_said_yet(
    knowledge: Knowledge, treatment: Treatment
) -> None:
    for topic in plain(knowledge):
        question = Question(f"faq/{topic}", treatment)
        known = knowledge.topics[topic].answer(treatment)
        said, context = [], Context()
        for _ in range(3):
            reply, context = answer(question, context, knowledge)
            assert (reply.kind, reply.topic, reply.treatment) == ("answer", topic, treatment)
            assert reply.buttons
            said.append(reply.text)
        assert said[0] == known.short
        assert said[1] == f"{IN_FULL} {known.detail}"
        assert said[2].startswith(NOTHING_MORE)


def test_after_something_else_it_is_said_anew(knowledge: Knowledge) -> None:
    one, two, *_ = plain(knowledge)
    first, context = answer(Question(f"faq/{one}", "prp"), Context(), knowledge)
    for other in (Question(f"faq/{two}"), Question(f"faq/{one}", "exosomes")):
        _, after = answer(other, context, knowledge)
        again, _ = answer(Question(f"faq/{one}", "prp"), after, knowledge)
        assert again.text == first.text


def test_the_table_of_a_topic_is_its_own_row(knowledge: Knowledge) -> None:
    topic = knowledge.topics[plain(knowledge)[0]]
    table = comparison(topic, knowledge)
    assert table.columns == ("", "PRP", "Exosomes")
    own = (topic.title, topic.answers.prp.glance, topic.answers.exosomes.glance)
    assert table.rows == (own,)


@pytest.mark.parametrize("treatment", EACH)
def test_at_a_glance(knowledge: Knowledge, treatment: Treatment) -> None:
    for topic in knowledge.topics.values():
        reply, context = in_short(topic.id, treatment, Context(), knowledge)
        for one, name in (("prp", "PRP"), ("exosomes", "Exosomes")):
            glance = f"{name}: {getattr(topic.answers, one).glance}."
            assert (glance in reply.text) is (treatment in (one, "both"))
        assert "our guide says" in reply.text and topic.answer(treatment).short not in reply.text
        assert (context.kind, context.topic, context.treatment) == ("answer", topic.id, treatment)


def test_when_all_was_said_it_says_so_and_offers_other_questions(knowledge: Knowledge) -> None:
    _, told = topic_answer("cost", "prp", Context(), knowledge, detail=True)
    reply, context = nothing_more("cost", "prp", told, knowledge)
    assert "That is all our guide says" in reply.text and knowledge.clinic.phone in reply.text
    assert (reply.kind, reply.topic, reply.treatment) == ("answer", "cost", "prp")
    assert reply.buttons and "cost" not in {button.topic for button in reply.buttons}
    assert context == told and context.was_in_detail

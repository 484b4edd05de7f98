"""Answers from the guide, with source, table and notes; each wording is used once."""

from __future__ import annotations

import pytest

from actions.context import Context
from actions.knowledge import Knowledge
from actions.knowledge.model import Treatment
from actions.topics import (
    Form,
    all_said,
    comparison,
    more,
    once_more,
    simpler,
    topic_answer,
)
from actions.topics import (
    topic as by_topic,
)
from actions.wording import nothing_more
from components.reading import Question

EACH: tuple[Treatment, ...] = ("prp", "exosomes", "both")


def plain(knowledge: Knowledge) -> list[str]:
    """Topics that have no notes and are answered for the treatment that is named."""
    return [t.id for t in knowledge.topics.values() if not t.compares and not t.notes]


@pytest.mark.parametrize("treatment", EACH)
@pytest.mark.parametrize("form", ["short", "detail", "plain"])
def test_every_topic_has_an_answer_for_each(
    knowledge: Knowledge, treatment: Treatment, form: Form
) -> None:
    for topic in knowledge.topics.values():
        reply, context = topic_answer(topic.id, treatment, Context(), knowledge, form)
        assert reply.text.startswith(getattr(topic.answer(treatment), form))
        assert (reply.kind, reply.topic, reply.treatment) == ("answer", topic.id, treatment)
        assert reply.source == topic.source(treatment)
        compared = topic.compares and treatment == "both" and form != "plain"
        assert (reply.table is not None) is compared
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
    reply, context = by_topic(question, Context(treatment=before), knowledge)
    assert reply.treatment == context.treatment == given


def test_a_topic_that_compares_is_always_side_by_side(knowledge: Knowledge) -> None:
    for topic in (t.id for t in knowledge.topics.values() if t.compares):
        question = Question(f"faq/{topic}", "prp")
        reply, _ = by_topic(question, Context(), knowledge)
        assert reply.treatment == "both" and reply.table and len(reply.table.rows) > 1


@pytest.mark.parametrize("treatment", EACH)
def test_who_asks_again_at_once_hears_what_was_not_said_yet(
    knowledge: Knowledge, treatment: Treatment
) -> None:
    for topic in plain(knowledge):
        question = Question(f"faq/{topic}", treatment)
        known = knowledge.topics[topic].answer(treatment)
        said, context = [], Context()
        for _ in range(6):
            reply, context = by_topic(question, context, knowledge)
            assert (reply.kind, reply.topic, reply.treatment) == ("answer", topic, treatment)
            assert reply.buttons
            said.append(reply.text)
        assert said[0] == known.short
        assert said[1] == f"Here is the long version. {known.detail}"
        assert said[2] == f"As before, in short: {known.plain}"
        assert set(said[3:]) == set(nothing_more(knowledge).values())


def test_who_asks_again_later_hears_it_shorter_and_that_it_was_said(knowledge: Knowledge) -> None:
    one, two, *_ = plain(knowledge)
    for other in (Question(f"faq/{two}"), Question(f"faq/{one}", "exosomes")):
        _, context = by_topic(Question(f"faq/{one}", "prp"), Context(), knowledge)
        _, after = by_topic(other, context, knowledge)
        again, _ = by_topic(Question(f"faq/{one}", "prp"), after, knowledge)
        assert again.text == f"As before, in short: {knowledge.topics[one].answers.prp.plain}"


def test_the_table_has_the_topics_in_which_they_differ(knowledge: Knowledge) -> None:
    table = comparison(knowledge)
    assert table.columns == ("", "PRP", "Exosomes") and len(table.rows) > 3
    assert all(prp != exosomes for _, prp, exosomes in table.rows)
    cost = knowledge.topics["cost"]
    assert (cost.title, cost.answers.prp.glance, cost.answers.exosomes.glance) in table.rows


@pytest.mark.parametrize("treatment", EACH)
def test_simpler_is_plain_and_then_at_a_glance(knowledge: Knowledge, treatment: Treatment) -> None:
    for topic in knowledge.topics.values():
        reply, context = simpler(topic.id, treatment, Context(), knowledge)
        assert reply.text.startswith(topic.answer(treatment).plain)
        reply, context = simpler(topic.id, treatment, context, knowledge)
        for one, name in (("prp", "PRP"), ("exosomes", "Exosomes")):
            glance = f"{name}: {getattr(topic.answers, one).glance}."
            assert (glance in reply.text) is (treatment in (one, "both"))
        reply, _ = simpler(topic.id, treatment, context, knowledge)
        assert reply.text.startswith(f"Once more. {topic.answer(treatment).plain}")
        assert (context.kind, context.topic, context.treatment) == ("answer", topic.id, treatment)


def test_the_plain_form_is_shorter_than_the_short_one(knowledge: Knowledge) -> None:
    for topic in knowledge.topics.values():
        for treatment in EACH:
            known = topic.answer(treatment)
            assert len(known.plain.split()) < len(known.short.split()), (topic.id, treatment)


def test_once_more_is_what_was_said_last_and_says_so(knowledge: Knowledge) -> None:
    cost, context = knowledge.topics["cost"].answers.prp, Context()
    _, context = topic_answer("cost", "prp", context, knowledge)
    first, context = once_more("cost", "prp", context, knowledge)
    second, context = once_more("cost", "prp", context, knowledge)
    assert (first.text, second.text) == (
        f"Once more. {cost.short}",
        f"Here it is again. {cost.short}",
    )
    _, context = more("cost", "prp", context, knowledge)
    third, _ = once_more("cost", "prp", context, knowledge)
    assert third.text == f"One more time. {cost.detail}"


def test_when_all_was_said_it_says_so_and_offers_other_questions(knowledge: Knowledge) -> None:
    _, told = topic_answer("cost", "prp", Context(), knowledge, "detail")
    reply, context = all_said("cost", "prp", told, knowledge)
    assert reply.text == knowledge.smalltalk["nothing_more"].text
    assert knowledge.clinic.phone in dict(reply.numbers).values()
    assert (reply.kind, reply.topic, reply.treatment) == ("answer", "cost", "prp")
    assert reply.buttons and "cost" not in {button.topic for button in reply.buttons}
    assert context == told

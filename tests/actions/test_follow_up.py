"""What is left out is filled in from the conversation."""

from __future__ import annotations

import pytest

from actions.context import Context
from actions.follow_up import follow_up, same
from actions.knowledge import Knowledge
from actions.question import Question
from actions.reply import Reply

COST = Context("cost", "prp", "answer", ("cost:prp",))
AGE = Context("age", "prp", "uncovered", ("age:prp",))


def asked(name: str, *treatments: str) -> Question:
    return Question("follow_up", name, treatments=treatments)


def label(reply: Reply) -> tuple[str, str | None, str | None]:
    return reply.kind, reply.topic, reply.treatment


def test_more_gives_the_detail(knowledge: Knowledge) -> None:
    reply, context = follow_up(asked("more"), COST, knowledge)
    assert reply.text.startswith(knowledge.topics["cost"].answers.prp.detail)
    assert label(reply) == ("answer", "cost", "prp") and context.topic == "cost"


def test_again_gives_what_was_said(knowledge: Knowledge) -> None:
    cost = knowledge.topics["cost"].answers.prp
    reply, context = follow_up(asked("repeat"), COST, knowledge)
    assert reply.text.startswith(cost.short)
    _, context = follow_up(asked("more"), context, knowledge)
    reply, _ = follow_up(asked("repeat"), context, knowledge)
    assert reply.text.startswith(cost.detail)


def test_simpler_gives_a_shorter_form_each_time(knowledge: Knowledge) -> None:
    cost = knowledge.topics["cost"].answers.prp
    _, context = follow_up(asked("more"), COST, knowledge)
    reply, context = follow_up(asked("simpler"), context, knowledge)
    assert reply.text.startswith(cost.short)
    reply, _ = follow_up(asked("simpler"), context, knowledge)
    assert cost.glance in reply.text and cost.short not in reply.text


def test_more_than_all_there_is(knowledge: Knowledge) -> None:
    _, context = follow_up(asked("more"), COST, knowledge)
    reply, after = follow_up(asked("more"), context, knowledge)
    assert "all our guide says" in reply.text and after == context
    assert label(reply) == ("answer", "cost", "prp") and reply.buttons


def test_more_of_a_gap_is_no_more(knowledge: Knowledge) -> None:
    reply, _ = follow_up(asked("more"), AGE, knowledge)
    assert "all our guide says" in reply.text and knowledge.gaps["age"].text not in reply.text
    reply, _ = follow_up(asked("more", "exosomes"), AGE, knowledge)
    assert reply.text.startswith(knowledge.gaps["age"].text)


def test_more_about_the_other_treatment(knowledge: Knowledge) -> None:
    reply, context = follow_up(asked("more", "exosomes"), COST, knowledge)
    assert reply.text.startswith(knowledge.topics["cost"].answers.exosomes.detail)
    assert context.treatment == "exosomes"


@pytest.mark.parametrize("before", [COST, Context("cost", "both", "answer")])
def test_compare_puts_the_topic_side_by_side(knowledge: Knowledge, before: Context) -> None:
    reply, _ = follow_up(asked("compare"), before, knowledge)
    assert label(reply) == ("answer", "cost", "both") and reply.table


@pytest.mark.parametrize("before", [Context(), AGE, Context("gone", "prp", "answer")])
def test_compare_without_a_topic_compares_the_treatments(
    knowledge: Knowledge, before: Context
) -> None:
    reply, _ = follow_up(asked("compare"), before, knowledge)
    assert label(reply) == ("answer", "differences", "both")


def test_source_names_the_part_of_the_guide(knowledge: Knowledge) -> None:
    reply, context = follow_up(asked("source"), COST, knowledge)
    section = knowledge.topics["cost"].source("prp")
    assert section in reply.text and reply.source == section
    assert label(reply) == ("answer", "cost", "prp") and context == COST


@pytest.mark.parametrize("before", [Context(), AGE])
def test_source_without_an_answer_tells_of_the_guide(knowledge: Knowledge, before: Context) -> None:
    reply, context = follow_up(asked("source"), before, knowledge)
    assert label(reply) == ("smalltalk", "about_guide", None) and context == before


@pytest.mark.parametrize("name", ["more", "repeat", "simpler"])
def test_a_gap_stays_a_gap(knowledge: Knowledge, name: str) -> None:
    reply, context = follow_up(asked(name, "exosomes"), AGE, knowledge)
    assert label(reply) == ("uncovered", "age", "exosomes")
    assert context.treatment == "exosomes"


@pytest.mark.parametrize("name", ["more", "repeat", "simpler"])
def test_at_the_start_there_is_nothing_to_follow(knowledge: Knowledge, name: str) -> None:
    reply, context = follow_up(asked(name), Context(), knowledge)
    assert reply.kind == "clarify" and reply.buttons and context == Context()


def test_at_the_start_a_treatment_can_be_told_of(knowledge: Knowledge) -> None:
    reply, _ = follow_up(asked("more", "prp"), Context(), knowledge)
    assert label(reply) == ("answer", "definition", "prp")


@pytest.mark.parametrize(
    ("named", "given"),
    [("exosomes", "exosomes"), ("other", "exosomes"), ("both", "both"), ("prp", "prp")],
)
def test_the_same_for_another_treatment(knowledge: Knowledge, named: str, given: str) -> None:
    reply, context = same(Question("faq", "x", treatments=(named,)), COST, knowledge)
    assert label(reply) == ("answer", "cost", given) and context.treatment == given


@pytest.mark.parametrize("kind", ["answer", "uncovered", "clinic", None])
@pytest.mark.parametrize("name", ["more", "repeat", "simpler", "source", "compare"])
def test_a_subject_that_was_edited_away(knowledge: Knowledge, name: str, kind: str | None) -> None:
    reply, _ = follow_up(asked(name), Context("gone", "prp", kind), knowledge)
    assert reply.text

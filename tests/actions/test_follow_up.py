"""Follow-ups are completed from the conversation: every act on every kind of subject."""

from __future__ import annotations

import pytest

from actions.context import Context, Subject
from actions.follow_up import follow_up
from actions.knowledge import Knowledge
from actions.reply import Reply
from components.reading import Named, Question

ACTS = ("same", "more", "compare", "repeat", "simpler", "source", "recap")
COST = Context("cost", "prp", "answer", (Subject("answer", "cost", "prp"),))
AGE = Context("age", "prp", "uncovered", (Subject("uncovered", "age", "prp"),))
HOURS = COST.about("clinic", "hours", None)
SERVICES = COST.about("clinic", "services", "prp")
START = Context()


def asked(act: str, named: Named | None = None) -> Question:
    return Question(f"follow_up/{act}", named)


def label(reply: Reply) -> str:
    return f"{reply.kind} {reply.topic} {reply.treatment}"


@pytest.mark.parametrize(
    ("act", "named", "before", "given"),
    [
        ("same", "exosomes", COST, "answer cost exosomes"),
        ("same", "other", COST, "answer cost exosomes"),
        ("same", "both", COST, "answer cost both"),
        ("same", "second", COST, "answer cost exosomes"),
        ("same", "exosomes", AGE, "uncovered age exosomes"),
        ("same", "exosomes", HOURS, "answer cost exosomes"),
        ("same", "exosomes", SERVICES, "clinic services exosomes"),
        ("same", None, HOURS, "clinic hours prp"),
        ("same", "exosomes", START.about("clinic", "hours", None), "clinic hours exosomes"),
        ("same", "exosomes", START, "answer definition exosomes"),
        ("same", None, START, "clarify None None"),
        ("more", None, COST, "answer cost prp"),
        ("more", "exosomes", COST, "answer cost exosomes"),
        ("more", None, AGE, "uncovered age prp"),
        ("more", None, HOURS, "clinic hours prp"),
        ("more", None, START, "clarify None None"),
        ("more", "prp", START, "answer definition prp"),
        ("compare", None, COST, "answer cost both"),
        ("compare", None, COST.about("answer", "cost", "both"), "answer differences both"),
        ("compare", "both", COST.about("answer", "cost", "both"), "answer cost both"),
        ("compare", "both", AGE, "uncovered age both"),
        ("compare", None, HOURS, "answer cost both"),
        ("compare", None, START.about("clinic", "hours", None), "answer differences both"),
        ("compare", None, START, "answer differences both"),
        ("repeat", None, COST, "answer cost prp"),
        ("repeat", None, AGE, "uncovered age prp"),
        ("repeat", None, HOURS, "clinic hours prp"),
        ("repeat", None, START, "clarify None None"),
        ("simpler", None, COST, "answer cost prp"),
        ("simpler", None, AGE, "uncovered age prp"),
        ("simpler", None, HOURS, "clinic hours prp"),
        ("simpler", "exosomes", START, "answer definition exosomes"),
        ("simpler", None, START, "clarify None None"),
        ("source", None, COST, "answer cost prp"),
        ("source", None, AGE, "smalltalk about_guide None"),
        ("source", None, HOURS, "clinic hours prp"),
        ("source", None, START, "smalltalk about_guide None"),
        ("recap", None, COST, "smalltalk recap None"),
        ("recap", None, START, "smalltalk recap None"),
        ("new", None, COST, "clarify None None"),
    ],
)
def test_acts(
    knowledge: Knowledge, act: str, named: Named | None, before: Context, given: str
) -> None:
    reply, _ = follow_up(asked(act, named), before, knowledge)
    assert label(reply) == given


def test_the_same_for_another_treatment_goes_on_with_it(knowledge: Knowledge) -> None:
    _, context = follow_up(asked("same", "other"), COST, knowledge)
    assert (context.kind, context.topic, context.treatment) == ("answer", "cost", "exosomes")


def test_more_gives_the_detail_and_then_says_that_it_is_all(knowledge: Knowledge) -> None:
    reply, context = follow_up(asked("more"), COST, knowledge)
    assert reply.text.startswith(knowledge.topics["cost"].answers.prp.detail)
    reply, after = follow_up(asked("more"), context, knowledge)
    assert reply.text == knowledge.smalltalk["nothing_more"].text
    assert after == context and reply.buttons


def test_more_about_the_other_treatment(knowledge: Knowledge) -> None:
    reply, context = follow_up(asked("more", "other"), COST, knowledge)
    assert reply.text.startswith(knowledge.topics["cost"].answers.exosomes.detail)
    assert context.treatment == "exosomes"


def test_more_of_a_gap_is_no_more_and_the_way_to_the_clinic(knowledge: Knowledge) -> None:
    reply, _ = follow_up(asked("more"), AGE, knowledge)
    assert reply.text == knowledge.smalltalk["nothing_more"].text
    assert knowledge.clinic.phone in dict(reply.numbers).values()
    assert knowledge.gaps["age"].text not in reply.text
    reply, _ = follow_up(asked("more", "exosomes"), AGE, knowledge)
    assert reply.text.startswith(knowledge.gaps["age"].text)


def test_more_of_the_rules_is_all_that_regulators_say(knowledge: Knowledge) -> None:
    asked_for = Context().about("uncovered", "approval", "exosomes").saying("fda_exosomes:text")
    reply, context = follow_up(asked("more"), asked_for, knowledge)
    note = knowledge.notes["fda_exosomes"]
    assert note.more in reply.text and knowledge.advice.text in reply.text
    links = dict(reply.links)
    assert all(links[link.title] == link.url for link in (*note.links, *knowledge.advice.links))
    reply, _ = follow_up(asked("more"), context, knowledge)
    assert note.more not in reply.text
    assert reply.text.startswith("No approved product that we know of, as of")


def test_again_gives_what_was_said(knowledge: Knowledge) -> None:
    cost = knowledge.topics["cost"].answers.prp
    reply, context = follow_up(asked("repeat"), COST, knowledge)
    assert cost.short in reply.text
    _, context = follow_up(asked("more"), context, knowledge)
    reply, _ = follow_up(asked("repeat"), context, knowledge)
    assert cost.detail in reply.text


def test_simpler_gives_a_shorter_form_each_time(knowledge: Knowledge) -> None:
    cost = knowledge.topics["cost"].answers.prp
    _, context = follow_up(asked("more"), COST, knowledge)
    reply, context = follow_up(asked("simpler"), context, knowledge)
    assert reply.text == cost.plain
    reply, _ = follow_up(asked("simpler"), context, knowledge)
    assert cost.glance in reply.text and cost.plain not in reply.text


@pytest.mark.parametrize("gap_id", ["age", "approval", "guarantee", "prices"])
def test_in_short_a_gap_is_its_first_sentence(knowledge: Knowledge, gap_id: str) -> None:
    entry, before = knowledge.gaps[gap_id], Context().about("uncovered", gap_id, None)
    reply, context = follow_up(asked("simpler"), before, knowledge)
    first = reply.text.removeprefix("In short: ")
    assert first != reply.text and entry.text.startswith(first)
    assert first.endswith(".") and first.count(". ") == 0
    again, _ = follow_up(asked("simpler"), context, knowledge)
    assert label(again) == label(reply) and again.text != reply.text


def test_source_names_the_part_of_the_guide(knowledge: Knowledge) -> None:
    reply, context = follow_up(asked("source"), COST, knowledge)
    section = knowledge.topics["cost"].source("prp")
    assert section in reply.text and reply.source == section and context == COST


SEVERAL = COST.about("uncovered", "age", None).having_answered(
    [Subject("answer", "cost", "prp"), Subject("uncovered", "age", None)]
)


@pytest.mark.parametrize("act", ["same", "more", "repeat", "simpler"])
@pytest.mark.parametrize(
    ("named", "given"), [("first", "answer cost prp"), ("second", "uncovered age prp")]
)
def test_after_several_answers_the_second_means_the_second_of_these(
    knowledge: Knowledge, act: str, named: Named, given: str
) -> None:
    reply, _ = follow_up(asked(act, named), SEVERAL, knowledge)
    assert label(reply) == given


def test_a_pick_alone_wants_more_of_it(knowledge: Knowledge) -> None:
    reply, _ = follow_up(asked("same", "first"), SEVERAL, knowledge)
    assert reply.text.startswith(knowledge.topics["cost"].answers.prp.detail)


def test_after_one_topic_the_second_is_a_treatment(knowledge: Knowledge) -> None:
    before = COST.having_answered([Subject("answer", "cost", "prp")])
    for act in ("same", "more"):
        reply, _ = follow_up(asked(act, "second"), before, knowledge)
        assert label(reply) == "answer cost exosomes"


@pytest.mark.parametrize("kind", ["answer", "uncovered", "clinic", None])
@pytest.mark.parametrize("act", ACTS)
def test_a_subject_that_was_edited_away(knowledge: Knowledge, act: str, kind: str | None) -> None:
    reply, _ = follow_up(asked(act), Context("gone", "prp", kind), knowledge)
    assert reply.text

"""Urgent replies: the number first, nothing from the guide, nothing to press but to call."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.context import Context
from actions.knowledge import Knowledge
from actions.question import Question
from actions.reply import Reply
from actions.urgent import urgent, with_reminder

BEFORE = Context("cost", "prp", "answer", ("cost:prp",))


def in_country(knowledge: Knowledge, country: str) -> Knowledge:
    return replace(knowledge, clinic=knowledge.clinic.copy(update={"country": country}))


@pytest.mark.parametrize("name", ["emergency", "post_procedure", "crisis"])
def test_whom_to_call(knowledge: Knowledge, name: str) -> None:
    for country, lines in knowledge.clinic.numbers.items():
        reply, context = urgent(Question("urgent", name), BEFORE, in_country(knowledge, country))
        assert (reply.kind, reply.topic, reply.source) == ("urgent", name, None)
        assert lines.emergency in reply.text and "{" not in reply.text
        assert reply.numbers[0] == ("Emergency", lines.emergency)
        assert reply.numbers[-1] == (knowledge.clinic.name, knowledge.clinic.phone)
        assert reply.buttons == () and reply.table is None
        assert context == replace(BEFORE, urgent=name)


def test_in_a_crisis_the_crisis_line_too(knowledge: Knowledge) -> None:
    for country, lines in knowledge.clinic.numbers.items():
        reply, _ = urgent(Question("urgent", "crisis"), BEFORE, in_country(knowledge, country))
        is_site = not any(character.isdigit() for character in lines.crisis_number)
        assert lines.crisis_name in reply.text and lines.crisis_number in reply.text
        if is_site:
            assert reply.links == ((lines.crisis_name, f"https://{lines.crisis_number}"),)
        else:
            assert (lines.crisis_name, lines.crisis_number) in reply.numbers


def test_countries_with_and_without_a_line_are_tried(knowledge: Knowledge) -> None:
    lines = [lines.crisis_number for lines in knowledge.clinic.numbers.values()]
    assert {number[0].isdigit() for number in lines} == {True, False}


def test_an_unknown_kind_is_an_emergency(knowledge: Knowledge) -> None:
    reply, _ = urgent(Question("urgent", "new"), Context(), knowledge)
    assert reply.topic == "emergency"


@pytest.mark.parametrize("name", ["emergency", "post_procedure", "crisis"])
def test_reminders_are_short_take_turns_and_have_the_number(
    knowledge: Knowledge, name: str
) -> None:
    first, context = urgent(Question("urgent", name), BEFORE, knowledge)
    said = [first.text]
    for number in (1, 2, 3):
        again = Question("urgent", name, reason="again")
        reply, context = urgent(again, context, knowledge)
        assert (reply.kind, reply.topic, reply.numbers) == ("urgent", name, first.numbers)
        assert context == replace(BEFORE, urgent=f"{name}:{number}")
        assert knowledge.clinic.lines().emergency in reply.text
        assert len(reply.text) < len(first.text)
        said.append(reply.text)
    assert len(set(said[:3])) == 3 and said[3] == said[1]


@pytest.mark.parametrize("name", ["emergency", "post_procedure", "crisis"])
@pytest.mark.parametrize(
    ("reason", "state"), [("helped", "{}:helped"), ("waiting", "{}:helped"), ("over", "{}:over")]
)
def test_news_is_taken_in(knowledge: Knowledge, name: str, reason: str, state: str) -> None:
    before = replace(BEFORE, urgent=f"{name}:1")
    reply, context = urgent(Question("urgent", name, reason=reason), before, knowledge)
    assert (reply.kind, reply.topic) == ("urgent", name)
    assert reply.text == knowledge.fill(getattr(knowledge.urgent[name], reason))
    assert context == replace(BEFORE, urgent=state.format(name))


def test_a_courtesy_has_the_number_until_somebody_helps(knowledge: Knowledge) -> None:
    thanks = Reply("You're welcome. Is there anything else?", "smalltalk", "thanks")
    alarmed = replace(BEFORE, urgent="emergency")
    reminded, after = with_reminder(thanks, alarmed, knowledge)
    assert reminded.text.startswith("You're welcome. ") and "Is there" not in reminded.text
    assert knowledge.clinic.lines().emergency in reminded.text
    assert after == replace(BEFORE, urgent="emergency:1")
    calmed = [replace(BEFORE, urgent=f"emergency:{stage}") for stage in ("helped", "over")]
    for calm in (BEFORE, *calmed):
        assert with_reminder(thanks, calm, knowledge) == (thanks, calm)

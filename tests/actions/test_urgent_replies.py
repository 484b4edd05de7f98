"""Urgent replies: the number comes first, nothing from the guide, no buttons except to call."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from actions.alarm import Alarm, Say, Stage, Step
from actions.knowledge import Knowledge
from actions.reply import Reply
from actions.urgent_replies import urgent, with_number_first, with_reminder
from components.reading import Urgency

KINDS = get_args(Urgency)


def in_country(knowledge: Knowledge, country: str) -> Knowledge:
    return replace(knowledge, clinic=knowledge.clinic.copy(update={"country": country}))


def to_say(say: Say, kind: Urgency, number: int = 0) -> Step:
    alarm = Alarm(kind, Stage.SAID, number)
    return Step(say, alarm, alarm)


@pytest.mark.parametrize("kind", KINDS)
def test_whom_to_call(knowledge: Knowledge, kind: Urgency) -> None:
    for country, lines in knowledge.clinic.numbers.items():
        reply = urgent(to_say(Say.TEXT, kind), in_country(knowledge, country))
        assert (reply.kind, reply.topic, reply.source) == ("urgent", kind, None)
        assert lines.emergency in reply.text and "{" not in reply.text
        assert reply.numbers[0] == ("Emergency", lines.emergency)
        assert reply.numbers[-1] == (knowledge.clinic.name, knowledge.clinic.phone)
        assert reply.buttons == () and reply.table is None


def test_in_a_crisis_the_crisis_line_too(knowledge: Knowledge) -> None:
    for country, lines in knowledge.clinic.numbers.items():
        reply = urgent(to_say(Say.TEXT, "crisis"), in_country(knowledge, country))
        is_site = not any(character.isdigit() for character in lines.crisis_number)
        assert lines.crisis_name in reply.text and lines.crisis_number in reply.text
        if is_site:
            assert reply.links == ((lines.crisis_name, f"https://{lines.crisis_number}"),)
        else:
            assert (lines.crisis_name, lines.crisis_number) in reply.numbers


def test_countries_with_and_without_a_line_are_tried(knowledge: Knowledge) -> None:
    lines = [lines.crisis_number for lines in knowledge.clinic.numbers.values()]
    assert {number[0].isdigit() for number in lines} == {True, False}


@pytest.mark.parametrize("kind", KINDS)
def test_reminders_are_short_take_turns_and_have_the_number(
    knowledge: Knowledge, kind: Urgency
) -> None:
    first = urgent(to_say(Say.TEXT, kind), knowledge)
    said = [first.text]
    for number in range(3):
        reply = urgent(to_say(Say.AGAIN, kind, number), knowledge)
        assert (reply.kind, reply.topic, reply.numbers) == ("urgent", kind, first.numbers)
        assert knowledge.clinic.lines().emergency in reply.text
        assert len(reply.text) < len(first.text)
        said.append(reply.text)
    assert len(set(said[:3])) == 3 and said[3] == said[1]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("say", [Say.HELPED, Say.WAITING, Say.OVER])
def test_news_is_taken_in(knowledge: Knowledge, kind: Urgency, say: Say) -> None:
    reply = urgent(to_say(say, kind), knowledge)
    assert (reply.kind, reply.topic) == ("urgent", kind)
    assert reply.text == knowledge.fill(getattr(knowledge.urgent[kind], say.value))


def test_a_courtesy_has_the_number(knowledge: Knowledge) -> None:
    thanks = Reply(knowledge.smalltalk["thanks"].text, "smalltalk", "thanks")
    reminded = with_reminder(thanks, to_say(Say.COURTESY_WITH_NUMBER, "emergency", 1), knowledge)
    assert reminded.text.startswith("You're welcome. ") and "else you" not in reminded.text
    assert knowledge.fill(knowledge.urgent["emergency"].again[1]) in reminded.text


def test_an_answer_stands_behind_the_number(knowledge: Knowledge) -> None:
    step = to_say(Say.ANSWERS_BEHIND_NUMBER, "crisis", 5)
    first, text = with_number_first(Reply("Text.", "answer"), step, knowledge).text.split("\n\n")
    assert first == knowledge.fill(knowledge.urgent["crisis"].again[0]) and text == "Text."

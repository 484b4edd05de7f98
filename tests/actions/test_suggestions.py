"""Suggested questions: plain, at most three, and none that was asked before."""

from __future__ import annotations

import pytest

from actions.context import Context, Subject
from actions.knowledge import Knowledge
from actions.knowledge.model import Treatment
from actions.suggestions import MOST, next_questions, topic_button

EACH: tuple[Treatment, ...] = ("prp", "exosomes", "both")


@pytest.mark.parametrize("treatment", EACH)
def test_a_button_is_a_plain_question(knowledge: Knowledge, treatment: Treatment) -> None:
    for topic in knowledge.topics.values():
        button = topic_button(knowledge, topic.id, treatment)
        title = topic.button_both if button.treatment == "both" else topic.button
        assert (button.title, button.topic) == (title, topic.id)
        assert button.title[0].isupper() and button.title.endswith("?")
        assert button.treatment == ("both" if topic.compares else treatment)
        assert "{" not in button.payload and not button.payload.startswith("/")
        assert button.payload[0].isupper() and button.payload.endswith("?")


def test_wanted_topics_come_first_in_their_order(knowledge: Knowledge) -> None:
    buttons = next_questions(knowledge, ("cost", "safety", "cost"), "prp", Context())
    assert [button.topic for button in buttons][:2] == ["cost", "safety"]
    assert len(buttons) == MOST


def test_what_was_asked_is_not_offered(knowledge: Knowledge) -> None:
    context = Context().about("answer", "cost", "prp").about("answer", "safety", "both")
    context = context.about("answer", "sessions", "exosomes")
    wanted = ("cost", "safety", "sessions")
    for_prp = next_questions(knowledge, wanted, "prp", context)
    for_exosomes = next_questions(knowledge, wanted, "exosomes", context)
    assert [b.topic for b in for_prp][:1] == ["sessions"]
    assert [b.topic for b in for_exosomes][:1] == ["cost"]
    assert not {"cost", "safety"} & {b.topic for b in for_prp}


def test_when_all_was_asked_nothing_is_offered(knowledge: Knowledge) -> None:
    context = Context(
        subjects=tuple(Subject("answer", topic, "both") for topic in knowledge.topics)
    )
    assert next_questions(knowledge, ("cost",), "prp", context) == ()

"""Small talk, off topic and asking back; none changes what the conversation is about."""

from __future__ import annotations

import pytest

from actions.context import Context
from actions.knowledge import Knowledge
from actions.question import Question
from actions.smalltalk import clarify, off_topic, opening, smalltalk

BEFORE = Context("cost", "prp", "answer", ("cost:prp",))


def test_every_small_talk_has_its_one_wording(knowledge: Knowledge) -> None:
    for entry in knowledge.smalltalk.values():
        reply, context = smalltalk(Question("smalltalk", entry.id), BEFORE, knowledge)
        assert reply.text == knowledge.fill(entry.text) and "{" not in reply.text
        assert (reply.kind, reply.topic, reply.treatment) == ("smalltalk", entry.id, None)
        assert context == BEFORE


@pytest.mark.parametrize(
    ("name", "offers"),
    [("greeting", True), ("capabilities", True), ("thanks", False), ("goodbye", False)],
)
def test_topics_are_offered_to_those_who_look_for_some(
    knowledge: Knowledge, name: str, offers: bool
) -> None:
    reply, _ = smalltalk(Question("smalltalk", name), BEFORE, knowledge)
    assert bool(reply.buttons) is offers


@pytest.mark.parametrize("family", ["smalltalk", "off_topic", "nlu_fallback"])
def test_what_was_answered_is_not_offered(knowledge: Knowledge, family: str) -> None:
    responder = {"smalltalk": smalltalk, "off_topic": off_topic, "nlu_fallback": clarify}[family]
    name = {"smalltalk": "affirm", "off_topic": "general"}.get(family, "")
    reply, _ = responder(Question(family, name), BEFORE, knowledge)
    assert reply.buttons and "cost" not in {button.topic for button in reply.buttons}


@pytest.mark.parametrize("name", ["general", "medical", "manipulation"])
def test_off_topic_says_what_it_is_for(knowledge: Knowledge, name: str) -> None:
    reply, context = off_topic(Question("off_topic", name), BEFORE, knowledge)
    assert (reply.kind, reply.topic) == ("off_topic", name)
    assert "PRP" in reply.text and reply.buttons and context == BEFORE


@pytest.mark.parametrize(
    ("reason", "name"),
    [
        ("empty", "empty"),
        ("language", "unclear_language"),
        ("long", "too_long"),
        ("unsure", "clarify"),
        ("misunderstood", "misunderstood"),
        (None, "clarify"),
        ("new", "clarify"),
    ],
)
def test_why_it_asks_back(knowledge: Knowledge, reason: str | None, name: str) -> None:
    reply, context = clarify(Question("nlu_fallback", "", reason=reason), BEFORE, knowledge)
    assert reply.text == knowledge.fill(knowledge.smalltalk[name].text)
    assert (reply.kind, reply.topic) == ("clarify", None)
    assert len(reply.buttons) >= 2 and context == BEFORE


def test_the_nearest_topics_are_offered(knowledge: Knowledge) -> None:
    options = ("faq/safety", "faq/gone", "faq/sessions")
    question = Question("nlu_fallback", "", treatments=("exosomes",), options=options)
    reply, _ = clarify(question, BEFORE, knowledge)
    offered = [(button.topic, button.treatment) for button in reply.buttons]
    assert offered == [("safety", "exosomes"), ("sessions", "exosomes")]


def test_without_nearest_topics_others_are_offered(knowledge: Knowledge) -> None:
    reply, _ = clarify(Question("nlu_fallback", "", options=("faq/gone",)), BEFORE, knowledge)
    assert len(reply.buttons) >= 2


@pytest.mark.parametrize(
    ("text", "intent", "opens"),
    [
        ("info on hair loss treatment", "gap/other_treatments", True),
        ("I'd like something about hair please", "nlu_fallback/", True),
        ("information about hair transplants", "gap/other", False),
        ("info on hair loss treatment costs", "gap/other", False),
        ("more about hair loss", "faq/benefits", False),
    ],
)
def test_an_opening_is_told_what_can_be_asked(text: str, intent: str, opens: bool) -> None:
    family, _, id_ = intent.partition("/")
    assert (opening(Question(family, id_, text)).id == "capabilities") is opens

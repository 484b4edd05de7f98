"""Small talk, off-topic messages and asking back don't change the subject of the conversation."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle, islice, pairwise
from typing import cast

import pytest

from actions.context import Context, Subject
from actions.knowledge import Knowledge
from actions.reply import Responder
from actions.smalltalk import clarify, most_telling, off_topic, recap, smalltalk
from components.reading import Question, Reason

BEFORE = Context("cost", "prp", "answer", (Subject("answer", "cost", "prp"),))


def test_every_small_talk_has_its_wordings(knowledge: Knowledge) -> None:
    for entry in knowledge.smalltalk.values():
        reply, context = smalltalk(Question(f"smalltalk/{entry.id}"), BEFORE, knowledge)
        assert reply.text == knowledge.fill(entry.text) and "{" not in reply.text
        again, _ = smalltalk(Question(f"smalltalk/{entry.id}"), context, knowledge)
        assert again.text == knowledge.fill([entry.text, *entry.again][:2][-1])
        if entry.id in ("clarify", "misunderstood"):
            assert (reply.kind, reply.topic) == ("clarify", None) and reply.buttons
        else:
            assert (reply.kind, reply.topic, reply.treatment) == ("smalltalk", entry.id, None)
        assert replace(context, unclear=0) == BEFORE


def test_a_courtesy_is_its_first_sentence(knowledge: Knowledge) -> None:
    for entry in knowledge.smalltalk.values():
        assert entry.text.startswith(entry.courtesy) and entry.courtesy
    assert knowledge.smalltalk["thanks"].courtesy == "You're welcome."


@pytest.mark.parametrize(
    ("name", "offers"),
    [("greeting", True), ("capabilities", True), ("thanks", False), ("goodbye", False)],
)
def test_topics_are_offered_to_those_who_look_for_some(
    knowledge: Knowledge, name: str, offers: bool
) -> None:
    reply, _ = smalltalk(Question(f"smalltalk/{name}"), BEFORE, knowledge)
    assert bool(reply.buttons) is offers


@pytest.mark.parametrize(
    ("responder", "intent"),
    [(smalltalk, "smalltalk/affirm"), (off_topic, "off_topic/general"), (clarify, "nlu_fallback")],
)
def test_what_was_answered_is_not_offered(
    knowledge: Knowledge, responder: Responder, intent: str
) -> None:
    reply, _ = responder(Question(intent), BEFORE, knowledge)
    assert reply.buttons and "cost" not in {button.topic for button in reply.buttons}


@pytest.mark.parametrize("name", ["general", "medical", "manipulation"])
def test_off_topic_says_what_it_is_for(knowledge: Knowledge, name: str) -> None:
    reply, context = off_topic(Question(f"off_topic/{name}"), BEFORE, knowledge)
    assert (reply.kind, reply.topic) == ("off_topic", name)
    assert "PRP" in reply.text and reply.buttons and replace(context, unclear=0) == BEFORE
    assert context.unclear == (name == "general")


@pytest.mark.parametrize(
    ("reason", "name"),
    [
        ("empty", "empty"),
        ("language", "unclear_language"),
        ("long", "too_long"),
        ("unsure", "clarify"),
        (None, "clarify"),
    ],
)
def test_why_it_asks_back(knowledge: Knowledge, reason: Reason | None, name: str) -> None:
    reply, context = clarify(Question("nlu_fallback", reason=reason), BEFORE, knowledge)
    assert reply.text == knowledge.fill(knowledge.smalltalk[name].text)
    assert (reply.kind, reply.topic) == ("clarify", None)
    assert len(reply.buttons) >= 2 and context == replace(BEFORE, unclear=1)


@pytest.mark.parametrize("reasons", ["unsure", "empty unsure", "unsure language long", "long"])
def test_the_same_is_not_said_twice_and_the_third_time_a_person_is_named(
    knowledge: Knowledge, reasons: str
) -> None:
    context, texts = BEFORE, []
    for reason in islice(cycle(reasons.split()), 6):
        question = Question("nlu_fallback", reason=cast("Reason", reason))
        reply, context = clarify(question, context, knowledge)
        assert reply.kind == "clarify"
        texts.append(reply.text)
    assert context.unclear == 6
    assert all(text != before for before, text in pairwise(texts))
    person = [knowledge.clinic.phone in text and "person" in text for text in texts]
    assert person[2] and person[5]


def test_what_is_off_topic_again_and_again_is_sent_to_a_person(knowledge: Knowledge) -> None:
    context, texts = BEFORE, []
    for _ in range(3):
        reply, context = off_topic(Question("off_topic/general"), context, knowledge)
        assert (reply.kind, reply.topic) == ("off_topic", "general")
        texts.append(reply.text)
    assert len(set(texts)) == 3 and knowledge.clinic.phone in texts[2]


def test_the_nearest_topics_are_offered(knowledge: Knowledge) -> None:
    options = ("faq/safety", "faq/gone", "faq/sessions")
    question = Question("nlu_fallback", "exosomes", options=options)
    reply, _ = clarify(question, BEFORE, knowledge)
    offered = [(button.topic, button.treatment) for button in reply.buttons]
    assert offered == [("safety", "exosomes"), ("sessions", "exosomes")]


def test_without_nearest_topics_others_are_offered(knowledge: Knowledge) -> None:
    reply, _ = clarify(Question("nlu_fallback", options=("faq/gone",)), BEFORE, knowledge)
    assert len(reply.buttons) >= 2


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ("smalltalk/story", "smalltalk/story"),
        ("smalltalk/greeting smalltalk/thanks", "smalltalk/thanks"),
        ("smalltalk/thanks smalltalk/goodbye smalltalk/story", "smalltalk/goodbye"),
        ("smalltalk/story smalltalk/story", "smalltalk/story"),
        ("smalltalk/greeting faq/cost smalltalk/thanks", "faq/cost"),
        ("smalltalk/worry faq/procedure smalltalk/story gap/age", "faq/procedure gap/age"),
        ("smalltalk/affirm follow_up/more", "follow_up/more"),
        ("smalltalk/thanks nlu_fallback", "nlu_fallback"),
        ("smalltalk/bot_challenge faq/cost", "smalltalk/bot_challenge faq/cost"),
        ("smalltalk/greeting smalltalk/bot_challenge", "smalltalk/bot_challenge"),
    ],
)
def test_small_talk_beside_a_question_gets_no_reply_of_its_own(asked: str, left: str) -> None:
    questions = [Question(intent) for intent in asked.split()]
    assert [question.intent for question in most_telling(questions)] == left.split()


def test_a_recap_has_the_titles_of_all_that_was_asked(knowledge: Knowledge) -> None:
    cost, age = Subject("answer", "cost", "prp"), Subject("uncovered", "age", None)
    subjects = (cost, Subject("answer", "gone", "prp"), age, cost._replace(treatment="exosomes"))
    reply, _ = recap(Question("follow_up/recap"), Context(subjects=subjects), knowledge)
    titles = knowledge.topics["cost"].title, knowledge.gaps["age"].title
    lead = knowledge.smalltalk["recap"].text
    assert reply.text == f"{lead} {titles[0]} (PRP and exosomes), {titles[1]}."
    assert (reply.kind, reply.topic) == ("smalltalk", "recap") and reply.buttons


def test_nothing_to_recap(knowledge: Knowledge) -> None:
    reply, context = recap(Question("follow_up/recap"), Context(), knowledge)
    assert reply.text == knowledge.smalltalk["no_recap"].text and context == Context()

"""ActionAnswer: from Rasa's tracker to messages and slot events."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import ActionAnswer, knowledge_store
from components.reading import READING, Question, Reading

Said = list[dict[str, Any]]


def run(*questions: Question, **slots: Any) -> tuple[Said, dict[str, Any]]:
    message = {"text": "…", "intent": {"name": "faq"}, READING: Reading(questions).as_dict()}
    tracker = Tracker("someone", slots, message, [], False, None, {}, "action_listen")
    dispatcher = CollectingDispatcher()
    events = ActionAnswer().run(dispatcher, tracker, {})
    return dispatcher.messages, {event["name"]: event["value"] for event in events}


def test_its_name() -> None:
    assert ActionAnswer().name() == "action_answer"


def test_the_knowledge_is_read_once() -> None:
    assert knowledge_store() is knowledge_store()


def test_one_question() -> None:
    messages, slots = run(Question("faq/cost", "prp"))
    (message,) = messages
    assert message["custom"]["topic"] == "cost" and message["text"] and message["buttons"]
    cost = ["answer", "cost", "prp"]
    about = {"topic": "cost", "treatment": "prp", "kind": "answer"}
    said = ["cost:prp:short", "no_prices"]
    assert slots == {**about, "subjects": [cost], "last_subjects": [cost], "said": said}


def test_several_questions_are_several_messages_in_order() -> None:
    questions = map(Question, ("faq/cost", "gap/age", "clinic/hours"))
    messages, slots = run(*questions, treatment="exosomes")
    assert [m["custom"]["kind"] for m in messages] == ["answer", "uncovered", "clinic"]
    assert messages[0]["custom"]["treatment"] == "exosomes"
    assert "treatment" not in slots  # unchanged


@pytest.mark.parametrize(
    "message", [{}, {"intent": {"name": "nlu_fallback"}}, {READING: None, "entities": []}]
)
def test_whatever_arrives_is_answered(message: dict[str, Any]) -> None:
    tracker = Tracker("someone", {}, message, [], False, None, {}, "action_listen")
    dispatcher = CollectingDispatcher()
    events = ActionAnswer().run(dispatcher, tracker, {})
    slots = {event["name"]: event["value"] for event in events}
    assert slots == {"unclear": 1, "said": ["clarify:0"]}
    assert [m["custom"]["kind"] for m in dispatcher.messages] == ["clarify"]


def test_without_a_reading_the_intent_is_the_question() -> None:
    message = {"text": "x", "intent": {"name": "urgent/crisis"}, "entities": []}
    tracker = Tracker("someone", {}, message, [], False, None, {}, "action_listen")
    dispatcher = CollectingDispatcher()
    slots = {each["name"]: each["value"] for each in ActionAnswer().run(dispatcher, tracker, {})}
    assert slots == {"urgent": "crisis", "urgent_stage": "said", "urgent_reminders": 0}
    assert [m["custom"]["topic"] for m in dispatcher.messages] == ["crisis"]

"""People who write in another language are told in it what is understood and whom to call."""

from __future__ import annotations

from typing import get_args

import pytest

from actions.context import Context, Subject
from actions.dialogue import respond
from actions.knowledge import Knowledge
from components.reading import UNSURE, Question, Reading, Urgency

COST = Context("cost", "prp", "answer", (Subject("answer", "cost", "prp"),))
UNREAD = (Question(UNSURE, reason="language"),)


def test_each_language_has_its_words_and_both_numbers(knowledge: Knowledge) -> None:
    lines = knowledge.clinic.lines()
    for language in knowledge.languages:
        (reply,), context = respond(Reading(UNREAD, language=language), COST, knowledge)
        assert (reply.kind, reply.topic) == ("clarify", None) and reply.buttons
        assert knowledge.clinic.phone in reply.text and lines.emergency in reply.text
        assert reply.text.endswith(knowledge.english) and "{" not in reply.text
        assert context.unclear == 1 and context.topic == "cost"


def test_who_writes_on_is_told_in_other_words(knowledge: Knowledge) -> None:
    context, texts = COST, []
    for _ in range(4):
        (reply,), context = respond(Reading(UNREAD, language="es"), context, knowledge)
        texts.append(reply.text)
    assert texts[0] != texts[1] and texts[2:] == texts[:2]


@pytest.mark.parametrize("language", ["und", "fi", None])
def test_without_words_in_the_language_english_has_to_do(
    knowledge: Knowledge, language: str | None
) -> None:
    (reply,), _ = respond(Reading(UNREAD, language=language), COST, knowledge)
    assert reply.text == knowledge.fill(knowledge.smalltalk["unclear_language"].text)


def test_what_was_read_is_answered_whatever_its_language(knowledge: Knowledge) -> None:
    (reply,), _ = respond(Reading((Question("faq/cost"),), language="es"), Context(), knowledge)
    assert (reply.kind, reply.topic) == ("answer", "cost")


@pytest.mark.parametrize("urgency", get_args(Urgency))
def test_an_urgent_reply_says_whom_to_call_in_the_language_first(
    knowledge: Knowledge, urgency: Urgency
) -> None:
    (plain,), _ = respond(Reading(urgency=urgency), COST, knowledge)
    for language, words in knowledge.languages.items():
        reading = Reading(urgency=urgency, language=language)
        (reply,), context = respond(reading, COST, knowledge)
        assert reply.text == f"{knowledge.fill(getattr(words, urgency))}\n\n{plain.text}"
        assert (reply.kind, reply.topic, reply.numbers) == ("urgent", urgency, plain.numbers)
    (reply,), _ = respond(Reading(UNREAD, language="es"), context, knowledge)
    first = knowledge.fill(getattr(knowledge.languages["es"], urgency))
    assert reply.kind == "urgent" and reply.text.startswith(first)

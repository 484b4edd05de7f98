"""Unanswerable: the questions of a turn that got no answer, as typed, but masked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rasa.shared.core.events import BotUttered, Event, SlotSet, UserUttered

from components.reading import UNSURE, Question, Reading

#: Kinds of replies that answer nothing: the guide is silent, the bot asks back, or the message is
#: about something else.
KINDS = ("uncovered", "clarify", "off_topic")
_WORD_END = re.compile(r"\s|$")


class Unanswerable(NamedTuple):
    """A question, or a message's part with a question; `topic` is its gap, or ""."""

    kind: str
    topic: str
    text: str


def unanswerable(events: Iterable[Event]) -> Iterator[Unanswerable]:
    """The questions of a turn that got no answer; none if anything in it was urgent.

    Messages that say nothing by themselves are left out: buttons, whose words are ours, follow-ups
    like "tell me more", messages without letters, and those in another language.
    """
    events = list(events)
    messages = [event for event in events if type(event) is UserUttered]
    labels = [(e.data or {}).get("custom") or {} for e in events if type(e) is BotUttered]
    alarmed = any(type(event) is SlotSet and event.key == "urgent" for event in events)
    if len(messages) != 1 or alarmed or any(label.get("kind") == "urgent" for label in labels):
        return
    [message] = messages
    reading = Reading.of(message.parse_data or {})
    pressed = (message.metadata or {}).get("pressed")
    if pressed or reading.urgency or reading.aftermath or reading.language:
        return
    replies = [(label.get("kind"), label.get("topic") or "") for label in labels]
    alone = len(reading.questions) == 1
    for question in reading.questions:
        text = _words(message.text or "", question, alone=alone)
        for kind, topic in replies:
            if text and kind in KINDS and _is_reply_to(question, kind, topic, alone=alone):
                yield Unanswerable(kind, topic, text)
                break


def _is_reply_to(question: Question, kind: str, topic: str, *, alone: bool) -> bool:
    is_unclear = question.intent == UNSURE and question.reason in (None, "unsure")
    if alone:  # the clinic's own terms may have changed its meaning
        return question.family in ("gap", "off_topic") or is_unclear
    if kind == "uncovered":
        return (question.family, question.id) == ("gap", topic)
    return question.family == "off_topic" if kind == "off_topic" else is_unclear


def _words(text: str, question: Question, *, alone: bool) -> str:
    """The question's own text, in whole words, as its span refers to the corrected text."""
    start, end = question.span
    if alone or not 0 <= start < end:
        return " ".join(text.split())
    start = text.rfind(" ", 0, start + 1) + 1
    found = _WORD_END.search(text, min(end, len(text)))
    return " ".join(text[start : found.start() if found else None].split())

"""Dialogue: turns a reading and its context into replies, without any tracker or dispatcher."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from actions import alarm
from actions.alarm import Say, Step
from actions.checks import check
from actions.clinic_only import clinic
from actions.context import Context, Subject
from actions.follow_up import follow_up
from actions.foreign import foreign, in_language_named, urgent_in
from actions.gaps import gap
from actions.health_told import by_checks, by_health
from actions.knowledge import Knowledge
from actions.prices import with_prices
from actions.reply import Reply, Responder
from actions.sheet import leaving_open
from actions.sheet_dialogue import FAMILY, heard, prepare
from actions.smalltalk import clarify, most_telling, off_topic, smalltalk
from actions.terms import by_terms, by_words
from actions.topics import topic
from actions.treatment import with_shared
from actions.urgent_replies import urgent, with_number_first, with_reminder
from components.reading import UNSURE, Question, Reading

_TOO_MANY = "That was more than I can answer at once."
_SEND_THE_REST = "Please send the rest again in a new message."
_UNCLEAR = frozenset({"clarify", "off_topic"})
_SUBJECTS = frozenset({"answer", "uncovered", "clinic"})

#: Family of intents -> the responder that answers it.
_RESPONDERS: Mapping[str, Responder] = {
    "faq": topic,
    "gap": gap,
    "clinic": clinic,
    "check": check,
    "smalltalk": smalltalk,
    "follow_up": follow_up,
    "off_topic": off_topic,
    UNSURE: clarify,
    FAMILY: prepare,
}


def respond(
    reading: Reading, context: Context, knowledge: Knowledge, text: str = ""
) -> tuple[list[Reply], Context]:
    """Replies to the questions of a message, in order, without repeating one.

    Only the last reply has buttons. `text` is the whole message; it is used to find the clinic's
    own terms, to record what was told for the sheet and to see which language was named.
    """
    if not (reading.urgency or context.alarm.is_raised):
        reading = by_words(reading, text, knowledge)
    reading = by_terms(reading, text, knowledge)
    step = alarm.step(reading, context.alarm)
    context = replace(context, alarm=step.after)
    if step.say in alarm.ALONE:
        reply = urgent_in(reading.language, urgent(step, knowledge), knowledge)
        return [reply], replace(context, unclear=0, sheet_answers=None)
    reading, context = heard(reading, text, context, knowledge)
    unread = foreign(reading, context, knowledge)
    if unread:
        return [unread[0]], unread[1]
    asked = _asked(reading, step)
    context = leaving_open(asked, text, context, knowledge)
    replies, context = _answered(asked, context, knowledge)
    replies = [in_language_named(reply, text, knowledge) for reply in replies]
    replies[-1] = _with_what_is_left(replies[-1], reading)
    if step.say is Say.ANSWERS_BEHIND_NUMBER:
        replies[0] = with_number_first(replies[0], step, knowledge)
    elif step.say is Say.COURTESY_WITH_NUMBER:
        replies[0] = with_reminder(replies[0], step, knowledge)
    return replies, context


def _asked(reading: Reading, step: Step) -> list[Question]:
    """The questions to answer, each with its treatment filled in."""
    if step.say is Say.AFFIRM:
        return [Question("smalltalk/affirm")]
    asked = most_telling(reading.questions or (Question(UNSURE),))
    return by_health(by_checks(with_shared(asked)))


def _answered(
    asked: Sequence[Question], context: Context, knowledge: Knowledge
) -> tuple[list[Reply], Context]:
    replies: list[Reply] = []
    subjects: list[Subject] = []
    unclear = context.unclear
    for question in asked:
        responder = _responder(question, knowledge)
        reply, after = responder(question, context, knowledge)
        if any(_say_the_same(reply, other) for other in replies):
            continue
        context = after
        if reply.kind in _SUBJECTS and context.kind and context.topic:
            subjects.append(Subject(context.kind, context.topic, reply.treatment))
        reply, context = with_prices(reply, context, knowledge)
        replies.append(reply)
    context = context.in_order([reply.treatment for reply in replies if reply.kind == "answer"])
    context = context.having_answered(subjects)
    if context.unclear == unclear or any(reply.kind not in _UNCLEAR for reply in replies):
        context = replace(context, unclear=0)
    *others, last = replies
    return [*(replace(reply, buttons=()) for reply in others), last], context


def _say_the_same(reply: Reply, other: Reply) -> bool:
    of_reply, of_other = ((r.kind, r.topic, r.treatment, r.source) for r in (reply, other))
    return of_reply == of_other


def _with_what_is_left(reply: Reply, reading: Reading) -> Reply:
    """The reply, saying so if the message had more questions than are answered at once."""
    if reading.left <= 0:
        return reply
    number = len(reading.questions)
    so_far = f"I have answered your first {number} questions." if number > 1 else _TOO_MANY
    return replace(reply, text=f"{reply.text}\n\n{so_far} {_SEND_THE_REST}")


def _responder(question: Question, knowledge: Knowledge) -> Responder:
    """The responder for a question.

    The model may be older than the knowledge and name an entry that was removed: then ask back.
    """
    entries = knowledge.families.get(question.family)
    if entries is not None and question.id not in entries:
        return clarify
    return _RESPONDERS.get(question.family, clarify)

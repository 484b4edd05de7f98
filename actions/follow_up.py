"""Follow-ups: what is left out is filled in from the context."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from actions.answers import in_short, not_twice, nothing_more, topic_answer
from actions.clinic import clinic
from actions.context import Context
from actions.gaps import gap, no_more
from actions.knowledge import Knowledge
from actions.question import Question, Treatment
from actions.reply import Reply
from actions.smalltalk import clarify, smalltalk

Responder = Callable[[Question, Context, Knowledge], tuple[Reply, Context]]


def follow_up(question: Question, context: Context, knowledge: Knowledge) -> tuple[Reply, Context]:
    """More, compare, repeat, simpler and source, about what was talked about last."""
    if question.id == "compare":
        return _compare(question, context, knowledge)
    if context.topic is None:
        return _without_topic(question, context, knowledge)
    if question.id == "source":
        return _source(context, knowledge)
    return same(question, context, knowledge)


def same(question: Question, context: Context, knowledge: Knowledge) -> tuple[Reply, Context]:
    """The last subject again: more of it, simpler, or for the treatment now named."""
    topic = context.topic or "definition"
    again, entries = _again(question, context, knowledge)
    if topic in entries:
        return again(replace(question, id=topic), context, knowledge)
    if topic not in knowledge.topics:  # edited away since it was talked about
        return clarify(question, context, knowledge)
    treatment: Treatment = question.treatment(context) or "both"
    said = treatment == context.treatment and context.topic is not None
    all_said = said and context.was_in_detail
    wish = question.id if question.family == "follow_up" else ""
    if not wish:
        return not_twice(topic, treatment, context, knowledge)
    if wish == "more" and all_said:
        return nothing_more(topic, treatment, context, knowledge)
    if wish == "simpler" and said and not all_said:
        return in_short(topic, treatment, context, knowledge)
    detail = wish == "more" or (wish == "repeat" and all_said)
    return topic_answer(topic, treatment, context, knowledge, detail=detail)


def _again(
    question: Question, context: Context, knowledge: Knowledge
) -> tuple[Responder, Mapping[str, object]]:
    """Who answers the last subject again when it was no topic, and the ids that still exist."""
    if context.kind == "clinic":
        return clinic, knowledge.clinic_replies
    more = question.family == "follow_up" and question.id == "more"
    named = question.treatment(context) != context.treatment
    responder = no_more if more and not named else gap
    return responder, knowledge.gaps if context.kind == "uncovered" else {}


def _compare(question: Question, context: Context, knowledge: Knowledge) -> tuple[Reply, Context]:
    topic = context.topic if context.topic in knowledge.topics else None
    return topic_answer(topic or "differences", "both", context, knowledge)


def _without_topic(
    question: Question, context: Context, knowledge: Knowledge
) -> tuple[Reply, Context]:
    if question.id == "source":
        return smalltalk(replace(question, id="about_guide"), context, knowledge)
    if set(question.treatments):
        return same(question, context, knowledge)
    return clarify(question, context, knowledge)


def _source(context: Context, knowledge: Knowledge) -> tuple[Reply, Context]:
    question = Question("smalltalk", "about_guide")
    reply, context = smalltalk(question, context, knowledge)
    topic = knowledge.topics.get(context.topic or "")
    if topic is None:
        return reply, context
    section = topic.source(context.treatment or "both")  # type: ignore[arg-type]
    text = f'That is from the part "{section}" of our guide. {reply.text}'
    return replace(
        reply, text=text, kind="answer", topic=topic.id, source=section, treatment=context.treatment
    ), context

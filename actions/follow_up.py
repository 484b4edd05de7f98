"""Follow-ups: what is left out is filled in from the context."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from actions.answers import topic_answer
from actions.clinic import clinic
from actions.context import Context
from actions.gaps import gap
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
    return same(question, context, knowledge, detail=question.id == "more")


def same(
    question: Question, context: Context, knowledge: Knowledge, *, detail: bool = False
) -> tuple[Reply, Context]:
    """The last subject again, for the treatment now named: "and exosomes?"."""
    topic = context.topic or "definition"
    again, entries = _again(context, knowledge)
    if topic in entries:
        return again(replace(question, id=topic), context, knowledge)
    if topic not in knowledge.topics:  # edited away since it was talked about
        return clarify(question, context, knowledge)
    treatment: Treatment = question.treatment(context) or "both"
    return topic_answer(topic, treatment, context, knowledge, detail=detail)


def _again(context: Context, knowledge: Knowledge) -> tuple[Responder, Mapping[str, object]]:
    """Who answers the last subject again when it was no topic, and the ids that still exist."""
    if context.kind == "clinic":
        return clinic, knowledge.clinic_replies
    return gap, knowledge.gaps if context.kind == "uncovered" else {}


def _compare(question: Question, context: Context, knowledge: Knowledge) -> tuple[Reply, Context]:
    topic = context.topic if context.topic in knowledge.topics else None
    return topic_answer(topic or "differences", "both", context, knowledge)


def _without_topic(
    question: Question, context: Context, knowledge: Knowledge
) -> tuple[Reply, Context]:
    if question.id == "source":
        return smalltalk(replace(question, id="about_guide"), context, knowledge)
    if set(question.treatments):
        return same(question, context, knowledge, detail=question.id == "more")
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

"""Answers from the guide: one topic, for one treatment or side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from actions.context import Context
from actions.knowledge import Knowledge
from actions.knowledge.model import Topic, Treatment
from actions.notes import with_notes
from actions.reply import Reply, Table
from actions.suggestions import next_questions
from actions.treatment import treatment_of
from components.reading import Question

IN_FULL = "Here is everything that our guide says about this."
NOTHING_MORE = "That is all our guide says about this."
WAY_TO_THE_CLINIC = "The clinic can tell you more: {phone}."
#: Rows of the table that compares the treatments as a whole.
_OVERVIEW = ("definition", "effectiveness", "sessions", "recovery", "results_timeline", "cost")


def answer(question: Question, context: Context, knowledge: Knowledge) -> tuple[Reply, Context]:
    """The answer to a topic."""
    named = treatment_of(question, context) or "both"
    treatment: Treatment = "both" if knowledge.topics[question.id].compares else named
    return not_twice(question.id, treatment, context, knowledge)


def not_twice(
    topic_id: str, treatment: Treatment, context: Context, knowledge: Knowledge
) -> tuple[Reply, Context]:
    """The short answer; to who asks again at once, what was not said yet."""
    if not context.was_said_last(topic_id, treatment):
        return topic_answer(topic_id, treatment, context, knowledge)
    if context.was_in_detail:
        return nothing_more(topic_id, treatment, context, knowledge)
    reply, after = topic_answer(topic_id, treatment, context, knowledge, detail=True)
    return replace(reply, text=f"{IN_FULL} {reply.text}"), after


def topic_answer(
    topic_id: str,
    treatment: Treatment,
    context: Context,
    knowledge: Knowledge,
    *,
    detail: bool = False,
) -> tuple[Reply, Context]:
    """The answer, short or in detail, with its source, notes and what people ask next."""
    topic = knowledge.topics[topic_id]
    chosen = topic.answer(treatment)
    reply = Reply(
        text=chosen.detail if detail else chosen.short,
        kind="answer",
        topic=topic_id,
        treatment=treatment,
        source=topic.source(treatment),
        table=comparison(topic, knowledge) if treatment == "both" else None,
    )
    reply, context = with_notes(reply, topic, treatment, context, knowledge)
    context = context.about("answer", topic_id, treatment)
    buttons = next_questions(knowledge, topic.next, treatment, context)
    return replace(reply, buttons=buttons), context.in_detail() if detail else context


def in_short(
    topic_id: str, treatment: Treatment, context: Context, knowledge: Knowledge
) -> tuple[Reply, Context]:
    """The answer at a glance, for whom the short one was too long or too hard."""
    reply, after = topic_answer(topic_id, treatment, context, knowledge)
    topic = knowledge.topics[topic_id]
    prp = f"PRP: {topic.answers.prp.glance}."
    exosomes = f"Exosomes: {topic.answers.exosomes.glance}."
    glance = {"prp": prp, "exosomes": exosomes, "both": f"{prp} {exosomes}"}
    text = f"{topic.title}, in short. {glance[treatment]} That is what our guide says in general."
    notes = reply.text.removeprefix(topic.answer(treatment).short)
    return replace(reply, text=text + notes), after


def nothing_more(
    topic_id: str, treatment: Treatment, context: Context, knowledge: Knowledge
) -> tuple[Reply, Context]:
    """Said when all the guide says was said."""
    topic = knowledge.topics[topic_id]
    text = knowledge.fill(f"{NOTHING_MORE} {WAY_TO_THE_CLINIC}")
    buttons = next_questions(knowledge, topic.next, treatment, context)
    source = topic.source(treatment)
    reply = Reply(text, "answer", topic_id, treatment, source, buttons)
    return with_notes(reply, topic, treatment, context, knowledge)


def source_of(topic_id: str, treatment: Treatment, knowledge: Knowledge) -> Reply:
    """Which part of the guide an answer is from, and what kind of text that is."""
    section = knowledge.topics[topic_id].source(treatment)
    about = knowledge.fill(knowledge.smalltalk["about_guide"].text)
    text = f'That is from the part "{section}" of our guide. {about}'
    return Reply(text, "answer", topic_id, treatment, section)


def comparison(topic: Topic, knowledge: Knowledge) -> Table:
    """The treatments side by side: in this topic, or as a whole for one that compares."""
    ids: Iterable[str] = _OVERVIEW if topic.compares else (topic.id,)
    topics = [knowledge.topics[i] for i in ids if i in knowledge.topics]
    rows = tuple((t.title, t.answers.prp.glance, t.answers.exosomes.glance) for t in topics)
    return Table(("", "PRP", "Exosomes"), rows)

"""Answers from the guide: one topic, for one treatment or side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from actions.context import Context
from actions.knowledge import Knowledge
from actions.knowledge.model import Gap, Note, Topic
from actions.question import Question, Treatment
from actions.reply import Reply, Table
from actions.suggestions import next_questions

#: Rows of the table that compares the treatments as a whole.
_OVERVIEW = ("definition", "effectiveness", "sessions", "recovery", "results_timeline", "cost")


def answer(question: Question, context: Context, knowledge: Knowledge) -> tuple[Reply, Context]:
    """The short answer to a topic."""
    named = question.treatment(context) or "both"
    treatment: Treatment = "both" if knowledge.topics[question.id].compares else named
    return topic_answer(question.id, treatment, context, knowledge)


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
    notes = notes_for(knowledge, topic, treatment)
    context = context.about("answer", topic_id, treatment)
    reply = Reply(
        text=chosen.detail if detail else chosen.short,
        kind="answer",
        topic=topic_id,
        treatment=treatment,
        source=topic.source(treatment),
        buttons=next_questions(knowledge, topic.next, treatment, context),
        table=comparison(topic, knowledge) if treatment == "both" else None,
    )
    return with_notes(reply, notes), context


def comparison(topic: Topic, knowledge: Knowledge) -> Table:
    """The treatments side by side: in this topic, or as a whole for one that compares."""
    ids: Iterable[str] = _OVERVIEW if topic.compares else (topic.id,)
    topics = [knowledge.topics[i] for i in ids if i in knowledge.topics]
    rows = tuple((t.title, t.answers.prp.glance, t.answers.exosomes.glance) for t in topics)
    return Table(("", "PRP", "Exosomes"), rows)


def notes_for(
    knowledge: Knowledge, item: Topic | Gap, treatment: Treatment | None
) -> tuple[Note, ...]:
    """The regulatory notes of an entry that speak of this treatment."""
    notes = knowledge.notes_for(item)
    if treatment in (None, "both"):
        return notes
    return tuple(note for note in notes if treatment in note.treatments)


def with_notes(reply: Reply, notes: Iterable[Note]) -> Reply:
    """The reply with its notes said at the end, dated, and linked."""
    for note in notes:
        dated = f"{note.text} (Last checked {note.last_reviewed:%d %B %Y}.)"
        link = (f"Source: {note.jurisdiction}, {note.published:%Y}", note.source_url)
        reply = replace(reply, text=f"{reply.text}\n\n{dated}", links=(*reply.links, link))
    return reply

"""Topics: what the guide says about one, for one treatment or both, in one of four forms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from actions.context import Context
from actions.knowledge import Knowledge
from actions.knowledge.model import Topic, Treatment
from actions.notes import with_notes
from actions.reply import Reply, Table, call
from actions.suggestions import next_questions
from actions.treatment import treatment_of
from actions.wording import lines, nothing_more, worded
from components.reading import Question

Form = Literal["short", "detail", "plain", "glance"]
_FORMS: tuple[Form, ...] = ("short", "detail", "plain", "glance")
#: Introduces a form that the visitor did not ask for.
_LEADS = {"detail": "Here is the long version.", "plain": "As before, in short:"}
_SHORTER = "Shorter still."
_ONCE_MORE = ("Once more.", "Here it is again.", "One more time.")
#: Rows of the table that compares the treatments as a whole.
_OVERVIEW = ("definition", "effectiveness", "sessions", "recovery", "results_timeline", "cost")


def topic(question: Question, context: Context, knowledge: Knowledge) -> tuple[Reply, Context]:
    """The answer to a topic."""
    named = treatment_of(question, context) or "both"
    treatment: Treatment = "both" if knowledge.topics[question.id].compares else named
    return not_twice(question.id, treatment, context, knowledge)


def not_twice(
    topic_id: str, treatment: Treatment, context: Context, knowledge: Knowledge
) -> tuple[Reply, Context]:
    """The short answer; if asked again at once, the detailed form; if later, the plain form."""
    at_once = context.was_said_last(topic_id, treatment)
    order: tuple[Form, ...] = ("short", "detail", "plain")
    order = order if at_once else ("short", "plain", "detail")
    form = next((f for f in order if _key(topic_id, treatment, f) not in context.said), None)
    if form is None:
        return all_said(topic_id, treatment, context, knowledge)
    reply, context = topic_answer(topic_id, treatment, context, knowledge, form)
    return _with_lead(_LEADS.get(form, ""), reply), context


def topic_answer(
    topic_id: str,
    treatment: Treatment,
    context: Context,
    knowledge: Knowledge,
    form: Form = "short",
) -> tuple[Reply, Context]:
    """The answer in this form, with source, regulatory notes and suggested questions."""
    text = _text(knowledge.topics[topic_id], treatment, form)
    context = context.saying(_key(topic_id, treatment, form))
    return _labelled(text, topic_id, treatment, context, knowledge, form)


def simpler(
    topic_id: str, treatment: Treatment, context: Context, knowledge: Knowledge
) -> tuple[Reply, Context]:
    """The plain form; if that was said before, the even shorter one ("glance")."""
    form: Form = "glance" if _key(topic_id, treatment, "plain") in context.said else "plain"
    if _key(topic_id, treatment, form) in context.said:
        form = "plain"  # both were said: mark plain as the latest, so that it is repeated
        context = context.saying(_key(topic_id, treatment, form))
        return once_more(topic_id, treatment, context, knowledge)
    reply, context = topic_answer(topic_id, treatment, context, knowledge, form)
    return _with_lead(_SHORTER if form == "glance" else "", reply), context


def more(
    topic_id: str, treatment: Treatment, context: Context, knowledge: Knowledge
) -> tuple[Reply, Context]:
    """The detailed form; the second time, that there is nothing more."""
    if _key(topic_id, treatment, "detail") in context.said:
        return all_said(topic_id, treatment, context, knowledge)
    return topic_answer(topic_id, treatment, context, knowledge, "detail")


def once_more(
    topic_id: str, treatment: Treatment, context: Context, knowledge: Knowledge
) -> tuple[Reply, Context]:
    """Repeat the form that was said last, and say that it is a repetition."""
    keys = {_key(topic_id, treatment, form): form for form in _FORMS}
    said = [keys[key] for key in context.said if key in keys]
    if not said:
        return topic_answer(topic_id, treatment, context, knowledge)
    leads = {f"{topic_id}:{treatment}:again:{lead}": lead for lead in _ONCE_MORE}
    lead, context = worded(leads, context)
    reply, context = topic_answer(topic_id, treatment, context, knowledge, said[-1])
    return _with_lead(lead, reply), context


def all_said(
    topic_id: str, treatment: Treatment, context: Context, knowledge: Knowledge
) -> tuple[Reply, Context]:
    """Says that there is nothing more, once every form was said."""
    text, context = worded(nothing_more(knowledge), context)
    reply, context = _labelled(text, topic_id, treatment, context, knowledge, "short")
    return replace(reply, table=None, numbers=call(knowledge)), context


def source_of(
    topic_id: str, treatment: Treatment, context: Context, knowledge: Knowledge
) -> tuple[Reply, Context]:
    """Says which part of the guide an answer is from, and what kind of text the guide is."""
    section = knowledge.topics[topic_id].source(treatment)
    about, context = worded(lines(knowledge.smalltalk["about_guide"], knowledge), context)
    text = f'That is from the part "{section}". {about}'
    return Reply(text, "answer", topic_id, treatment, section), context


def comparison(knowledge: Knowledge) -> Table:
    """The treatments side by side, with the rows in which they differ."""
    topics = (knowledge.topics[each] for each in _OVERVIEW if each in knowledge.topics)
    rows = ((t.title, t.answers.prp.glance, t.answers.exosomes.glance) for t in topics)
    return Table(("", "PRP", "Exosomes"), tuple(row for row in rows if row[1] != row[2]))


def _labelled(
    text: str,
    topic_id: str,
    treatment: Treatment,
    context: Context,
    knowledge: Knowledge,
    form: Form,
) -> tuple[Reply, Context]:
    topic = knowledge.topics[topic_id]
    compared = topic.compares and treatment == "both" and form in ("short", "detail")
    reply = Reply(
        text=text,
        kind="answer",
        topic=topic_id,
        treatment=treatment,
        source=topic.source(treatment),
        table=comparison(knowledge) if compared else None,
    )
    reply, context = with_notes(
        reply, topic, treatment, context, knowledge, in_full=form == "detail"
    )
    context = context.about("answer", topic_id, treatment)
    buttons = next_questions(knowledge, topic.next, treatment, context)
    return replace(reply, buttons=buttons), context


def _text(topic: Topic, treatment: Treatment, form: Form) -> str:
    if form != "glance":
        text: str = getattr(topic.answer(treatment), form)
        return text
    names: Iterable[tuple[str, str]] = (("prp", "PRP"), ("exosomes", "Exosomes"))
    cells = ((name, getattr(topic.answers, id_).glance, id_) for id_, name in names)
    return " ".join(f"{name}: {cell}." for name, cell, id_ in cells if treatment in (id_, "both"))


def _key(topic_id: str, treatment: Treatment, form: Form) -> str:
    return f"{topic_id}:{treatment}:{form}"


def _with_lead(lead: str, reply: Reply) -> Reply:
    return replace(reply, text=f"{lead} {reply.text}".strip())

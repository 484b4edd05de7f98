"""Gaps: what to reply where the guide says nothing.

An honest sentence, what the guide does say about something close, and the way to the clinic.
"""

from __future__ import annotations

from dataclasses import replace

from actions.context import Context
from actions.knowledge import Knowledge
from actions.knowledge.model import Gap, Treatment
from actions.notes import has_more, with_notes
from actions.reply import Button, Reply, call
from actions.suggestions import next_questions
from actions.treatment import treatment_of
from actions.wording import lines, nothing_more, worded
from components.reading import Question

_NO_APPROVAL = "No approved product that we know of, as of {day}."
_IN_SHORT = "In short:"
_MORE_OF_NOTES = "This is what regulators say beyond that."


def gap(question: Question, context: Context, knowledge: Knowledge) -> tuple[Reply, Context]:
    """The clinic's own answer if there is one, otherwise that of the gap; with regulatory notes."""
    entry = knowledge.gaps[question.id]
    treatment = treatment_of(question, context)
    own = knowledge.clinic.answers.get(entry.id)
    if own:
        text, context = worded({f"{entry.id}:own": knowledge.fill(own)}, context)
        reply = Reply(text, "clinic", entry.id, treatment, knowledge.clinic.name)
    else:
        plain_no = _plain_no(entry, context, knowledge)
        text, context = _silence(entry, treatment, context, knowledge)
        reply = _uncovered(plain_no + text, entry, treatment, knowledge)
    reply, context = with_notes(reply, entry, treatment, context, knowledge)
    context = context.about("uncovered", entry.id, treatment)
    return replace(reply, buttons=_next(entry, treatment, context, knowledge)), context


def no_more(question: Question, context: Context, knowledge: Knowledge) -> tuple[Reply, Context]:
    """Reply to "tell me more": the rest of the regulatory notes, or that there is nothing more."""
    entry = knowledge.gaps[question.id]
    if entry.id in knowledge.clinic.answers:
        return gap(question, context, knowledge)
    treatment = treatment_of(question, context)
    noted = has_more(knowledge, entry, treatment, context)
    text = _MORE_OF_NOTES
    if not noted:
        text, context = worded(nothing_more(knowledge), context)
    text = _plain_no(entry, context, knowledge) + text
    reply = replace(_uncovered(text, entry, treatment, knowledge), numbers=call(knowledge))
    if noted:
        reply, context = with_notes(reply, entry, treatment, context, knowledge, in_full=True)
    return replace(reply, buttons=_next(entry, treatment, context, knowledge)), context


def simpler(question: Question, context: Context, knowledge: Knowledge) -> tuple[Reply, Context]:
    """Reply to "simpler, please": the gap's first sentence; the second time, as if asked again."""
    entry = knowledge.gaps[question.id]
    key = f"{entry.id}:plain"
    if entry.id in knowledge.clinic.answers or key in context.said:
        return gap(question, context, knowledge)
    treatment = treatment_of(question, context)
    first, stop, _ = knowledge.fill(entry.text).partition(". ")
    text = f"{_IN_SHORT} {first}{stop}".strip()
    reply, context = _uncovered(text, entry, treatment, knowledge), context.saying(key)
    context = context.about("uncovered", entry.id, treatment)
    return replace(reply, buttons=_next(entry, treatment, context, knowledge)), context


def _silence(
    entry: Gap, treatment: Treatment | None, context: Context, knowledge: Knowledge
) -> tuple[str, Context]:
    """The next wording of a gap, with what the guide says about something close, once."""
    wordings = {**lines(entry, knowledge), **nothing_more(knowledge)}
    text, context = worded(wordings, context)
    nearby, key = entry.close_by(treatment), entry.nearby_key(treatment)
    if nearby is None or key in context.said:
        return text, context
    return f"{text} {nearby}", context.saying(key)


def _plain_no(entry: Gap, context: Context, knowledge: Knowledge) -> str:
    """Visitors who ask about approval again first get a plain no, with the day of the check."""
    if entry.id != "approval" or context.topic != "approval":
        return ""
    day = min((note.last_reviewed for note in knowledge.notes_for(entry)), default=None)
    return f"{_NO_APPROVAL.format(day=f'{day:%d %B %Y}')} " if day else ""


def _uncovered(text: str, entry: Gap, treatment: Treatment | None, knowledge: Knowledge) -> Reply:
    numbers = call(knowledge) if entry.call else ()
    return Reply(text, "uncovered", entry.id, treatment, links=booking(knowledge), numbers=numbers)


def _next(
    entry: Gap, treatment: Treatment | None, context: Context, knowledge: Knowledge
) -> tuple[Button, ...]:
    return next_questions(knowledge, entry.see, treatment or "both", context)


def booking(knowledge: Knowledge) -> tuple[tuple[str, str], ...]:
    """The clinic's booking page as a link, where it has one."""
    url = knowledge.clinic.booking_url
    return (("Book a visit", url),) if url else ()

"""Honest gaps: what the guide does not say, what it says nearby, and who can tell."""

from __future__ import annotations

from dataclasses import replace

from actions.answers import NOTHING_MORE, WAY_TO_THE_CLINIC
from actions.context import Context
from actions.knowledge import Knowledge
from actions.knowledge.model import Gap, Treatment
from actions.notes import with_notes
from actions.reply import Button, Reply
from actions.suggestions import next_questions
from actions.treatment import treatment_of
from components.reading import Question

_NO_APPROVAL = "No approved product that we know of, as of {day}."


def gap(question: Question, context: Context, knowledge: Knowledge) -> tuple[Reply, Context]:
    """The clinic's own answer where it has given one, else the honest sentence; with its notes."""
    entry = knowledge.gaps[question.id]
    treatment = treatment_of(question, context)
    own = knowledge.clinic.answers.get(entry.id)
    if own:
        name = knowledge.clinic.name
        reply = Reply(knowledge.fill(own), "clinic", entry.id, treatment, name)
        reply, context = with_notes(reply, entry, treatment, context, knowledge)
        context = context.about("uncovered", entry.id, treatment)
        return replace(reply, buttons=_next(entry, treatment, context, knowledge)), context
    sentences = (_plain_no(entry, context, knowledge), entry.text, entry.close_by(treatment))
    reply = _uncovered(" ".join(filter(None, sentences)), entry, treatment, knowledge)
    reply, context = with_notes(reply, entry, treatment, context, knowledge)
    context = context.about("uncovered", entry.id, treatment)
    separator = "\n\n" if "\n" in reply.text else " "
    text = f"{reply.text}{separator}{knowledge.fill(WAY_TO_THE_CLINIC)}"
    buttons = _next(entry, treatment, context, knowledge)
    return replace(reply, text=text, buttons=buttons), context


def no_more(question: Question, context: Context, knowledge: Knowledge) -> tuple[Reply, Context]:
    """To "tell me more" where there is no more."""
    entry = knowledge.gaps[question.id]
    if entry.id in knowledge.clinic.answers:
        return gap(question, context, knowledge)
    treatment = treatment_of(question, context)
    plain_no = _plain_no(entry, context, knowledge)
    parts = (plain_no, NOTHING_MORE, WAY_TO_THE_CLINIC)
    text = knowledge.fill(" ".join(filter(None, parts)))
    reply = _uncovered(text, entry, treatment, knowledge)
    return replace(reply, buttons=_next(entry, treatment, context, knowledge)), context


def _plain_no(entry: Gap, context: Context, knowledge: Knowledge) -> str | None:
    """Who presses on after the rules hears the plain no first, with the day it was checked."""
    if entry.id != "approval" or context.topic != "approval":
        return None
    day = min((note.last_reviewed for note in knowledge.notes_for(entry)), default=None)
    return _NO_APPROVAL.format(day=f"{day:%d %B %Y}") if day else None


def _uncovered(text: str, entry: Gap, treatment: Treatment | None, knowledge: Knowledge) -> Reply:
    return Reply(text, "uncovered", entry.id, treatment, links=booking(knowledge))


def _next(
    entry: Gap, treatment: Treatment | None, context: Context, knowledge: Knowledge
) -> tuple[Button, ...]:
    return next_questions(knowledge, entry.see, treatment or "both", context)


def booking(knowledge: Knowledge) -> tuple[tuple[str, str], ...]:
    """The clinic's booking page as a link, where it has one."""
    url = knowledge.clinic.booking_url
    return (("Book a visit", url),) if url else ()

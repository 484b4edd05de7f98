"""Honest gaps: what the guide does not say, what it says nearby, and who can tell."""

from __future__ import annotations

from dataclasses import replace

from actions.answers import notes_for, with_notes
from actions.context import Context
from actions.knowledge import Knowledge
from actions.question import Question
from actions.reply import Reply
from actions.suggestions import next_questions

_WAY_TO_THE_CLINIC = "The clinic can tell you more: {phone}."


def gap(question: Question, context: Context, knowledge: Knowledge) -> tuple[Reply, Context]:
    """The clinic's own answer where it has given one, else the honest sentence."""
    entry = knowledge.gaps[question.id]
    treatment = question.treatment(context)
    context = context.about("uncovered", entry.id, treatment)
    buttons = next_questions(knowledge, entry.see, treatment or "both", context)
    own = knowledge.clinic.answers.get(entry.id)
    if own:
        name = knowledge.clinic.name
        text = knowledge.fill(own)
        return Reply(text, "clinic", entry.id, treatment, name, buttons), context
    reply = Reply(
        text=" ".join(part for part in (entry.text, entry.nearby) if part),
        kind="uncovered",
        topic=entry.id,
        treatment=treatment,
        buttons=buttons,
        links=booking(knowledge),
    )
    reply = with_notes(reply, notes_for(knowledge, entry, treatment))
    way = knowledge.fill(_WAY_TO_THE_CLINIC)
    separator = "\n\n" if "\n" in reply.text else " "
    return replace(reply, text=f"{reply.text}{separator}{way}"), context


def booking(knowledge: Knowledge) -> tuple[tuple[str, str], ...]:
    """The clinic's booking page as a link, where it has one."""
    url = knowledge.clinic.booking_url
    return (("Book a visit", url),) if url else ()

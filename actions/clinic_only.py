"""Questions that only the clinic can answer or act on, answered with its own texts."""

from __future__ import annotations

from actions.context import Context
from actions.gaps import booking
from actions.knowledge import Knowledge
from actions.reply import Reply, call
from actions.suggestions import next_questions
from actions.treatment import treatment_of
from actions.wording import lines, nothing_more, worded
from components.reading import Question


def clinic(question: Question, context: Context, knowledge: Knowledge) -> tuple[Reply, Context]:
    """The clinic reply for this intent, with phone number and booking page."""
    entry = knowledge.clinic_replies[question.id]
    treatment = treatment_of(question, context)
    wordings = {**lines(entry, knowledge), **nothing_more(knowledge)}
    text, context = worded(wordings, context)
    reply = Reply(
        text=text,
        kind="clinic",
        topic=entry.id,
        treatment=treatment,
        source=knowledge.clinic.name,
        buttons=next_questions(knowledge, (), treatment or "both", context)[:2],
        links=booking(knowledge),
        numbers=call(knowledge) if entry.call else (),
    )
    return reply, context.about("clinic", entry.id, treatment if question.treatment else None)

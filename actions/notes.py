"""What regulators have said: in full the first time, in a sentence afterwards."""

from __future__ import annotations

from dataclasses import replace

from actions.context import Context
from actions.knowledge import Knowledge
from actions.knowledge.model import Gap, Note, Topic, Treatment
from actions.reply import Reply

#: What asks about safety or rules gets the full note in every message.
_IN_FULL = frozenset("safety rare_risks contraindications approval exosome_source home_use".split())
_ADVICE = "advice"


def with_notes(
    reply: Reply,
    item: Topic | Gap,
    treatment: Treatment | None,
    context: Context,
    knowledge: Knowledge,
) -> tuple[Reply, Context]:
    """The reply with the notes of its entry at the end, dated and linked."""
    paragraphs, links = [reply.text], list(reply.links)
    notes = notes_for(knowledge, item, treatment)
    brief = {note for note in notes if _is_known(note, item, context)}
    for note in notes:
        paragraphs.append(note.brief if note in brief else in_full(note))
        title = f"Source: {note.site} ({note.jurisdiction}, {note.published:%Y})"
        links.append((title, note.source_url))
        context = context.noting(note.id)
    if set(notes) - brief and _ADVICE not in context.noted:
        paragraphs.append(knowledge.advice)
        context = replace(context, noted=context.noted | {_ADVICE})
    return replace(reply, text="\n\n".join(paragraphs), links=tuple(links)), context


def notes_for(
    knowledge: Knowledge, item: Topic | Gap, treatment: Treatment | None
) -> tuple[Note, ...]:
    """The regulatory notes of an entry that speak of this treatment."""
    notes = knowledge.notes_for(item)
    if treatment in (None, "both"):
        return notes
    return tuple(note for note in notes if treatment in note.treatments)


def in_full(note: Note) -> str:
    """With the place to read it and the day a person last did."""
    return f"{note.text} (Read it at {note.site}; last checked {note.last_reviewed:%d %B %Y}.)"


def _is_known(note: Note, item: Topic | Gap, context: Context) -> bool:
    if note.id in context.noted:
        return True
    return context.has_noted(note.id) and item.id not in _IN_FULL

"""Regulatory notes: two lines the first time, then only a link; the rest on demand."""

from __future__ import annotations

from dataclasses import replace

from actions.context import Context
from actions.knowledge import Knowledge
from actions.knowledge.model import Gap, Topic, Treatment
from actions.knowledge.regulatory import Note
from actions.reply import Reply

_ADVICE = "advice"
#: The gap that asks what regulators say.
_RULES = "approval"


def with_notes(
    reply: Reply,
    item: Topic | Gap,
    treatment: Treatment | None,
    context: Context,
    knowledge: Knowledge,
    *,
    in_full: bool = False,
) -> tuple[Reply, Context]:
    """The reply with the regulatory notes of its entry appended, with dates and links.

    A note given before is repeated, briefly, only if the visitor asks about the rules. Of two new
    notes on the same treatment only the first is given, unless `in_full`.
    """
    paragraphs, links = [reply.text], dict(reply.links)
    notes = notes_for(knowledge, item, treatment)
    spoken_of: set[str] = set()
    for note in notes:
        links[note.dated_title] = note.source_url
        is_new = f"{note.id}:text" not in context.said
        if is_new and not in_full and spoken_of >= set(note.treatments):
            continue
        spoken_of |= set(note.treatments) if is_new else set()
        says_more = in_full and not _was_told(note, context)
        paragraphs += _said_of(note, is_new, says_more, item)
        links |= {link.title: link.url for link in note.links if says_more}
        context = context.saying(f"{note.id}:text", *([f"{note.id}:more"] if says_more else []))
    if notes and in_full and _ADVICE not in context.said:
        paragraphs.append(knowledge.advice.text)
        links |= {link.title: link.url for link in knowledge.advice.links}
        context = context.saying(_ADVICE)
    return replace(reply, text="\n\n".join(paragraphs), links=tuple(links.items())), context


def _said_of(note: Note, is_new: bool, says_more: bool, item: Topic | Gap) -> list[str]:
    """The paragraph for a note; empty if all of it was said and the rules were not asked about."""
    said = [note.text] if is_new else []
    said += [note.more] if says_more else []
    said = said or ([note.brief] if item.id == _RULES else [])
    return [" ".join(said)] if said else []


def notes_for(
    knowledge: Knowledge, item: Topic | Gap, treatment: Treatment | None
) -> tuple[Note, ...]:
    """The regulatory notes of an entry that concern this treatment."""
    notes = knowledge.notes_for(item)
    if treatment in (None, "both"):
        return notes
    return tuple(note for note in notes if treatment in note.treatments)


def has_more(
    knowledge: Knowledge, item: Topic | Gap, treatment: Treatment | None, context: Context
) -> bool:
    """Whether a note of this entry has a second part that was not given yet."""
    return not all(_was_told(note, context) for note in notes_for(knowledge, item, treatment))


def _was_told(note: Note, context: Context) -> bool:
    return f"{note.id}:more" in context.said

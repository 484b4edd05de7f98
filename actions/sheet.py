"""Sheet: what a visitor takes to the consultation, as JSON for print and as text.

It repeats what the visitor told and what the guide says, and judges nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from actions.context import MAX_LEFT_OPEN, Context
from actions.knowledge import Knowledge
from actions.knowledge.model import Gap, Treatment
from actions.notes import with_notes
from actions.prices import with_prices
from actions.reply import Reply
from actions.topics import topic_answer
from components.reading import Question

#: The gap for all that no other gap lists: only the visitor's own words say what was asked.
_UNLISTED = "other"
_TREATMENTS: Mapping[str | None, Treatment] = {"prp": "prp", "exosomes": "exosomes"}
#: Characters kept of the visitor's own words.
_LONGEST = 160

_TITLE = "Consultation sheet"
_ABOUT = (
    "Made from a chat with the automated guide of {name}. It repeats what you told and asked, and "
    "does not say which treatment suits you."
)
_TOLD, _BRING, _SAID = (
    "What the guide says to weigh, and what you told",
    "Questions to bring",
    "What you asked, and what the guide says",
)
_NOTES = "Your own notes"
_IN_PERSON = (
    "Your goals and your medical history count, too, the guide says. They are best told in person."
)
_HONEST = (
    "This is general information from one published article. It is not a diagnosis and no advice "
    "on your case.",
    "Please bring it to your consultation at {name}, {phone}: a qualified practitioner can look at "
    "your hair and help you choose.",
)
_OPEN = "The guide leaves this open."
_YOU_TOLD = "You told: “{words}”"


@dataclass(frozen=True)
class Item:
    """One entry of a section; `source` says where its text comes from."""

    title: str
    text: str = ""
    source: str = ""


@dataclass(frozen=True)
class Section:
    """A part of the sheet; `id` is told, bring, said or notes."""

    id: str
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Sheet:
    """The whole sheet; `lines` are the closing sentences on what it is and is not."""

    title: str
    about: str
    sections: tuple[Section, ...]
    lines: tuple[str, ...]


def sheet(told: Mapping[str, str], context: Context, knowledge: Knowledge) -> Sheet:
    """The sheet of the answers given for it and the questions asked in the conversation."""
    sections = (
        Section("told", _TOLD, tuple(_told(told, knowledge))),
        Section("bring", _BRING, tuple(_to_bring(context, knowledge))),
        Section("said", _SAID, tuple(_said(context, knowledge))),
        Section("notes", _NOTES, (Item(_IN_PERSON),)),
    )
    return Sheet(
        title=_TITLE,
        about=knowledge.fill(_ABOUT),
        sections=tuple(section for section in sections if section.items),
        lines=tuple(map(knowledge.fill, _HONEST)),
    )


def as_text(made: Sheet) -> str:
    """The sheet as the text of a message, without the questions that were not answered."""
    parts = [f"{made.title}. {made.about}"]
    for section in made.sections:
        items = [item for item in section.items if item.text or section.id != "told"]
        if items:
            parts.append("\n".join([section.title, *map(_line, items)]))
    return "\n\n".join([*parts, "\n".join(made.lines)])


def in_short(words: str) -> str:
    """A visitor's own words, as they are kept for it."""
    return _in_one(words)[:_LONGEST].rstrip()


def leaving_open(
    asked: Sequence[Question], text: str, context: Context, knowledge: Knowledge
) -> Context:
    """The context with the visitor's words for questions that no listed gap describes."""
    spans = [q.span for q in asked if q.intent == f"gap/{_UNLISTED}"]
    if _UNLISTED in knowledge.clinic.answers or not spans:
        return context
    parts = [text] if len(asked) == 1 else [text[slice(*span)] for span in spans]
    words = [in_short(part) for part in parts]
    known = [each for each in context.left_open if each not in words]
    return replace(context, left_open=(*known, *filter(None, words))[-MAX_LEFT_OPEN:])


def _line(item: Item) -> str:
    said = f"• {item.title}" + (f"\n{item.text}" if item.text else "")
    return said + (f" ({item.source})" if item.source else "")


def _told(told: Mapping[str, str], knowledge: Knowledge) -> Iterator[Item]:
    for factor in knowledge.factors.values():
        words = told.get(factor.id)
        yield Item(factor.title, _YOU_TOLD.replace("{words}", words) if words else "")


def _to_bring(context: Context, knowledge: Knowledge) -> Iterator[Item]:
    yield from (Item(factor.bring) for factor in knowledge.factors.values())
    asked = dict.fromkeys(subject.topic for subject in context.subjects)
    notes = Context()
    for gap in (knowledge.gaps[topic] for topic in asked if topic in knowledge.gaps):
        if gap.id not in knowledge.clinic.answers and gap.id != _UNLISTED:
            item, notes = _open(gap, notes, knowledge)
            yield item
    yield from (Item(f"“{words}”", _OPEN) for words in context.left_open)


def _open(gap: Gap, notes: Context, knowledge: Knowledge) -> tuple[Item, Context]:
    """A gap as an item, with its regulatory notes unless an earlier item has them."""
    reply = Reply(_OPEN, "uncovered", gap.id)
    reply, notes = with_notes(reply, gap, None, notes, knowledge)
    return Item(gap.question, _in_one(reply.text), _sources(None, reply)), notes


def _said(context: Context, knowledge: Knowledge) -> Iterator[Item]:
    """The topics asked about, in plain words; one asked for both treatments is not repeated."""
    asked = [(topic, treatment) for _, topic, treatment in context.subjects]
    before = Context()
    for topic, treatment in asked:
        if topic in knowledge.topics:
            of = _TREATMENTS.get(treatment, "both")
            if of != "both" and (topic, "both") in asked:
                continue
            reply, before = topic_answer(topic, of, before, knowledge, "plain")
            reply, before = with_prices(reply, before, knowledge)
            title = knowledge.topics[topic].ask(of)
            yield Item(title, _in_one(reply.text), _sources(reply.source, reply))
        elif topic in knowledge.clinic.answers:
            text = knowledge.fill(knowledge.clinic.answers[topic])
            yield Item(knowledge.gaps[topic].question, text, knowledge.clinic.name)


def _sources(section: str | None, reply: Reply) -> str:
    named: Iterable[str] = [f"From the guide: {section}"] if section else []
    return "; ".join([*named, *(f"{title}: {url}" for title, url in reply.links)])


def _in_one(text: str) -> str:
    return " ".join(text.split())

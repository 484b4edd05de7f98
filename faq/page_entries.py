"""Page entries: the content of each page, in the same words as in the chat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from actions.context import Context
from actions.knowledge import Knowledge
from actions.knowledge.model import Gap, Topic, Treatment
from actions.knowledge.regulatory import Note
from actions.prices import with_prices
from actions.reply import Reply, Table
from actions.topics import comparison

Kind = Literal["answer", "clinic", "uncovered"]

GUIDE = "Exosomes vs. PRP: Which Hair Loss Treatment Delivers Better Results?"
_NAMES: Mapping[Treatment, str] = {"prp": "PRP", "exosomes": "Exosomes"}


@dataclass(frozen=True)
class PagePart:
    """What is said about one treatment, or about both; each text is a paragraph."""

    name: str
    texts: tuple[str, ...]
    source: str | None = None


@dataclass(frozen=True)
class PageEntry:
    """A topic or gap as a page. `kind`: answered by the guide, by the clinic, or by nobody."""

    id: str
    kind: Kind
    title: str
    question: str
    summary: str
    answer: PagePart
    sides: tuple[PagePart, ...]
    notes: tuple[Note, ...]
    see: tuple[str, ...]
    table: Table | None = None

    @property
    def quotable(self) -> str:
        """The text for search results, which always includes the regulatory notes."""
        return " ".join([self.summary, *(note.text for note in self.notes)])


def entries(knowledge: Knowledge) -> dict[str, PageEntry]:
    """Id -> entry of all topics and gaps, in the order of the files."""
    found = [_topic(topic, knowledge) for topic in knowledge.topics.values()]
    found += [_gap(gap, knowledge) for gap in knowledge.gaps.values()]
    return {entry.id: entry for entry in found}


def _topic(topic: Topic, knowledge: Knowledge) -> PageEntry:
    both = topic.answer("both")
    reply = Reply(both.short, "answer", topic.id, "both", topic.source("both"))
    said = _with_prices(reply, knowledge)
    return PageEntry(
        id=topic.id,
        kind="answer",
        title=topic.title,
        question=topic.question_both,
        summary=both.plain,
        answer=PagePart("", (said.text, both.detail), said.source),
        sides=tuple(
            PagePart(name, (answer.short, answer.detail), topic.source(treatment))
            for treatment, name in _NAMES.items()
            for answer in [topic.answer(treatment)]
        ),
        notes=knowledge.notes_for(topic),
        see=topic.next,
        table=comparison(knowledge) if topic.compares else None,
    )


def _gap(gap: Gap, knowledge: Knowledge) -> PageEntry:
    """The entry of a gap; the clinic's own answer replaces the gap's text, as in the chat."""
    own = knowledge.clinic.answers.get(gap.id)
    if own:
        said = Reply(knowledge.fill(own), "clinic", gap.id, source=knowledge.clinic.name)
    else:
        said = _with_prices(Reply(gap.text, "uncovered", gap.id), knowledge)
    silent = said.kind == "uncovered"
    sides = tuple(_nearby(gap)) if silent else ()
    near = (gap.nearby,) if silent and gap.nearby and not sides else ()
    return PageEntry(
        id=gap.id,
        kind="uncovered" if silent else "clinic",
        title=gap.title,
        question=gap.question,
        summary=said.text,
        answer=PagePart("", (said.text, *near), said.source),
        sides=sides,
        notes=knowledge.notes_for(gap),
        see=gap.see,
    )


def _nearby(gap: Gap) -> Iterator[PagePart]:
    """A part per treatment if the guide says different things about the two, else nothing."""
    said = {name: gap.close_by(treatment) for treatment, name in _NAMES.items()}
    if len(set(said.values())) > 1:
        yield from (PagePart(name, (text,)) for name, text in said.items() if text)


def _with_prices(reply: Reply, knowledge: Knowledge) -> Reply:
    return with_prices(reply, Context(), knowledge)[0]

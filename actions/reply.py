"""Reply: a text, its label and the buttons below it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from actions.context import Context
from actions.knowledge import Knowledge
from components.reading import Question

Kind = Literal["answer", "uncovered", "clinic", "urgent", "off_topic", "smalltalk", "clarify"]


@dataclass(frozen=True)
class Button:
    """A suggested question; `payload` is the question in plain words, sent when it is pressed."""

    title: str
    payload: str
    topic: str
    treatment: str | None = None


@dataclass(frozen=True)
class Table:
    """A comparison side by side; the first column names the rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Reply:
    """The reply to one question; `numbers` and `links` are pairs of title and target."""

    text: str
    kind: Kind
    topic: str | None = None
    treatment: str | None = None
    source: str | None = None
    buttons: tuple[Button, ...] = ()
    table: Table | None = None
    links: tuple[tuple[str, str], ...] = field(default=())
    numbers: tuple[tuple[str, str], ...] = field(default=())
    request: bool = False  # whether a request to the clinic is offered below
    person: bool = False  # whether a person of the clinic can be asked to come to the chat
    prepare: bool = False  # whether the sheet for the consultation is offered
    sheet: Mapping[str, Any] | None = None  # the consultation sheet as JSON

    def message(self) -> dict[str, Any]:
        """Arguments for `CollectingDispatcher.utter_message`."""
        label: dict[str, Any] = {
            "kind": self.kind,
            "topic": self.topic,
            "treatment": self.treatment,
            "source": self.source,
        }
        if self.table:
            label["table"] = {
                "columns": list(self.table.columns),
                "rows": [list(row) for row in self.table.rows],
            }
        if self.links:
            label["links"] = [{"title": title, "url": url} for title, url in self.links]
        if self.numbers:
            label["numbers"] = [{"title": t, "number": number} for t, number in self.numbers]
        offers = ("request", "person", "prepare")
        label |= {name: True for name in offers if getattr(self, name)}
        if self.sheet:
            label["sheet"] = self.sheet
        return {
            "text": self.text,
            "buttons": [vars(button).copy() for button in self.buttons],
            "json_message": label,
        }


def call(knowledge: Knowledge) -> tuple[tuple[str, str], ...]:
    """The clinic's number as a button to call it, so that the text need not repeat it."""
    return (("Call the clinic", knowledge.clinic.phone),)


#: Answers one question and returns the context afterwards.
Responder = Callable[[Question, Context, Knowledge], tuple[Reply, Context]]

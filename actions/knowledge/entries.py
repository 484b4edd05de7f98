"""Entries as written in the files, so that rules can be checked even if the model rejects one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from actions.knowledge.document import Document, Location
from actions.knowledge.explain import label
from actions.knowledge.problems import Problem

Documents = Mapping[str, Document]

_LISTS: Mapping[str, str] = {
    "topics.yml": "topics",
    "gaps.yml": "gaps",
    "regulatory.yml": "notes",
    "urgent.yml": "replies",
    "clinic.yml": "replies",
    "smalltalk.yml": "replies",
    "languages.yml": "languages",
}


@dataclass(frozen=True)
class Entry:
    """One entry of a file: its fields as written, and where it is."""

    document: Document
    location: Location
    fields: Mapping[str, Any]

    @property
    def id(self) -> str:
        return self.text("id")

    def text(self, field: str) -> str:
        value = self.fields.get(field)
        return value if isinstance(value, str) else ""

    def texts(self, field: str) -> Iterator[tuple[int, str]]:
        values = self.fields.get(field)
        for index, value in enumerate(values if isinstance(values, list) else ()):
            if isinstance(value, str):
                yield index, value

    def part(self, field: str) -> Entry:
        """A nested mapping as an entry of its own; it has no fields if there is no mapping."""
        value = self.fields.get(field)
        fields = value if isinstance(value, dict) else {}
        return Entry(self.document, (*self.location, field), fields)

    def parts(self, field: str) -> Iterator[Entry]:
        """The mappings of a nested list, as entries of their own."""
        values = self.fields.get(field)
        for index, value in enumerate(values if isinstance(values, list) else ()):
            if isinstance(value, dict):
                yield Entry(self.document, (*self.location, field, index), value)

    def problem(self, message: str, *where: str | int) -> Problem:
        location = (*self.location, *where)
        return self.document.problem(f"{label(self.document.data, location)} {message}", location)


def entries(documents: Documents, name: str) -> Iterator[Entry]:
    """The entries of one file. What is not an entry is skipped here and reported by the model."""
    document, key = documents[name], _LISTS[name]
    data = document.data if isinstance(document.data, dict) else {}
    items = data.get(key)
    for index, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, dict):
            yield Entry(document, (key, index), item)


def all_entries(documents: Documents) -> Iterator[Entry]:
    for name in _LISTS:
        yield from entries(documents, name)


def ids(documents: Documents, name: str) -> list[str]:
    return [entry.id for entry in entries(documents, name) if entry.id]


def whole(documents: Documents, name: str) -> Entry:
    """A whole file as one entry, e.g. the clinic's facts."""
    document = documents[name]
    return Entry(document, (), document.data if isinstance(document.data, dict) else {})

"""Checks that the intents of the training sentences and the knowledge use the same ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from actions.knowledge.document import Document, read
from actions.knowledge.entries import Documents, entries, ids
from actions.knowledge.problems import Problem, suggest
from actions.knowledge.rules import OWN_REPLIES
from actions.knowledge.urgent import CHECKS

# Family of intents -> the file with its entries.
_FILES: Mapping[str, str] = {
    "faq": "topics.yml",
    "gap": "gaps.yml",
    "clinic": "clinic.yml",
    "urgent": "urgent.yml",
    "smalltalk": "smalltalk.yml",
    "off_topic": "smalltalk.yml",
}
# Families without entries: acts on the last subject, and messages after an urgent reply.
_WITHOUT_ENTRIES = ("follow_up", "aftermath")


class _Intent(NamedTuple):
    name: str
    document: Document
    place: int

    def problem(self, message: str) -> Problem:
        where = ("nlu", self.place, "intent")
        return self.document.problem(f"intent '{self.name}' {message}", where)


def check_intents(documents: Documents, directory: Path) -> Iterator[Problem]:
    """Intents without an entry and entries without an intent; `directory` has the sentences."""
    files = [read(path) for path in sorted(directory.glob("**/*.yml"))]
    intents = [intent for file in files for intent in _intents(file)]
    for file in files:
        yield from file.problems
    yield from _intents_have_answers(documents, intents)
    if all(file.readable for file in files):
        yield from _answers_have_intents(documents, {intent.name for intent in intents})


def _intents(document: Document) -> Iterator[_Intent]:
    items = document.data.get("nlu") if isinstance(document.data, dict) else None
    for index, item in enumerate(items if isinstance(items, list) else ()):
        name = item.get("intent") if isinstance(item, dict) else None
        if isinstance(name, str):
            yield _Intent(name, document, index)


def _intents_have_answers(documents: Documents, intents: list[_Intent]) -> Iterator[Problem]:
    known = {file: ids(documents, file) for file in _FILES.values()}  # once, not for each intent
    for intent in intents:
        family, _, name = intent.name.partition("/")
        if family in _WITHOUT_ENTRIES:
            continue
        if family == "check":
            if name not in CHECKS:
                yield intent.problem(f"has no text in urgent.yml; {suggest(name, CHECKS)}")
            continue
        file = _FILES.get(family)
        if file is None:
            right = [f"{name}/…" for name in (*_FILES, "check", *_WITHOUT_ENTRIES)]
            yield intent.problem(f"belongs to no file; {suggest(family, right)}")
        elif documents[file].readable and name not in known[file]:
            hint = suggest(name, known[file], "it has")
            yield intent.problem(f"has no answer in {file}; {hint}")


def _answers_have_intents(documents: Documents, names: set[str]) -> Iterator[Problem]:
    for file in dict.fromkeys(_FILES.values()):
        families = [family for family, its_file in _FILES.items() if its_file == file]
        for entry in entries(documents, file):
            wanted = [f"{family}/{entry.id}" for family in families]
            is_own = file == "smalltalk.yml" and entry.id in OWN_REPLIES
            if entry.id and not is_own and names.isdisjoint(wanted):
                hint = " or ".join(f"'{name}'" for name in wanted)
                yield entry.problem(f"has no training sentences; add the intent {hint}")

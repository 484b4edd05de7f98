"""The training sentences' intents and the knowledge name the same ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from actions.knowledge.document import Document, read
from actions.knowledge.entries import Documents, entries, ids
from actions.knowledge.problems import Problem, suggest
from actions.knowledge.rules import OWN_REPLIES
from actions.knowledge.urgent import CHECKS

# What an intent's first part says about where its answer stands.
ROOMS: Mapping[str, str] = {
    "faq": "topics.yml",
    "gap": "gaps.yml",
    "clinic": "clinic.yml",
    "urgent": "urgent.yml",
    "smalltalk": "smalltalk.yml",
    "off_topic": "smalltalk.yml",
}
# Repeats or extends the last answer; what is written after an urgent reply.
_WITHOUT_ANSWER = ("follow_up", "aftermath")


class _Intent(NamedTuple):
    name: str
    document: Document
    place: int

    def problem(self, message: str) -> Problem:
        where = ("nlu", self.place, "intent")
        return self.document.problem(f"intent '{self.name}' {message}", where)


def check_intents(documents: Documents, directory: Path) -> Iterator[Problem]:
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
    known = {file: ids(documents, file) for file in ROOMS.values()}  # a thousand intents ask
    for intent in intents:
        room, _, name = intent.name.partition("/")
        if room in _WITHOUT_ANSWER:
            continue
        if room == "check":
            if name not in CHECKS:
                yield intent.problem(f"has no text in urgent.yml; {suggest(name, CHECKS)}")
            continue
        file = ROOMS.get(room)
        if file is None:
            right = [f"{room}/…" for room in (*ROOMS, "check", *_WITHOUT_ANSWER)]
            yield intent.problem(f"belongs to no file; {suggest(room, right)}")
        elif documents[file].readable and name not in known[file]:
            hint = suggest(name, known[file], "it has")
            yield intent.problem(f"has no answer in {file}; {hint}")


def _answers_have_intents(documents: Documents, names: set[str]) -> Iterator[Problem]:
    for file in dict.fromkeys(ROOMS.values()):
        rooms = [room for room, its_file in ROOMS.items() if its_file == file]
        for entry in entries(documents, file):
            wanted = [f"{room}/{entry.id}" for room in rooms]
            own = file == "smalltalk.yml" and entry.id in OWN_REPLIES
            if entry.id and not own and names.isdisjoint(wanted):
                hint = " or ".join(f"'{name}'" for name in wanted)
                yield entry.problem(f"has no training sentences; add the intent {hint}")

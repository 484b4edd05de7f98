"""Loads a knowledge directory: all of it or, with the full list of problems, nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path

from actions.knowledge.all_knowledge import FILES, Knowledge, assemble
from actions.knowledge.document import read, read_text
from actions.knowledge.explain import parse
from actions.knowledge.intents import check_intents
from actions.knowledge.model import Record
from actions.knowledge.problems import KnowledgeError, Problem
from actions.knowledge.rules import check


def load(
    directory: Path,
    *,
    nlu: Path | None = None,
    today: date | None = None,
    drafts: Mapping[str, str] | None = None,
) -> Knowledge:
    """The knowledge in a directory.

    With `nlu`, the directory of the training sentences, their intents must use the same ids.
    `drafts` maps names of files to texts that are used instead of the files' own.

    Raises:
        KnowledgeError: with all problems found.
    """
    documents = {
        name: read_text(directory / name, drafts[name])
        if drafts and name in drafts
        else read(directory / name)
        for name in FILES
    }
    problems = [problem for document in documents.values() for problem in document.problems]
    files: dict[str, Record] = {}
    for name, document in documents.items():
        parsed: Record | list[Problem] = parse(document, FILES[name]) if document.readable else []
        if isinstance(parsed, Record):
            files[name] = parsed
        else:
            problems += parsed
    problems += check(documents, today or date.today())
    problems += check_intents(documents, nlu) if nlu else ()
    if problems:
        raise KnowledgeError(problems)
    texts = "\0".join(document.text for document in documents.values())
    return assemble(files, sha256(texts.encode()).hexdigest()[:12])

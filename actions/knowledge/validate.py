"""`python -m actions.knowledge.validate`: prints all errors of the knowledge, or its counts."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from actions.knowledge.all_knowledge import Knowledge
from actions.knowledge.load import load
from actions.knowledge.problems import KnowledgeError
from actions.knowledge.readability import too_hard


def main(arguments: list[str] | None = None, today: date | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", nargs="?", type=Path, default=Path("data/knowledge"))
    parser.add_argument(
        "--nlu", type=Path, help="training sentences (default: nlu beside DIRECTORY)"
    )
    options = parser.parse_args(arguments)
    nlu: Path = options.nlu or options.directory.parent / "nlu"
    today = today or date.today()
    try:
        knowledge = load(options.directory, nlu=nlu if nlu.is_dir() else None, today=today)
    except KnowledgeError as error:
        print(error)
        print(f"{options.directory}: {len(error.problems)} problems to fix", file=sys.stderr)
        return 1
    hard = [*too_hard(knowledge)]
    if hard:
        print("\n".join(hard))
        return 1
    for note in knowledge.overdue(today):
        print(f"warning: {note.reminder}", file=sys.stderr)
    print(f"{options.directory}: {summary(knowledge)}")
    return 0


def summary(knowledge: Knowledge) -> str:
    counts = {
        "topics": knowledge.topics,
        "gaps": knowledge.gaps,
        "regulatory notes": knowledge.notes,
        "urgent": knowledge.urgent,
        "checks": knowledge.checks,
        "clinic": knowledge.clinic_replies,
        "small talk replies": knowledge.smalltalk,
        "languages": knowledge.languages,
    }
    return ", ".join(f"{len(items)} {name}" for name, items in counts.items()) + "; no errors"


if __name__ == "__main__":
    sys.exit(main())

"""`python -m actions.knowledge.readability`: the school grade that each kind of text asks for."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import NamedTuple, get_args

from actions.knowledge.knowledge import Knowledge
from actions.knowledge.load import load
from actions.knowledge.model import Treatment


class Grade(NamedTuple):
    grade: float
    name: str


#: School grade that the plain form of an answer may ask for at most.
PLAIN = 6.0


def grades(knowledge: Knowledge) -> Mapping[str, list[Grade]]:
    """Flesch-Kincaid grades by kind of text."""
    # Imported here: a tool of development, absent where the bot runs.
    from textstat import flesch_kincaid_grade

    return {
        kind: [Grade(flesch_kincaid_grade(text), name) for name, text in texts]
        for kind, texts in _texts(knowledge)
    }


def _texts(knowledge: Knowledge) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    answers = [
        (f"{topic.id}, {treatment}", topic.answer(treatment))
        for topic in knowledge.topics.values()
        for treatment in get_args(Treatment)
    ]
    yield "plain", [(name, answer.plain) for name, answer in answers]
    yield "shorts", [(name, answer.short) for name, answer in answers]
    yield "details", [(name, answer.detail) for name, answer in answers]
    yield "gaps", [(gap.id, f"{gap.text} {gap.nearby or ''}") for gap in knowledge.gaps.values()]


def too_hard(knowledge: Knowledge) -> Iterator[str]:
    """The plain forms that are not plain, in words for whoever edits them."""
    for grade, name in grades(knowledge)["plain"]:
        if grade > PLAIN:
            yield (
                f"topics.yml: {name}: plain asks for school grade {grade:.1f}, and {PLAIN:.0f} is "
                "allowed; use shorter words and sentences"
            )


def table(knowledge: Knowledge) -> str:
    rows = [f"{'texts':<10}{'count':>5}{'median':>8}{'highest':>9}  where"]
    for kind, found in grades(knowledge).items():
        if found:
            middle, highest = median(grade.grade for grade in found), max(found)
            grade = f"{middle:>8.1f}{highest.grade:>9.1f}"
            rows.append(f"{kind:<10}{len(found):>5}{grade}  {highest.name}")
    return "\n".join(rows)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", nargs="?", type=Path, default=Path("data/knowledge"))
    print(table(load(parser.parse_args(arguments).directory)))


if __name__ == "__main__":
    main()

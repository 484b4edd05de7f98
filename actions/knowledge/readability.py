"""`python -m actions.knowledge.readability`: the school grade that each kind of text asks for."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import NamedTuple, get_args

from actions.knowledge.all_knowledge import Knowledge
from actions.knowledge.load import load
from actions.knowledge.model import Treatment


class Grade(NamedTuple):
    grade: float
    name: str


_LETTER = re.compile(r"[^\W_]")
_END = re.compile(r"[.!?]+(?=\s|$|[\"'”)])")
#: Vowels that are one sound, those at an end that are none, and neighbours that are two.
_VOWELS = re.compile(r"(?!^y)[aeiouy]+(?<!^y)|(?<=^y)[aeiou]+|[^aeiouy]le(?=s?$)")
_SILENT = re.compile(
    r"(?<=[^aeiouyl])e$|(?<=[aeiouy]l)e$|(?<=[^aeiouylcgszxh])e(?=s$)|(?<=[aeiouy]l)e(?=s$)"
    r"|(?<=[^aeiouytd])e(?=d$)"
)
_APART = re.compile(r"(?<![tcsgx])i(?=[ao])|(?<![tcsgx])iu|(?<![gq])u[ae](?=[a-z])|eo|[aeouy]ing$")

#: School grade that the plain form of an answer may ask for at most.
PLAIN = 6.0


def grade(text: str) -> float:
    """Flesch and Kincaid's: the years at school after which one reads it with ease.

    Syllables are counted by how words are written, which on our texts comes within half a grade
    of a dictionary of sounds; those that there are may not be shipped with a program like this.
    """
    words = [word for word in text.split() if _LETTER.search(word)]
    if not words:
        return 0.0
    sentences = max(1, len(_END.findall(text)))
    spoken = sum(syllables(word) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * spoken / len(words) - 15.59


def syllables(word: str) -> int:
    """How many one says."""
    letters = re.sub("[^a-z]", "", word.lower())
    heard = _SILENT.sub("", letters)
    return max(1, len(_VOWELS.findall(heard)) + len(_APART.findall(heard)))


def grades(knowledge: Knowledge) -> Mapping[str, list[Grade]]:
    """Flesch-Kincaid grades by kind of text."""
    return {
        kind: [Grade(grade(text), name) for name, text in texts]
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
    for found, name in grades(knowledge)["plain"]:
        if found > PLAIN:
            yield (
                f"topics.yml: {name}: plain asks for school grade {found:.1f}, and {PLAIN:.0f} is "
                "allowed; use shorter words and sentences"
            )


def table(knowledge: Knowledge) -> str:
    rows = [f"{'texts':<10}{'count':>5}{'median':>8}{'highest':>9}  where"]
    for kind, found in grades(knowledge).items():
        if found:
            middle, highest = median(each.grade for each in found), max(found)
            numbers = f"{middle:>8.1f}{highest.grade:>9.1f}"
            rows.append(f"{kind:<10}{len(found):>5}{numbers}  {highest.name}")
    return "\n".join(rows)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", nargs="?", type=Path, default=Path("data/knowledge"))
    print(table(load(parser.parse_args(arguments).directory)))


if __name__ == "__main__":
    main()

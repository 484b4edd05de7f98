"""`python -m actions.knowledge.readability`: how hard the texts are to read, as school grades."""

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
#: Groups of vowels that are one sound, and the syllable of a final -le ("table").
_VOWELS = re.compile(r"(?!^y)[aeiouy]+(?<!^y)|(?<=^y)[aeiou]+|[^aeiouy]le(?=s?$)")
#: An e that is not pronounced: at the end, or before a final s or d.
_SILENT = re.compile(
    r"(?<=[^aeiouyl])e$|(?<=[aeiouy]l)e$|(?<=[^aeiouylcgszxh])e(?=s$)|(?<=[aeiouy]l)e(?=s$)"
    r"|(?<=[^aeiouytd])e(?=d$)"
)
#: Neighbouring vowels that are two sounds.
_APART = re.compile(r"(?<![tcsgx])i(?=[ao])|(?<![tcsgx])iu|(?<![gq])u[ae](?=[a-z])|eo|[aeouy]ing$")

#: Highest school grade allowed for the plain form of an answer.
PLAIN = 6.0


def grade(text: str) -> float:
    """Flesch-Kincaid grade (Kincaid et al., 1975): the years at school needed to read it with ease.

    Syllables are counted by spelling. On our texts the result is within half a grade of that with a
    pronouncing dictionary; the licences of such dictionaries don't allow us to ship one.
    """
    words = [word for word in text.split() if _LETTER.search(word)]
    if not words:
        return 0.0
    sentences = max(1, len(_END.findall(text)))
    spoken = sum(syllables(word) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * spoken / len(words) - 15.59


def syllables(word: str) -> int:
    """Number of syllables, estimated from the spelling."""
    letters = re.sub("[^a-z]", "", word.lower())
    heard = _SILENT.sub("", letters)
    return max(1, len(_VOWELS.findall(heard)) + len(_APART.findall(heard)))


def grades(knowledge: Knowledge) -> Mapping[str, list[Grade]]:
    """Kind of text -> the grade of each text, with its name."""
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
    """A message for editors about each plain form that is too hard to read."""
    for found, name in grades(knowledge)["plain"]:
        if found > PLAIN:
            yield (
                f"topics.yml: {name}: plain needs school grade {found:.1f}, but at most "
                f"{PLAIN:.0f} is allowed; use shorter words and sentences"
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

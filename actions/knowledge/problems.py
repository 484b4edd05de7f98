"""Problems: what is wrong in a file, on which line, and how to correct it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake in a file; `line` counts from 1."""

    path: str
    line: int
    message: str
    #: Path to the wrong value as keys and indices; () if it is not about a single value.
    location: tuple[str | int, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"

    @property
    def advice(self) -> str:
        """The message without the name of the value, to be shown next to the value itself."""
        words = re.sub(r"^([\w-]+: )?[\w.]+ ", "", self.message, count=1)
        if words.startswith("is missing"):
            return "It is missing."
        return f"{words[:1].upper()}{words[1:]}." if words.startswith("'") else f"It {words}."


class KnowledgeError(ValueError):
    """The knowledge has mistakes; `problems` lists all, sorted by file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def suggest(wrong: str, right: Iterable[str], what: str = "use one of") -> str:
    """The end of a message: the valid word closest to the wrong one, then all valid words."""
    words = sorted(right)
    near = get_close_matches(wrong.lower(), words, n=1, cutoff=0.4)
    guess = f"did you mean '{near[0]}'? " if near else ""
    return f"{guess}{what}: {', '.join(words)}" if words else "there are none yet"

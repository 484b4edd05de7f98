"""Problems: what is wrong in a file, on which line, and what would be right."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches


@dataclass(frozen=True, order=True)
class Problem:
    path: str
    line: int
    message: str
    #: The value that it is about, as steps into the file; () where it is about none alone.
    location: tuple[str | int, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"

    @property
    def advice(self) -> str:
        """The message to who sees the value before them: without the words that name it."""
        words = re.sub(r"^([\w-]+: )?[\w.]+ ", "", self.message, count=1)
        if words.startswith("is missing"):
            return "It is missing."
        return f"{words[:1].upper()}{words[1:]}." if words.startswith("'") else f"It {words}."


class KnowledgeError(ValueError):
    """Carries every problem found, in the order of the files and lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def suggest(wrong: str, right: Iterable[str], what: str = "use one of") -> str:
    """The end of a message: the nearest right word, then all of them."""
    words = sorted(right)
    near = get_close_matches(wrong.lower(), words, n=1, cutoff=0.4)
    guess = f"did you mean '{near[0]}'? " if near else ""
    return f"{guess}{what}: {', '.join(words)}" if words else "there are none yet"

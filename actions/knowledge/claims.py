"""Claims that no clinic can make good, whatever else it says in its own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from actions.knowledge.entries import Documents, Entry, entries, whole
from actions.knowledge.problems import Problem

_ALL = r"(?:100 ?%|100 percent\b|100 per cent\b)"
_CLAIM = re.compile(
    rf"{_ALL}|\b(?:fda|mhra|ema)[- ]?(?:approved|approval|cleared|registered|certified)\b|"
    r"\b(?:approved|cleared|registered|certified) (?:by|with) (?:the )?(?:fda|mhra|ema)\b|"
    r"\bguarant\w+\b|\bcures?\b|\bcured\b|\brisk[- ]free\b|"
    r"\b(?:no|zero|without(?: any)?|free of) risks?\b|\bcompletely safe\b",
    re.IGNORECASE,
)
#: "There is no guarantee" and "not FDA approved" say the opposite.
_DENIED = re.compile(
    r"\b(?:no|not|never|nobody|cannot|nor|neither|\w+n['\u2019]t)(?! only)(?: \w+){0,2} $",
    re.IGNORECASE,
)


def nothing_is_claimed(documents: Documents, _: date) -> Iterator[Problem]:
    """The clinic's own texts; the guide's stand in files that its doctors review."""
    for entry, field in _own_texts(documents):
        said = [entry.text(field), *(text for _, text in entry.texts(field))]
        text = " ".join(" ".join(said).split())
        for found in _CLAIM.finditer(text):
            if not _DENIED.search(text[: found.start()]):
                message = (
                    f"claims '{found[0]}'; the bot promises no result, safety or approval: say "
                    "what you do, and what is not known"
                )
                yield entry.problem(message, field)
                break


def _own_texts(documents: Documents) -> Iterator[tuple[Entry, str]]:
    answers = whole(documents, "clinic.yml").part("answers")
    yield from ((answers, gap) for gap in answers.fields)
    for reply in entries(documents, "clinic.yml"):
        yield from ((reply, field) for field in ("text", "again"))

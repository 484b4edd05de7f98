"""Message wordings: any number of different messages for a measurement."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from itertools import chain, count
from pathlib import Path

from channels.message.clean_text import clean_text

QUESTIONS = Path(__file__).parent / "questions"
#: Set of questions -> n, if every n-th of them is used; emergencies are rare.
_MIX = {
    "answers": 1,
    "gaps": 1,
    "clinic": 1,
    "multi": 2,
    "dialogues": 1,
    "smalltalk": 1,
    "off_topic": 2,
    "urgent": 10,
    "lookalikes": 10,
}
_LONGEST = 460
_PEOPLE = "brother sister mother father wife husband son daughter friend boss uncle aunt".split()
_JOBS = "nurse teacher plumber driver cook pilot farmer baker dancer lawyer painter waiter".split()
#: Places at which a part of a message may end; additions are inserted there.
_ENDS = re.compile(r"(?<=\w)(?=\s+(?:and|or|but)\b|\s*[.,;!?]|\s*$)")


def questions(folder: Path = QUESTIONS) -> list[str]:
    """Our own questions, mixed like those of visitors; always the same ones in the same order."""
    texts: dict[str, None] = {}
    for name, every in _MIX.items():
        lines = (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        for line in lines[::every]:
            row = json.loads(line)
            texts |= dict.fromkeys(clean_text(turn["text"]) for turn in row.get("turns", [row]))
    kept = [text for text in texts if 0 < len(text) <= _LONGEST]
    random.Random(1).shuffle(kept)
    return kept


def messages(folder: Path = QUESTIONS) -> Iterator[str]:
    """Endless different messages: the questions, then each with "at 43", "for my uncle" … added.

    The addition is made to every part of a message, since parts are read separately.
    """
    seen: set[str] = set()
    texts = questions(folder)
    for addition in chain([""], _additions()):
        for text in texts:
            varied = _ENDS.sub(f" {addition}", text) if addition else text
            if len(varied) <= _LONGEST and varied.lower() not in seen:
                seen.add(varied.lower())
                yield varied


def _additions() -> Iterator[str]:
    short = [f"at {age}" for age in range(19, 80)]
    short += [f"for my {person}" for person in _PEOPLE]
    short += [f"as a {job}" for job in _JOBS]
    random.Random(2).shuffle(short)
    yield from short
    for number in count(100):
        yield f"at {number}"

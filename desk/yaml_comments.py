"""YAML comments: finds them in a file's text, since YAML readers pass over them."""

from __future__ import annotations

import re
from typing import NamedTuple

import yaml

from actions.knowledge.document import LOADER

_COMMENT = re.compile(r"(?:(?<=\s)|^)#.*")


class Comment(NamedTuple):
    """`place` is where its # stands. `is_alone` says that its line has nothing else."""

    place: int
    text: str
    is_alone: bool


def comments(text: str) -> list[Comment]:
    """All comments, in order. A # within a value is none."""
    found, end = list[Comment](), 0
    for token in yaml.scan(text, Loader=LOADER):
        if isinstance(token, yaml.ScalarToken):
            start = token.start_mark.index
            if token.style in ("|", ">"):  # a comment may stand behind the sign
                start = text.find("\n", start)
            found += _between(text, end, start)
            end = token.end_mark.index
    return [*found, *_between(text, end, len(text))]


def _between(text: str, start: int, end: int) -> list[Comment]:
    found = []
    for match in _COMMENT.finditer(text, start, end):
        line = text.rfind("\n", 0, match.start()) + 1
        is_alone = not text[line : match.start()].strip()
        found.append(Comment(match.start(), match[0].rstrip(), is_alone))
    return found

"""Document: a YAML file as plain data, with the line of every value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from actions.knowledge.problems import Problem

Location = tuple[str | int, ...]

#: Reads plain data only; the one in C where there is one.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: Levels of nesting allowed in a file; ours have six.
_DEEPEST = 50
_HINT = "check the indentation and quotes near this line"
_HINTS: Mapping[str, str] = {
    "mapping values": "a text with ': ' in it needs quotes, or '>-' with the text on the next line",
    "cannot start any token": "indent with spaces, not tabs; quote a text that starts with a sign",
    "block end": "give the lines of one entry the same indentation",
    "expected key": "give the lines of one entry the same indentation",
    "expected ':'": "write 'field: value'",
    "quoted scalar": "close the quotation mark",
    "another document": "keep one document in a file, without '---' between entries",
    "undefined alias": "quote a text that starts with *",
    "',' or": "close the bracket, or quote a text that starts with one",
    "'-' indicator": "give the lines of one entry the same indentation",
    "characters are not allowed": "remove the invisible character",
}


@dataclass(frozen=True)
class Document:
    """A parsed file. `data` consists of dicts, lists, str and None; the model casts the rest."""

    path: Path
    text: str
    data: Any
    lines: Mapping[Location, int]
    problems: tuple[Problem, ...]

    @property
    def readable(self) -> bool:
        return self.data is not None

    def line(self, location: Location) -> int:
        """The line (from 1) of a value or, if it is missing, of what should contain it."""
        while location and location not in self.lines:
            location = location[:-1]
        return self.lines.get(location, 1)

    def problem(self, message: str, location: Location = ()) -> Problem:
        return Problem(str(self.path), self.line(location), message, location)


class _Reader:
    """Turns YAML nodes into data. Scalars stay text: `NO` is a country, 0117 a phone number."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[Location, int] = {}
        self.problems: list[Problem] = []
        self._seen: set[yaml.Node] = set()

    def value(self, node: yaml.Node, location: Location = ()) -> Any:
        line = self.lines.setdefault(location, node.start_mark.line + 1)
        if node in self._seen:  # an alias, which may even contain itself
            self._add(line, "aliases (&name and *name) are not read here; write the text out")
            return None
        self._seen.add(node)
        return _READERS[type(node)](self, node, location)

    def _scalar(self, node: yaml.ScalarNode, _: Location) -> str | None:
        return None if node.tag == "tag:yaml.org,2002:null" else node.value

    def _list(self, node: yaml.SequenceNode, location: Location) -> list[Any]:
        return [self.value(item, (*location, index)) for index, item in enumerate(node.value)]

    def _mapping(self, node: yaml.MappingNode, location: Location) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            here, line = (*location, name), key.start_mark.line + 1
            if not name:
                self._add(line, "a field needs a name in plain letters")
            elif name in data:
                first = self.lines[here]
                self._add(line, f"'{name}' appears twice, first on line {first}; keep one")
            else:
                self.lines[here] = line
                data[name] = self.value(value, here)
        return data

    def _add(self, line: int, message: str) -> None:
        self.problems.append(Problem(str(self.path), line, message))


_READERS: Mapping[type[yaml.Node], Callable[..., Any]] = {
    yaml.ScalarNode: _Reader._scalar,
    yaml.SequenceNode: _Reader._list,
    yaml.MappingNode: _Reader._mapping,
}


def read(path: Path) -> Document:
    """The document in a file. Mistakes in it don't raise but are listed in its `problems`."""
    if path.exists() and not path.is_file():  # reading a pipe would never end
        return _unreadable(path, "", 1, "is not a file; restore the file")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return _unreadable(path, "", 1, "the file is missing; restore it")
    except OSError as error:
        return _unreadable(path, "", 1, f"cannot be read: {error.strerror}; check its permissions")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return _unreadable(path, "", line, "is not UTF-8 text; save the file as UTF-8")
    return read_text(path, text)


def read_text(path: Path, text: str) -> Document:
    """The document of a text that is not saved yet; `path` is named in its problems."""
    reader = _Reader(path)
    try:
        if _is_deep(text):
            return _unreadable(path, text, 1, "is nested too deeply; entries have few levels")
        node = yaml.compose(text, Loader=LOADER)
        data = None if node is None else reader.value(node)
    except yaml.YAMLError as error:
        return _unreadable(path, text, *_explain(error, text))
    if data is None and not reader.problems:
        return _unreadable(path, text, 1, "the file is empty; restore its entries")
    return Document(path, text, data, reader.lines, tuple(reader.problems))


def _is_deep(text: str) -> bool:
    """Whether the file is nested too deeply: yaml.compose recurses in C and would crash."""
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            return True
    return False


def _unreadable(path: Path, text: str, line: int, message: str) -> Document:
    return Document(path, text, None, {}, (Problem(str(path), line, message),))


def _explain(error: yaml.YAMLError, text: str) -> tuple[int, str]:
    hint = next((hint for words, hint in _HINTS.items() if words in str(error)), _HINT)
    if isinstance(error, yaml.reader.ReaderError):
        return _line_at(text, text.find(chr(error.character))), f"is not YAML: {hint}"
    if not isinstance(error, yaml.MarkedYAMLError):
        return 1, f"is not YAML: {hint}"
    began = error.context and ("scanning" in error.context or "flow" in error.context)
    mark = error.context_mark if began and error.context_mark else error.problem_mark
    line = min(mark.line + 1 if mark else 1, _line_at(text, len(text)))
    return line, f"is not YAML: {error.problem}; {hint}"


def _line_at(text: str, position: int) -> int:
    return text.rstrip("\n").count("\n", 0, max(position, 0)) + 1

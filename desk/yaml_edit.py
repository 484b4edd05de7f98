"""YAML edit: changes single values in a file's text and leaves everything else as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from actions.knowledge.document import LOADER, Location, read_text
from desk.yaml_comments import comments
from desk.yaml_places import (
    LayoutError,
    content_of,
    end_of_line,
    entry_of,
    is_block_of_texts,
    is_inline,
    key_at,
    lines_of,
    node_at,
    range_of,
)
from desk.yaml_text import flow_of, gap, item_of, pair_of, written


class EditError(ValueError):
    """The value at `location` can't be changed without touching something else."""

    def __init__(self, location: Location) -> None:
        super().__init__(
            "In clinic.yml this is written in a way that the desk can't change, e.g. with a "
            "comment in the middle. Please ask your technician to change it there by hand."
        )
        self.location = location


def changed(text: str, changes: Mapping[Location, Any]) -> str:
    """The text with these values changed; None removes a value, a list's next index appends one.

    Values are texts, booleans, and lists and dicts of these. Everything else stays the same to the
    letter: a comment on a line of its own stays, one behind an entry goes with the entry. A refusal
    is better than a file that says something else.

    Raises:
        EditError: the file's layout does not allow the change.
    """
    is_windows = "\r\n" in text and text.count("\r\n") == text.count("\n")
    edited = text.replace("\r\n", "\n") if is_windows else text
    wanted = deepcopy(read_text(Path(), edited).data)
    for location, value in _in_order(changes):
        try:
            new = _edited(edited, location, value)
            _set(wanted, location, value)
        except (LayoutError, TypeError, LookupError, AttributeError, yaml.YAMLError):
            raise EditError(location) from None
        after = read_text(Path(), new)
        if after.problems or after.data != wanted or not _keeps_comments(edited, new):
            raise EditError(location)
        edited = new
    return edited.replace("\n", "\r\n") if is_windows else edited


def _in_order(changes: Mapping[Location, Any]) -> Iterator[tuple[Location, Any]]:
    """Removals last, and from the end of each list, so that the other locations stay right."""
    gone = [item for item in changes.items() if item[1] is None]
    yield from (item for item in changes.items() if item[1] is not None)
    yield from sorted(gone, key=lambda item: [str(step).zfill(9) for step in item[0]], reverse=True)


def _edited(text: str, location: Location, value: Any) -> str:
    """The text with one value changed, which ends in a line end as it did before."""
    if text.endswith("\n"):
        return _change(text, location, value)
    return _change(text + "\n", location, value).removesuffix("\n")


def _change(text: str, location: Location, value: Any) -> str:
    root: Any = yaml.compose(text, Loader=LOADER)
    *path, last = location
    parent = node_at(root, path)
    if parent is None:
        if value is None:
            return text
        return _change(text, tuple(path), [value] if isinstance(last, int) else {last: value})
    pair = entry_of(parent, last)
    if pair is None:
        return text if value is None else _add(text, root, path, last, value)
    if value is None:
        return _remove(text, root, path, last)
    return _replace(text, pair, value, parent)


def _replace(text: str, pair: tuple[yaml.Node | None, yaml.Node], value: Any, parent: Any) -> str:
    key, node = pair
    if key and isinstance(value, list) and is_block_of_texts(node):
        return _list_edited(text, key, node, value)
    column = (key or parent).start_mark.column
    in_flow = bool(getattr(parent, "flow_style", False)) or key is None
    return _put(text, node, written(value, column, in_flow=in_flow))


def _put(text: str, node: yaml.Node, new: str) -> str:
    """Put text in the place of a value, which may be empty (nothing after the colon).

    A comment behind the value stays behind it: on the first line, if there are several.
    """
    start, end = range_of(text, node)
    first, line_end, rest = new.partition("\n")
    inside = [each.place for each in comments(text) if start <= each.place < end]
    if inside and getattr(node, "style", None) in ("|", ">"):
        first += f" {text[inside[0] : end_of_line(text, start)]}"
    elif inside:
        raise LayoutError
    behind = text[end : end_of_line(text, end)]
    if line_end and behind.lstrip().startswith("#"):
        first, end = first + behind, end + len(behind)
    before = text[:start] if new[:1] != "\n" else text[:start].rstrip()
    is_close = start == end and before[-1:] == ":"
    return before + " " * (is_close and bool(first)) + first + line_end + rest + text[end:]


def _list_edited(text: str, key: yaml.Node, node: Any, values: Sequence[str]) -> str:
    """Entries that stay keep their lines, and with them the comments behind them."""
    column = node.start_mark.column
    lines = [lines_of(text, None, each) for each in node.value]
    old = [each.value for each in node.value]
    known = {value: text[slice(*place)] for value, place in zip(old, lines, strict=True)}
    top = end_of_line(text, key.end_mark.index) + 1
    steps = SequenceMatcher(None, old, values, autojunk=False).get_opcodes()
    for step, first, last, first_new, last_new in reversed(steps):
        if step == "equal":
            continue
        for start, end in reversed(lines[first:last]):
            text = text[:start] + text[end:]
        place = lines[first][0] if step == "replace" else lines[first - 1][1] if first else top
        new = (
            known.get(each) or f"{item_of(each, column)}\n" for each in values[first_new:last_new]
        )
        text = text[:place] + "".join(new) + text[place:]
    return text


def _add(text: str, root: Any, path: Sequence[Any], last: Any, value: Any) -> str:
    """Append to a list or mapping; an empty one becomes a block."""
    parent = node_at(root, path)
    assert parent is not None
    if is_inline(parent):
        key = key_at(root, path)
        content = content_of(parent)
        _set(content, (last,), value)
        if key is None:
            return _put(text, parent, flow_of(content))
        return _put(text, parent, written(content, key.start_mark.column, in_flow=False))
    first = parent.value[0]
    if isinstance(parent, yaml.SequenceNode):
        column = parent.start_mark.column
        lines = item_of(value, column)
    else:
        column = first[0].start_mark.column
        lines = " " * column + pair_of(str(last), value, column)
    place = end_of_line(text, range_of(text, parent)[1] - 1) + 1
    return f"{text[:place]}{lines}\n{text[place:]}"


def _remove(text: str, root: Any, path: Sequence[Any], last: Any) -> str:
    parent = node_at(root, path)
    assert parent is not None
    if is_inline(parent) or len(parent.value) == 1:
        content = content_of(parent)
        _set(content, (last,), None)
        if key_at(root, path) is None:
            return _put(text, parent, flow_of(content))
        return _emptied(text, root, path, content)
    key, node = entry_of(parent, last) or (None, None)
    assert node is not None
    start, end = lines_of(text, key, node)
    indent = " " * (key or parent).start_mark.column
    return text[:start] + _alone(text, start, end, indent) + text[end:]


def _emptied(text: str, root: Any, path: Sequence[Any], content: Any) -> str:
    """Replace a list or mapping by what is left of it."""
    key, node = key_at(root, path), node_at(root, path)
    assert key is not None
    column = key.start_mark.column
    left = written(content, column, in_flow=False) if content else _EMPTY[node.id]
    if is_inline(node):
        return _put(text, node, left)
    colon = text.index(":", key.end_mark.index) + 1
    line_end = end_of_line(text, colon)
    end = end_of_line(text, range_of(text, node)[1]) + 1
    first = f"{gap(left)}{left}{text[colon:line_end]}\n"
    return text[:colon] + first + _alone(text, line_end, end, " " * (column + 2)) + text[end:]


_EMPTY = {"mapping": "{}", "sequence": "[]"}


def _alone(text: str, start: int, end: int, indent: str) -> str:
    """The comments there that have lines of their own."""
    found = (each for each in comments(text) if each.is_alone and start <= each.place < end)
    return "".join(f"{indent}{each.text}\n" for each in found)


def _set(data: Any, location: Location, value: Any) -> None:
    for step, after in pairwise(location):
        if isinstance(data, dict) and data.get(step) is None:
            data[step] = [] if isinstance(after, int) else {}
        data = data[step]
    last = location[-1]
    value = str(value).lower() if isinstance(value, bool) else deepcopy(value)
    if value is None:
        del data[last]
    elif isinstance(data, list) and last == len(data):
        data.append(value)
    else:
        data[last] = value


def _keeps_comments(before: str, after: str) -> bool:
    """Whether every comment that has a line of its own is still there, in the same order."""
    left = iter([each.text for each in comments(after)])
    return all(each.text in left for each in comments(before) if each.is_alone)

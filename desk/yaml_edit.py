"""YAML edit: changes single values in a file's text and leaves everything else as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from actions.knowledge.document import LOADER, Location, read_text
from desk.yaml_text import flow_of, gap, item_of, pair_of, written

_NOT_SO = "The file is written in a way that the desk can't change; edit it by hand."


class EditError(ValueError):
    """The change can't be made without touching something else."""


def changed(text: str, changes: Mapping[Location, Any]) -> str:
    """The text with these values changed; None removes a value, a list's next index appends one.

    Values are texts, booleans, and lists and dicts of these. Everything else stays the same to the
    letter, comments included: a refusal is better than a file that says something else.

    Raises:
        EditError: the file's layout does not allow the change.
    """
    before = read_text(Path(), text)
    edited, wanted = text, deepcopy(before.data)
    try:
        for location, value in _in_order(changes):
            edited = _change(edited, location, value)
            _set(wanted, location, value)
    except (TypeError, LookupError, AttributeError, yaml.YAMLError):
        raise EditError(_NOT_SO) from None
    after = read_text(Path(), edited)
    if (
        before.problems
        or after.problems
        or after.data != wanted
        or not _keeps_comments(text, edited)
    ):
        raise EditError(_NOT_SO)
    return edited


def _in_order(changes: Mapping[Location, Any]) -> Iterator[tuple[Location, Any]]:
    """Removals last, and from the end of each list, so that the other locations stay right."""
    gone = [item for item in changes.items() if item[1] is None]
    yield from (item for item in changes.items() if item[1] is not None)
    yield from sorted(gone, key=lambda item: [str(step).zfill(9) for step in item[0]], reverse=True)


def _change(text: str, location: Location, value: Any) -> str:
    root: Any = yaml.compose(text, Loader=LOADER)
    *path, last = location
    parent = _at(root, path)
    if parent is None:
        if value is None:
            return text
        return _change(text, tuple(path), [value] if isinstance(last, int) else {last: value})
    pair = _entry(parent, last)
    if pair is None:
        return text if value is None else _add(text, root, path, last, value)
    if value is None:
        return _remove(text, root, path, last)
    return _replace(text, pair, value, parent)


def _replace(text: str, pair: tuple[yaml.Node | None, yaml.Node], value: Any, parent: Any) -> str:
    key, node = pair
    column = (key or parent).start_mark.column
    in_flow = bool(getattr(parent, "flow_style", False)) or key is None
    return _put(text, node, written(value, column, in_flow=in_flow))


def _put(text: str, node: yaml.Node, new: str) -> str:
    """Put text in the place of a value, which may be empty (nothing after the colon)."""
    start, end = _range(text, node)
    if new.startswith("\n"):
        return text[:start].rstrip(" ") + new + text[end:]
    is_close = start == end and text[start - 1 : start] not in ("", " ", "\n")
    return text[:start] + " " * is_close + new + text[end:]


def _add(text: str, root: Any, path: Sequence[Any], last: Any, value: Any) -> str:
    """Append to a list or mapping; an empty one becomes a block."""
    parent = _at(root, path)
    assert parent is not None
    if _is_inline(parent):
        key = _key(root, path)
        content = _plain(parent)
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
    start, end = _range(text, parent)
    return _inserted(text, max(end - 1, start), lines)


def _remove(text: str, root: Any, path: Sequence[Any], last: Any) -> str:
    parent = _at(root, path)
    assert parent is not None
    if _is_inline(parent) or len(parent.value) == 1:
        content = _plain(parent)
        _set(content, (last,), None)
        if _key(root, path) is None:
            return _put(text, parent, flow_of(content))
        return _emptied(text, root, path, content)
    key, node = _entry(parent, last) or (None, None)
    assert node is not None
    start = text.rfind("\n", 0, (key or node).start_mark.index) + 1
    end = text.find("\n", max(_range(text, node)[1] - 1, start))
    lead = text[start : (key or node).start_mark.index]
    if lead.strip(" ") not in ("", "-"):
        raise EditError(f"{_named((*path, last))} shares its line; take it out by hand.")
    return text[:start] + text[end + 1 if end >= 0 else len(text) :]


def _emptied(text: str, root: Any, path: Sequence[Any], content: Any) -> str:
    """Replace a list or mapping by what is left of it, and keep its comments."""
    key, node = _key(root, path), _at(root, path)
    assert key is not None
    start, end = _range(text, node)
    colon = text.index(":", key.end_mark.index) + 1
    left = written(content, key.start_mark.column, in_flow=False) if content else _EMPTY[node.id]
    behind, *lines = text[colon:end].split("\n")
    behind = behind.rstrip() if "#" in behind and colon + len(behind) < start else ""
    comments = "".join(f"\n{line}" for line in lines if _is_comment(line))
    line_end = text.find("\n", end) if "\n" in text[end:] else len(text)
    behind = behind or text[end:line_end].rstrip()
    return text[:colon] + f"{gap(left)}{left}{behind}{comments}" + text[line_end:]


_EMPTY = {"mapping": "{}", "sequence": "[]"}


def _inserted(text: str, place: int, lines: str) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = lines.replace("\n", newline)
    end = text.find("\n", place)
    if end < 0:
        return text + newline + lines + newline
    return text[: end + 1] + lines + newline + text[end + 1 :]


def _range(text: str, node: yaml.Node) -> tuple[int, int]:
    """Start and end of the node's text, without empty lines and comments after a block."""
    start, last = node.start_mark.index, node
    while not _is_inline(last):
        last = last.value[-1]
        last = last[1] if isinstance(last, tuple) else last
    begins, ends = last.start_mark.index, last.end_mark.index
    return start, begins + len(text[begins:ends].rstrip())


def _is_inline(node: Any) -> bool:
    """Whether the node is a scalar, a list or mapping in brackets, or an empty one."""
    return isinstance(node, yaml.ScalarNode) or bool(node.flow_style) or not node.value


def _at(node: Any, path: Sequence[Any]) -> Any:
    for step in path:
        found = _entry(node, step)
        node = found[1] if found else None
    return node


def _entry(node: Any, step: Any) -> tuple[yaml.Node | None, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return None, node.value[step]
    return None


def _key(root: Any, path: Sequence[Any]) -> yaml.Node | None:
    """The key of a value; list entries and the root have none."""
    found = _entry(_at(root, path[:-1]), path[-1]) if path else None
    return found[0] if found else None


def _plain(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {key.value: _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(value) for value in node.value]
    return {} if node.tag.endswith(":null") else node.value


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
    """Whether every comment line is still there, in the same order."""
    left = iter(_comments(after))
    return all(comment in left for comment in _comments(before))


def _comments(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if _is_comment(line)]


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _named(path: Sequence[Any]) -> str:
    return f"'{'.'.join(map(str, path))}'"

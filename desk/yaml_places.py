"""YAML places: finds a value in a file's text, and where its text begins and ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml


class LayoutError(ValueError):
    """Something else stands in the place of the change."""


def node_at(node: Any, path: Sequence[Any]) -> Any:
    for step in path:
        found = entry_of(node, step)
        node = found[1] if found else None
    return node


def entry_of(node: Any, step: Any) -> tuple[yaml.Node | None, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return None, node.value[step]
    return None


def key_at(root: Any, path: Sequence[Any]) -> yaml.Node | None:
    """The key of a value; list entries and the root have none."""
    found = entry_of(node_at(root, path[:-1]), path[-1]) if path else None
    return found[0] if found else None


def content_of(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {key.value: content_of(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [content_of(value) for value in node.value]
    return {} if node.tag.endswith(":null") else node.value


def is_inline(node: Any) -> bool:
    """Whether the node is a scalar, a list or mapping in brackets, or an empty one."""
    return isinstance(node, yaml.ScalarNode) or bool(node.flow_style) or not node.value


def is_block_of_texts(node: Any) -> bool:
    is_block = isinstance(node, yaml.SequenceNode) and not is_inline(node)
    return is_block and all(isinstance(each, yaml.ScalarNode) for each in node.value)


def range_of(text: str, node: yaml.Node) -> tuple[int, int]:
    """Start and end of the node's text, without empty lines and comments after a block."""
    start, last = node.start_mark.index, node
    while not is_inline(last):
        last = last.value[-1]
        last = last[1] if isinstance(last, tuple) else last
    begins, ends = last.start_mark.index, last.end_mark.index
    return start, begins + len(text[begins:ends].rstrip())


def lines_of(text: str, key: yaml.Node | None, node: yaml.Node) -> tuple[int, int]:
    """Start and end of an entry's lines."""
    begins = (key or node).start_mark.index
    start = text.rfind("\n", 0, begins) + 1
    if text[start:begins].strip(" ") not in ("", "-"):
        raise LayoutError  # something else stands before it
    return start, end_of_line(text, max(range_of(text, node)[1] - 1, start)) + 1


def end_of_line(text: str, place: int) -> int:
    return text.index("\n", place)

"""`python -m benchmarks.rooms`: draws the rooms' imports and a message's way in the documentation.

It updates docs/architecture.md; a test fails if the pictures there are out of date.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "architecture.md"
#: Packages that are not part of the bot, which never imports them.
BESIDE = frozenset({"benchmarks", "deploy", "encoder", "tests"})

Graph = Mapping[str, frozenset[str]]

#: Where Rasa takes a message, and where it calls our action.
_TO_RASA, _FROM_RASA = "engine.agent", "actions.answer"
#: The ways of a message: each arrow is an import. The calls by Rasa, which config.yml, domain.yml
#: and endpoints.yml define, are not among them.
_WAYS = (
    ("channels.web.web_channel", "channels.web.web_api", "channels.web.web_message"),
    ("channels.web.web_message", "channels.message.intake"),
    ("channels.apps.telegram", "channels.apps.messaging_channel"),
    ("channels.apps.messaging_channel", "channels.apps.events.event_processing"),
    ("channels.apps.events.event_processing", "channels.apps.events.answering"),
    ("channels.apps.events.answering", "channels.message.intake"),
    ("channels.message.intake", "channels.message.limits"),
    ("channels.message.intake", "channels.message.clean_text"),
    ("channels.message.intake", "privacy.masking"),
    ("channels.web.web_api", "channels.message.turns"),
    ("channels.apps.events.answering", "channels.message.turns"),
    ("actions.answer", "actions.dialogue", "actions.topics", "actions.knowledge"),
    ("actions.dialogue", "actions.gaps", "actions.knowledge"),
    ("channels.message.turns", _TO_RASA),
    ("channels.message.turns", "channels.message.transcript"),
    ("channels.message.turns", "storage.archive"),
    ("channels.apps.events.event_processing", "channels.apps.sending.rendering"),
    ("channels.apps.events.event_processing", "channels.apps.sending.delivery"),
)


@cache
def modules() -> dict[str, Path]:
    """Dotted name -> path of the bot's own modules."""
    rooms = [folder for folder in ROOT.iterdir() if (folder / "__init__.py").is_file()]
    files = [path for room in rooms if room.name not in BESIDE for path in room.rglob("*.py")]
    return {_name(path.relative_to(ROOT)): path for path in sorted(files)}


def _name(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


@cache
def imports() -> Graph:
    """Module -> those of our modules that it imports, at its top or anywhere else."""
    return {name: frozenset(_imported(path)) for name, path in modules().items()}


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules())
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield from (name for name in (inner, node.module) if name in modules())


def room_of(module: str) -> str:
    """The package that contains a module; a package is its own room."""
    is_package = modules()[module].name == "__init__.py"
    return module if is_package else module.rpartition(".")[0]


def between_rooms() -> Graph:
    """Room -> the rooms that it imports from."""
    found: dict[str, set[str]] = {}
    for name, others in imports().items():
        here = room_of(name)
        found.setdefault(here, set()).update(room_of(other) for other in others)
    # Imports within a room are left out.
    return {room: frozenset(others - {room}) for room, others in found.items()}


def _reachable(start: str, graph: Graph) -> set[str]:
    seen: set[str] = set()
    ahead = [*graph.get(start, ())]
    while ahead:
        room = ahead.pop()
        if room not in seen:
            seen.add(room)
            ahead += graph.get(room, ())
    return seen


def circles(graph: Graph) -> list[str]:
    """The names that import themselves by way of others."""
    return sorted(name for name in graph if name in _reachable(name, graph))


def _drawn(
    arrows: Iterable[tuple[str, str]],
    names: Iterable[str],
    dotted: Iterable[tuple[str, str]] = (),
) -> str:
    """A Mermaid flowchart with a box for each top-level folder; `dotted` are further arrows."""
    boxes: dict[str, list[str]] = {}
    for name in sorted(set(names)):
        boxes.setdefault(name.partition(".")[0], []).append(name)
    lines = ["```mermaid", "flowchart TD"]
    for folder, inside in boxes.items():
        if inside == [folder]:
            lines.append(f'  {folder}["{folder}/"]')
            continue
        lines.append(f'  subgraph {folder}_["{folder}/"]')
        lines += [f'    {_id(name)}["{name.removeprefix(folder + ".")}"]' for name in inside]
        lines.append("  end")
    lines += [f"  {_id(here)} --> {_id(there)}" for here, there in dict.fromkeys(arrows)]
    lines += [f"  {_id(here)} -.-> {_id(there)}" for here, there in dotted]
    return "\n".join([*lines, "```"])


def _id(name: str) -> str:
    return name.replace(".", "_")


def rooms_drawn() -> str:
    """The flowchart of the rooms, without arrows whose target is also reached by a longer way."""
    graph = between_rooms()
    arrows = [
        (here, there)
        for here in sorted(graph)
        for there in sorted(graph[here])
        if not any(there in _reachable(other, graph) for other in graph[here] - {there})
    ]
    return _drawn(arrows, (name for arrow in arrows for name in arrow))


def described() -> str:
    """A Markdown table of the rooms with the first line of each room's docstring."""
    rooms = [(name, path) for name, path in modules().items() if path.name == "__init__.py"]
    said = {
        name: (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").partition("\n")[0]
        for name, path in rooms
    }
    lines = [f"| `{name.replace('.', '/')}/` | {said[name]} |" for name, _ in rooms]
    return "\n".join(["| room | what it is for |", "| --- | --- |", *lines])


def way_drawn() -> str:
    """The flowchart of a message's way through the modules; Rasa's calls are dotted.

    Raises:
        ValueError: an arrow of `_WAYS` is no import.
    """
    pipeline = [step["name"] for step in _yaml("config.yml")["pipeline"]]
    steps = [name.rpartition(".")[0] for name in pipeline]
    stored = _yaml("endpoints.yml")["tracker_store"]["type"].rpartition(".")[0]
    calls = [*pairwise([_TO_RASA, *steps, _FROM_RASA, stored])]
    arrows = []
    for way in _WAYS:
        for here, there in pairwise(way):
            if there not in imports()[here]:
                raise ValueError(f"{here} does not import {there}")
            arrows.append((here, there))
    return _drawn(arrows, (name for arrow in (*arrows, *calls) for name in arrow), calls)


def _yaml(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / name).read_text("utf-8"))
    return found


def page() -> str:
    """The text of docs/architecture.md with up-to-date pictures."""
    text = PAGE.read_text("utf-8")
    for mark, picture in (("rooms", f"{rooms_drawn()}\n\n{described()}"), ("way", way_drawn())):
        start, end = f"<!-- {mark}: make rooms -->\n", "<!-- end -->"
        before, found, rest = text.partition(start)
        if not found:
            raise ValueError(f"{PAGE.name} has no line '{start.strip()}' for the picture")
        text = f"{before}{start}{picture}\n{end}{rest.partition(end)[2]}"
    return text


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")

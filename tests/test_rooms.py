"""A table of who may import whom; no circles, no two modules of one name, true pictures."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from benchmarks import rooms
from benchmarks.rooms import ROOT, between_rooms, circles, imports, modules

#: Each room and those that it imports from; rooms come after those that they need.
IMPORTS: dict[str, str] = {
    "operations": "",
    "privacy": "",
    "components": "",
    "actions.knowledge": "",
    "actions": "actions.knowledge components",
    "faq": "actions actions.knowledge",
    "storage.sql": "operations",
    "storage.sql.migrations": "operations storage.sql",
    "storage.sql.migrations.versions": "",
    "storage.processes": "operations storage.sql",
    "storage": "components operations storage.sql storage.processes",
    "contacts": "operations storage storage.sql",
    "engine": "actions operations storage storage.processes",
    "channels": "",
    "channels.message": "actions actions.knowledge components engine operations privacy storage "
    "storage.processes storage.sql",
    "channels.apps.sending": "",
    "channels.apps.events": "actions actions.knowledge channels.message channels.apps.sending "
    "operations privacy storage storage.sql",
    "channels.apps": "channels.message channels.apps.events channels.apps.sending engine "
    "operations storage storage.processes storage.sql",
    "channels.web": "actions actions.knowledge channels.message engine faq operations privacy "
    "storage storage.sql",
    "desk": "actions actions.knowledge channels.message faq operations storage storage.processes "
    "storage.sql",
    "serving": "actions actions.knowledge channels.message channels.apps contacts desk engine "
    "operations storage storage.processes storage.sql",
}
#: The only module of `components` that others may import: the contract of reading and answering.
CONTRACT = "components.reading"
_IMPORT = re.compile(r"^\s*(?:from|import) ([\w.]+)", re.MULTILINE)
#: Where Rasa means to be extended or called: channels, stores, brokers and what passes through
#: them, and training. Pipeline components and `engine` may import anything of it.
RASA = {
    *("rasa.core.agent", "rasa.core.brokers.broker", "rasa.core.channels.channel"),
    *("rasa.core.tracker_store", "rasa.model_training", "rasa.shared.core.domain"),
    *("rasa.shared.core.events", "rasa.shared.core.trackers", "rasa.shared.exceptions"),
}


def test_every_room_imports_what_the_table_says() -> None:
    allowed = {room: frozenset(others.split()) for room, others in IMPORTS.items()}
    assert dict(between_rooms()) == allowed


def test_the_table_itself_has_no_circle() -> None:
    assert circles({room: frozenset(others.split()) for room, others in IMPORTS.items()}) == []


def test_neither_folders_nor_modules_import_in_a_circle() -> None:
    folders: dict[str, set[str]] = {}
    for name, others in imports().items():
        here = name.partition(".")[0]
        folders.setdefault(here, set()).update({other.partition(".")[0] for other in others})
    assert circles({here: frozenset(others - {here}) for here, others in folders.items()}) == []
    assert circles({name: others - {name} for name, others in imports().items()}) == []


def test_only_the_reading_is_seen_of_the_components() -> None:
    seen = {
        other
        for name, others in imports().items()
        for other in others
        if other.startswith("components.") and not name.startswith("components")
    }
    assert seen <= {CONTRACT}


@pytest.mark.parametrize(
    ("folder", "forbidden"),
    [
        ("actions", {"rasa"}),
        ("actions.knowledge", {"rasa", "rasa_sdk"}),
        ("components", {"rasa_sdk"}),
        ("privacy", {"rasa", "rasa_sdk", "sanic"}),
        ("faq", {"rasa", "rasa_sdk", "sanic"}),
        ("desk", {"rasa", "rasa_sdk"}),
        ("contacts", {"rasa", "rasa_sdk", "sanic"}),
    ],
)
def test_what_needs_no_rasa_imports_none(folder: str, forbidden: set[str]) -> None:
    files = [path for name, path in modules().items() if f"{name}.".startswith(f"{folder}.")]
    found = {
        name.partition(".")[0]
        for file in files
        for name in _IMPORT.findall(file.read_text("utf-8"))
    }
    assert not found & forbidden


def test_elsewhere_rasa_is_used_where_it_means_to_be() -> None:
    wrong = [
        (name, found)
        for name, path in modules().items()
        if not name.startswith(("engine", "components", "benchmarks"))
        for found in _IMPORT.findall(path.read_text("utf-8"))
        if found.partition(".")[0] == "rasa" and found not in RASA
    ]
    assert wrong == []


def test_no_two_modules_have_one_name() -> None:
    files = [
        path.relative_to(ROOT)
        for room in sorted(ROOT.iterdir())
        if (room / "__init__.py").is_file() or room.name in ("tests", "deploy")
        for path in room.rglob("*.py")
        if path.name not in ("__init__.py", "__main__.py", "conftest.py")
    ]
    folders = [path.name for path in ROOT.iterdir() if (path / "__init__.py").is_file()]
    names = Counter([*(path.stem for path in files), *folders])
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("room", sorted({rooms.room_of(name) for name in modules()}))
def test_every_room_says_what_it_is_for(room: str) -> None:
    assert room in modules(), f"{room} has no __init__.py"


def test_the_pictures_are_up_to_date() -> None:
    assert rooms.page() == rooms.PAGE.read_text("utf-8"), "run `make rooms`"

"""Rasa's cache is told when the code of a component or of its helpers changes."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import GraphComponent

from components.fingerprint import code_fingerprint

FOLDER = Path(__file__).parents[2] / "components"


def trainable() -> list[Any]:
    found = []
    for path in sorted(FOLDER.glob("*.py")):
        module = importlib.import_module(f"components.{path.stem}")
        classes = (each for _, each in inspect.getmembers(module, inspect.isclass))
        own = [each for each in classes if each.__module__ == module.__name__]
        found += [
            each for each in own if issubclass(each, GraphComponent) and hasattr(each, "train")
        ]
    return found


def test_it_depends_on_each_file_and_on_nothing_else() -> None:
    one, other = code_fingerprint("keys.py"), code_fingerprint("decision.py")
    assert one == code_fingerprint("keys.py") != other
    assert code_fingerprint("keys.py", "decision.py") not in (one, other)


@pytest.mark.parametrize("component", trainable(), ids=lambda each: str(each.__name__))
def test_every_trained_component_hashes_its_own_module(
    component: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(FOLDER.parent)  # where the files of the default configuration are
    read: list[str] = []
    monkeypatch.setattr(inspect.getmodule(component), "code_fingerprint", spy(read))
    config = component.get_default_config()
    assert component.fingerprint_addon(config) == component.fingerprint_addon(config)
    assert Path(inspect.getfile(component)).name in read
    assert all((FOLDER / name).is_file() for name in read)


def spy(read: list[str]) -> Callable[..., str]:
    """The real one, and a note of what it was asked to read."""

    def fingerprint(*names: str) -> str:
        read.extend(names)
        return code_fingerprint(*names)

    return fingerprint

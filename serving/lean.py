"""Lean: Rasa without TensorFlow, which costs 390 MB and half of the start, until it is needed.

All of Rasa imports two of its modules that make subclasses of Keras' classes, for networks that
our model has none of. These two are replaced by stand-ins whose classes are made at first use:
a pipeline with DIET works as ever, and takes the memory then.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Any

#: Module -> first 12 hex digits of its file's sha256 (rasa 3.6.21), and its classes.
STAND_INS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "rasa.utils.tensorflow.callback": (
        "745cf6fe393d",
        ("RasaTrainingLogger", "RasaModelCheckpoint"),
    ),
    "rasa.utils.tensorflow.data_generator": (
        "9d766a17c1ef",
        ("RasaDataGenerator", "RasaBatchDataGenerator"),
    ),
}


class Later:
    """Stands for a class until it is called, subclassed or asked for an attribute."""

    def __init__(self, standin: StandIn, name: str) -> None:
        self._standin = standin
        self._name = name

    @property
    def _real(self) -> Any:
        return getattr(self._standin.real, self._name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._real(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what typing and inspect ask of anything
            raise AttributeError(name)
        return getattr(self._real, name)

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[Any, ...]:
        return (self._real,)


class StandIn(Loader):
    """Makes a module of classes for later; `real` is the module it stands for."""

    def __init__(self, spec: ModuleSpec, classes: Sequence[str]) -> None:
        self._spec = spec
        self._classes = classes

    @cached_property
    def real(self) -> ModuleType:
        """Imports TensorFlow."""
        module = module_from_spec(self._spec)
        assert self._spec.loader
        self._spec.loader.exec_module(module)
        return module

    def create_module(self, spec: ModuleSpec) -> None:
        """As usual."""

    def exec_module(self, module: ModuleType) -> None:
        for name in self._classes:
            setattr(module, name, Later(self, name))


class _Finder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in STAND_INS:
            return None
        digest, classes = STAND_INS[fullname]
        spec = PathFinder.find_spec(fullname, path)
        # Another Rasa: its own code, with TensorFlow, rather than a guess.
        if spec is None or not spec.origin or source_hash(Path(spec.origin)) != digest:
            return spec
        return spec_from_loader(fullname, StandIn(spec, classes))


def source_hash(file: Path) -> str:
    """First 12 hex digits of the sha256 of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]


def apply() -> None:
    """From now on; what is imported already stays."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())

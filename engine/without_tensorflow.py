"""Without TensorFlow: 2 GB that all of Rasa imports, for networks that our model has none of.

Where it is not installed, whatever is imported of it is stood in for: by names that can be
subclassed and written in annotations, and that say what is missing when they are called.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, NoReturn

PACKAGES = {"tensorflow", "tensorflow_hub", "tensorflow_text", "keras"}


class NoTensorFlowError(ImportError):
    """Something would have to be computed by what is not installed."""


class _Absent(type):
    """The class of every name in a package that is not there, and of its subclasses."""

    def __getattr__(cls, name: str) -> _Absent:
        return _absent(cls.__name__, name)

    def __call__(cls, *args: Any, **kwargs: Any) -> NoReturn:
        raise NoTensorFlowError(
            f"{cls.__name__} needs TensorFlow, which this environment does without; 'make full' "
            "makes another one, in .full, that has it"
        )


def _absent(owner: str, name: str) -> _Absent:
    if name.startswith("__"):  # what typing and inspect ask of anything
        raise AttributeError(name)
    return _Absent(f"{owner}.{name}", (), {})


class _Finder(MetaPathFinder, Loader):
    """Finds the packages, and every module that is looked for in them."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        package, _, inner = fullname.partition(".")
        if package not in PACKAGES:
            return None
        if inner and not isinstance(sys.modules[package].__loader__, _Finder):
            return None  # the real one asks for a part of its own that it may do without
        return ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> None:
        """As usual."""

    def exec_module(self, module: ModuleType) -> None:
        vars(module)["__getattr__"] = lambda name: _absent(module.__name__, name)


def apply() -> None:
    """Last in the row, so that what is installed is found before."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.append(_Finder())

"""Without TensorFlow: lets Rasa run where TensorFlow is not installed.

Rasa imports TensorFlow (2 GB) for neural networks that our model does not contain. If it is
missing, placeholders are imported instead. They can be subclassed and used in annotations, and
raise NoTensorFlowError when called.
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
    """Code that needs TensorFlow was called, but TensorFlow is not installed."""


class _Absent(type):
    """Metaclass of the placeholders, i.e. of every name in a missing package."""

    def __getattr__(cls, name: str) -> _Absent:
        return _absent(cls.__name__, name)

    def __call__(cls, *args: Any, **kwargs: Any) -> NoReturn:
        raise NoTensorFlowError(
            f"{cls.__name__} needs TensorFlow, which is not installed in this environment; 'make "
            "full' makes another environment, in .full, that has it"
        )


def _absent(owner: str, name: str) -> _Absent:
    if name.startswith("__"):  # typing and inspect look these up on any object
        raise AttributeError(name)
    return _Absent(f"{owner}.{name}", (), {})


class _Finder(MetaPathFinder, Loader):
    """Finds the missing packages and any module inside them."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        package, _, inner = fullname.partition(".")
        if package not in PACKAGES:
            return None
        if inner and not isinstance(sys.modules[package].__loader__, _Finder):
            return None  # the package is installed: a module missing inside it really is missing
        return ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> None:
        """None: the import system then creates the module in the default way."""

    def exec_module(self, module: ModuleType) -> None:
        vars(module)["__getattr__"] = lambda name: _absent(module.__name__, name)


def apply() -> None:
    """Install the finder behind all others, so that installed packages are found first."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.append(_Finder())

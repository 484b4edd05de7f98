"""Python: the versions on which the bot starts, and the error message for all others."""

from __future__ import annotations

import sys

#: Minor version -> lowest patch version, in the order in which the Makefile looks for them.
#: Debian 12's comes first.
SMALLEST = {(3, 11): 2, (3, 12): 1, (3, 10): 12}


def check() -> None:
    """Exit with an error message if this Python is not one that the bot was tested on."""
    version = sys.version_info[:3]
    if version[2] < SMALLEST.get(version[:2], sys.maxsize):
        raise SystemExit(refusal(version))


def refusal(version: tuple[int, ...]) -> str:
    """The error message: why this version is refused, and what to do."""
    *most, last = (f"{a}.{b} (from {a}.{b}.{patch} on)" for (a, b), patch in SMALLEST.items())
    return (
        f"This is Python {'.'.join(map(str, version))}, but the bot runs on Python "
        f"{', '.join(most)} or {last}; "
        "install one of them and run 'make clean run'."
    )

"""Python: on which versions the bot starts, and the sentence for all others."""

from __future__ import annotations

import sys

#: In the order in which the Makefile looks for them: Debian 12's first.
SMALLEST = {(3, 11): 2, (3, 12): 1, (3, 10): 12}


def check() -> None:
    """Ends the process on another Python than the bot was tried on."""
    version = sys.version_info[:3]
    if version[2] < SMALLEST.get(version[:2], sys.maxsize):
        raise SystemExit(refusal(version))


def refusal(version: tuple[int, ...]) -> str:
    """Why not, and what to do."""
    *most, last = (f"{a}.{b} (from {a}.{b}.{patch} on)" for (a, b), patch in SMALLEST.items())
    return (
        f"This is Python {'.'.join(map(str, version))}, and the bot runs on Python "
        f"{', '.join(most)} or {last}; "
        "install one of them and call 'make clean run'."
    )

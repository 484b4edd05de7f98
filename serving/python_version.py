"""Python: on which versions the bot starts, and the sentence for all others."""

from __future__ import annotations

import sys

#: Debian 12's and Ubuntu 22.04's, which get their fixes there; the Makefile looks for the same.
SMALLEST = {(3, 11): 2, (3, 10): 12}


def check() -> None:
    """Ends the process on another Python than the bot was tried on."""
    version = sys.version_info[:3]
    if version[2] < SMALLEST.get(version[:2], sys.maxsize):
        raise SystemExit(refusal(version))


def refusal(version: tuple[int, ...]) -> str:
    """Why not, and what to do."""
    wanted = " or ".join(f"{a}.{b} (from {a}.{b}.{patch} on)" for (a, b), patch in SMALLEST.items())
    return (
        f"This is Python {'.'.join(map(str, version))}, and the bot runs on Python {wanted}; "
        "install one of them and call 'make clean run'."
    )

"""`make password`: asks for the desk's password and prints the line for .env; nothing is echoed."""

from __future__ import annotations

import sys
from getpass import getpass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

#: The shortest that is taken, and the longest that is looked at.
SHORTEST, LONGEST = 12, 200

_HASHER = PasswordHasher()  # the parameters of RFC 9106 for little memory


def main() -> int:
    """Exit code 1 after a sentence on stderr."""
    try:
        password = getpass("A password for the desk: ")
        problem = _problem(password) or ("" if getpass("Once more: ") == password else _DIFFER)
    except (EOFError, KeyboardInterrupt):
        problem = "Nothing was made."
    if problem:
        print(problem, file=sys.stderr)
        return 1
    # In quotes: a shell, or compose, would take what follows each $ for a variable.
    print(f"CHAT_DESK_PASSWORD_HASH='{_HASHER.hash(password)}'")
    return 0


def is_right(password: str, hashed: str) -> bool:
    """Takes about a twentieth of a second, and 64 MB, each time: guessing is slow."""
    try:
        return _HASHER.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


_DIFFER = "These were two different ones. Nothing was made."


def _problem(password: str) -> str:
    if not SHORTEST <= len(password) <= LONGEST:
        return f"Take {SHORTEST} to {LONGEST} characters: several words are good. Nothing was made."
    return ""


if __name__ == "__main__":
    sys.exit(main())

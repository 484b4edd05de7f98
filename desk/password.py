"""`make password`: asks for the desk's password and prints the line for .env, without an echo."""

from __future__ import annotations

import sys
from getpass import getpass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

#: Characters: the fewest and the most that a password may have.
SHORTEST, LONGEST = 12, 200

_HASHER = PasswordHasher()  # the parameters of RFC 9106 for little memory


def main() -> int:
    """The exit code: 0, or 1 after a sentence on stderr."""
    try:
        password = getpass("A password for the desk: ")
        problem = _problem(password) or ("" if getpass("Once more: ") == password else _DIFFER)
    except (EOFError, KeyboardInterrupt):
        problem = "Cancelled. No hash was made."
    if problem:
        print(problem, file=sys.stderr)
        return 1
    # Quoted, because a shell or Compose would read what follows each $ as a variable.
    print(f"CHAT_DESK_PASSWORD_HASH='{_HASHER.hash(password)}'")
    return 0


def is_right(password: str, hashed: str) -> bool:
    """Takes about 0.05 s and 64 MB each time, which makes guessing slow."""
    try:
        return _HASHER.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


_DIFFER = "The two passwords differ. No hash was made."


def _problem(password: str) -> str:
    if not SHORTEST <= len(password) <= LONGEST:
        return f"Use {SHORTEST} to {LONGEST} characters, such as several words. No hash was made."
    return ""


if __name__ == "__main__":
    sys.exit(main())

"""`make password` asks in the terminal, echoes nothing, and prints a line that opens the desk."""

from __future__ import annotations

import os
import pty
import re
import sys
from pathlib import Path

import pytest

from desk.password import is_right
from operations.settings import Settings
from tests.desk.staff import PASSWORD


def answer(*passwords: str) -> tuple[int, str]:
    """The exit code and all output when these passwords are typed."""
    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.executable, [sys.executable, "-m", "desk.password"])
    shown, left = b"", list(passwords)
    while True:
        try:
            more = os.read(terminal, 1024)
        except OSError:  # the process has ended
            break
        if not more:
            break
        shown += more
        if more.rstrip().endswith(b":") and left:
            os.write(terminal, f"{left.pop(0)}\n".encode())
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown.decode()


def test_the_line_opens_the_desk(tmp_path: Path) -> None:
    code, shown = answer(PASSWORD, PASSWORD)
    assert code == 0 and PASSWORD not in shown
    line = re.findall("^CHAT_DESK_PASSWORD_HASH='.+'", shown, re.MULTILINE)[0]
    (tmp_path / ".env").write_text(line)
    hashed = Settings.load({}, tmp_path / ".env").desk_password_hash
    assert hashed and is_right(PASSWORD, hashed) and not is_right(PASSWORD + " ", hashed)


@pytest.mark.parametrize(
    ("passwords", "sentence"),
    [
        (("too short",), "Use 12 to 200 characters"),
        (("x" * 201,), "Use 12 to 200 characters"),
        ((PASSWORD, PASSWORD.upper()), "The two passwords differ"),
        (("\x04",), "No hash was made"),
    ],
)
def test_nothing_is_made_of_what_can_not_be_one(passwords: tuple[str, ...], sentence: str) -> None:
    code, shown = answer(*passwords)
    assert code == 1 and sentence in shown and "HASH" not in shown


def test_a_hash_that_is_none_opens_nothing() -> None:
    assert not is_right(PASSWORD, "$argon2id$v=19$m=8,t=1,p=1$AAAA$AAAA")

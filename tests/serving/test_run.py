"""The start says in one sentence what is wrong, and where everything is when nothing is."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.live import ROOT, LiveServer
from tests.serving.faults import project


def start(tmp_path: Path, root: Path = ROOT, **settings: str) -> subprocess.CompletedProcess[str]:
    """A start that fails."""
    environment = {**os.environ, "CHAT_VAR": str(tmp_path / "var"), "CHAT_PORT": "0", **settings}
    return subprocess.run(
        [sys.executable, "-m", "serving.run"],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"CHAT_PORT": "x"}, "CHAT_PORT can't be used: write a whole number from 0 to 65535."),
        ({"CHAT_MODEL": "no/model"}, "There is no model at no/model; `make train` makes it."),
        ({"CHAT_HOST": "203.0.113.1"}, "203.0.113.1:0 can't be used: "),
        ({"CHAT_VAR": "Makefile/var"}, "The folder Makefile/var can't be made: Not a directory."),
        ({"CHAT_MODEL": "Makefile"}, "Makefile: can't be loaded; `make train` makes a new one"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(
    tmp_path: Path, settings: dict[str, str], sentence: str
) -> None:
    result = start(tmp_path, ROOT, **settings)
    assert result.returncode == 1
    assert result.stderr.strip().splitlines()[-1].startswith(sentence)
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("prepare", "sentence"),
    [
        (
            lambda file: file.write_text("something else " * 1000),
            "conversations.db is not a database: file is not a database.",
        ),
        (
            lambda file: _version(file, "99"),
            "The database has tables of version 99, and this program knows ",
        ),
    ],
)
def test_a_database_that_is_not_for_us_stops_the_start(
    tmp_path: Path, prepare: Callable[[Path], object], sentence: str
) -> None:
    (tmp_path / "var").mkdir()
    prepare(tmp_path / "var" / "conversations.db")
    result = start(tmp_path, CHAT_MODEL="Makefile")
    assert result.returncode == 1
    (line,) = result.stderr.strip().splitlines()
    assert sentence in line


def _version(file: Path, number: str) -> None:
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE alembic_version (version_num TEXT)")
        database.execute("INSERT INTO alembic_version VALUES (?)", (number,))


def test_a_broken_file_of_channels_is_said(tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    project(root)
    (root / "credentials.yml").unlink()
    (root / "credentials.yml").write_text("channels.web.WebChannel: {\n")
    result = start(tmp_path, root)
    assert result.returncode == 1
    assert "credentials.yml" in result.stderr.strip().splitlines()[-1]
    assert "Traceback" not in result.stderr


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = start(tmp_path, CHAT_PORT=str(port), CHAT_MODEL="Makefile")
    assert result.returncode == 1
    assert f"127.0.0.1:{port} can't be used" in result.stderr


def test_a_good_start_says_where_it_is_and_nothing_alarming(server: LiveServer) -> None:
    said = server.said()
    assert f"{server.base_url}/" in said and f"{server.base_url}/openapi.json" in said
    assert "for 30 days" in said
    first = said.partition("Stop it with Ctrl-C.")[0]
    for word in ("Error", "Warning", "Traceback", "ERROR"):
        assert word not in first

"""The start says in one sentence what is wrong, or where everything is."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.live import ROOT, LiveServer, Visitor, new_id
from tests.serving.faults import project

pytestmark = pytest.mark.live

RUN = ("-m", "serving.run")


def start(tmp_path: Path, root: Path = ROOT, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a start that fails."""
    environment = {**os.environ, "CHAT_VAR": str(tmp_path / "var"), "CHAT_PORT": "0", **settings}
    return subprocess.run(
        [sys.executable, *RUN],
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
        ({"CHAT_HOST": "é.."}, "é.. can't be used: it is no host; look at CHAT_HOST."),
        ({"CHAT_VAR": "Makefile/var"}, "The folder Makefile/var can't be made: Not a directory."),
        ({"CHAT_HOST": "\udcff"}, "CHAT_HOST can't be used: "),
        ({"DATABASE_URL": "sqlite:///tests"}, "tests is a folder, not a database."),
        (
            {"DATABASE_URL": "postgresql://me:hunter2@127.0.0.1:99999/chat"},
            'DATABASE_URL can\'t be used: invalid port number: "99999"; write postgresql://',
        ),
        ({"CHAT_MODEL": "Makefile"}, "Makefile: can't be loaded; `make train` makes a new one"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(
    tmp_path: Path, settings: dict[str, str], sentence: str
) -> None:
    result = start(tmp_path, ROOT, **settings)
    assert result.returncode == 1
    assert result.stderr.strip().splitlines()[-1].startswith(sentence)
    assert "Traceback" not in result.stderr and "hunter2" not in result.stderr


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
        (
            lambda file: _version(file, "ae1027a6acf2"),
            "The database is another program's: it has tables of version ae1027a6acf2. Name one ",
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
    (root / "credentials.yml").write_text("channels.web.web_channel.WebChannel: {\n")
    result = start(tmp_path, root)
    assert result.returncode == 1
    assert "credentials.yml" in result.stderr.strip().splitlines()[-1]
    assert "Traceback" not in result.stderr


def test_a_second_process_on_one_file_is_refused(server: LiveServer, tmp_path: Path) -> None:
    """It would double every limit."""
    (tmp_path / "conversations.db").symlink_to(server.var / "conversations.db")
    for folder in (server.var, tmp_path):
        result = start(tmp_path, CHAT_VAR=str(folder), CHAT_MODEL="Makefile")
        assert result.returncode == 1
        (line,) = result.stderr.strip().splitlines()
        assert f"{folder}/conversations.db is in use by another process. Stop that one" in line
    assert Visitor(server).begin().say("How much does PRP cost?")


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = start(tmp_path, CHAT_PORT=str(port), CHAT_MODEL="Makefile")
    assert result.returncode == 1
    assert f"127.0.0.1:{port} can't be used" in result.stderr


def test_a_port_is_taken_while_the_other_still_wakes_up(model: Path, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    with told(model, tmp_path, "Waking", signal.SIGCONT, port=port):
        result = start(tmp_path / "other", CHAT_PORT=port, CHAT_MODEL="Makefile")
    assert result.returncode == 1
    assert f"127.0.0.1:{port} can't be used" in result.stderr and "CHAT_PORT" in result.stderr


def test_an_address_that_is_not_ours_is_said(tmp_path: Path) -> None:
    result = start(tmp_path, CHAT_HOST="203.0.113.1", CHAT_PORT="5005", CHAT_MODEL="Makefile")
    assert result.returncode == 1
    assert "203.0.113.1:5005 can't be used" in result.stderr and "CHAT_HOST" in result.stderr


def test_a_good_start_says_where_it_is_and_nothing_alarming(server: LiveServer) -> None:
    said = server.said()
    assert f"{server.base_url}/" in said and f"{server.base_url}/openapi.json" in said
    assert "for 30 days" in said
    first = said.partition("Stop it with Ctrl-C.")[0]
    for word in ("Error", "Warning", "Traceback", "ERROR"):
        assert word not in first


@contextmanager
def told(
    model: Path,
    tmp_path: Path,
    word: str,
    how: signal.Signals,
    program: Sequence[str] = RUN,
    port: str = "0",
) -> Iterator[Any]:
    """Run a start, and send a signal as soon as a word is printed."""
    environment = {**os.environ, "CHAT_VAR": str(tmp_path), "CHAT_MODEL": str(model)}
    process = subprocess.Popen(
        [sys.executable, *program],
        cwd=ROOT,
        env={**environment, "CHAT_PORT": port},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        next(line for line in process.stdout if word in line)
        process.send_signal(how)
        yield process
    finally:
        process.kill()


#: A library that swallows every exception while it is imported, as some do.
SWALLOWING = """
import runpy, sys, time

class Swallows:
    def find_spec(self, name, *_):
        if name == "rasa":
            sys.meta_path.remove(self)
            try:
                print("importing", flush=True)
                time.sleep(30)
            except BaseException:
                pass

sys.meta_path.insert(0, Swallows())
runpy.run_module("serving.run", run_name="__main__")
"""


def test_an_interruption_is_never_swallowed(model: Path, tmp_path: Path) -> None:
    program = ("-c", SWALLOWING)
    with told(model, tmp_path, "importing", signal.SIGINT, program=program) as process:
        _, said = process.communicate(timeout=20)
        assert process.returncode == 130 and "Traceback" not in said


def test_an_interruption_while_it_wakes_up_is_no_error(model: Path, tmp_path: Path) -> None:
    with told(model, tmp_path, "Waking", signal.SIGINT) as process:
        _, said = process.communicate(timeout=60)
        assert process.returncode == 130 and "Traceback" not in said


def test_a_stop_while_it_wakes_up_is_heard_by_the_bot_itself(model: Path, tmp_path: Path) -> None:
    """The first process of a container gets no signals that it doesn't handle."""
    early = SWALLOWING.replace('"rasa"', '"storage.sql.database"')
    for word, program in (("importing", ("-c", early)), ("Waking", RUN)):
        with told(model, tmp_path, word, signal.SIGTERM, program=program) as process:
            _, said = process.communicate(timeout=60)
            assert process.returncode == 0 and "Traceback" not in said


def test_a_stop_with_vectors_that_nobody_waits_for_is_a_good_one(
    model: Path, tmp_path: Path
) -> None:
    """Refused messages leave vectors being computed; Python must not exit during that."""
    off = {"CHAT_RATE_CONVERSATION": "off", "CHAT_RATE_ADDRESS": "off"}
    server = LiveServer(tmp_path, model, **off).start()
    visitors = [Visitor(server).begin() for _ in range(10)]
    (tmp_path / "conversations.db").rename(tmp_path / "elsewhere")
    over = threading.Event()

    def ask(visitor: Visitor) -> None:
        while not over.is_set():
            with suppress(requests.RequestException):
                visitor.send(f"is it safe for {new_id()}, " + "and for how many others " * 15)

    threads = [threading.Thread(target=ask, args=[visitor]) for visitor in visitors]
    for thread in threads:
        thread.start()
    process = server.process
    assert process
    try:
        time.sleep(0.5)
        process.terminate()
        assert process.wait(30) == 0
    finally:
        over.set()
        server.stop()
        for thread in threads:
            thread.join(60)


#: The tests may run where a closed terminal is ignored (nohup), which the program inherits.
_IN_TERMINAL = """
import runpy, signal
signal.signal(signal.SIGHUP, signal.SIG_DFL)
runpy.run_module("serving.run", run_name="__main__")
"""


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP])
def test_a_stop_in_the_moment_of_the_start_is_heard(
    model: Path, tmp_path: Path, how: signal.Signals
) -> None:
    with told(model, tmp_path, "Try it", how, ["-c", _IN_TERMINAL]) as process:
        process.communicate(timeout=15)
        assert process.returncode == 0


#: Sanic prints "Starting worker" after the loop has stopped once and before it runs for good.
_SLOW = """
import logging, runpy, time
def slowly(message, *_):
    if message.startswith("Starting"):
        print("Between", flush=True)
        time.sleep(1)
logging.getLogger("sanic.root").info = slowly
runpy.run_module("serving.run", run_name="__main__")
"""


def test_a_stop_between_the_start_and_the_run_is_heard(model: Path, tmp_path: Path) -> None:
    with told(model, tmp_path, "Between", signal.SIGTERM, ["-c", _SLOW]) as process:
        process.communicate(timeout=15)
        assert process.returncode == 0

"""Processes are started, measured together with their children, and stopped."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from benchmarks.processes import ProcessError, Server, free_port

pytestmark = pytest.mark.live

PARENT = """
import subprocess, sys, time
child = "import time; block = bytearray(150 * 2**20); print('child is up', flush=True)\\n"
child += "end = time.process_time() + 0.3\\nwhile time.process_time() < end: pass\\ntime.sleep(60)"
subprocess.run([sys.executable, "-c", child])
"""


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return Server(tmp_path, tmp_path / "log")


def test_children_are_measured_too(server: Server) -> None:
    server.start(["-c", PARENT])
    try:
        assert server.wait_for("child is (up)") == "up"
        assert 150 < server.rss_mb() < 400
        end = time.monotonic() + 20
        while server.cpu_seconds() < 0.3 and time.monotonic() < end:
            time.sleep(0.05)
        assert 0.3 <= server.cpu_seconds() < 5
        assert server.age > 0.3
    finally:
        server.stop()
    assert server.rss_mb() == 0


STUBBORN = """
import subprocess, sys
child = "import signal, time; signal.signal(15, signal.SIG_IGN); print(flush=True); time.sleep(60)"
process = subprocess.Popen([sys.executable, "-c", child], stdout=subprocess.PIPE)
process.stdout.readline()
print("child", process.pid, flush=True)
process.wait()
"""


def test_children_end_with_it_however_stubborn(server: Server) -> None:
    server.start(["-c", STUBBORN])
    child = int(server.wait_for(r"child (\d+)"))
    server.stop()
    end = time.monotonic() + 10
    while _is_running(child) and time.monotonic() < end:
        time.sleep(0.05)
    assert not _is_running(child)


def _is_running(pid: int) -> bool:
    """True also for a process whose exit code nobody has fetched yet."""
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def test_settings_and_folder_are_given(server: Server, tmp_path: Path) -> None:
    server.start(["-c", "import os; print('at', os.getcwd(), os.environ['WORD'])"], WORD="hello")
    assert server.wait_for(rf"at {tmp_path.resolve()} (\w+)") == "hello"
    server.stop()


def test_a_server_that_ends_is_said_with_its_last_words(server: Server) -> None:
    server.start(["-c", "raise SystemExit('no model here')"])
    with pytest.raises(ProcessError, match="no model here"):
        server.wait_for("(never)")
    server.stop()


def test_a_free_port() -> None:
    assert 1024 < free_port() < 65536

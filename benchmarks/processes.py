"""Processes: starts servers for measurements, and reads their memory and processor time."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

_MIB = 2**20
#: Seconds to wait for a server; a busy machine is slow to load a model.
_PATIENCE = 300
#: Python with TensorFlow (`make full`), which stock Rasa needs.
_FULL = Path(__file__).parent.parent / ".full" / "bin" / "python"


class ProcessError(RuntimeError):
    """A server did not become ready; the message has the end of its log."""


class Server:
    """One or more processes with a common log; measurements include all their children."""

    def __init__(self, folder: Path, log: Path) -> None:
        self._folder = folder
        self._log = log
        log.unlink(missing_ok=True)  # it may be that of an older server
        self._processes: list[subprocess.Popen[bytes]] = []
        self.begun = time.monotonic()

    def start(
        self, arguments: Sequence[str], python: str = sys.executable, **environment: str
    ) -> None:
        """Start a process: `python` with these arguments, in the server's folder."""
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                [python, *arguments],
                cwd=self._folder,
                env={**os.environ, **environment},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._processes.append(process)

    def wait_for(self, pattern: str) -> str:
        """Wait until the log matches the pattern; returns its first group.

        Raises:
            ProcessError: a process has ended, or `_PATIENCE` is over.
        """
        end, alive = time.monotonic() + _PATIENCE, True
        while alive and time.monotonic() < end:
            alive = all(p.poll() is None for p in self._processes)
            found = re.search(pattern, self._log.read_text(errors="replace"))
            if found:
                return found[1]
            time.sleep(0.02)
        raise ProcessError(f"not ready:\n{self._log.read_text(errors='replace')[-2000:]}")

    @property
    def pid(self) -> int:
        """Process id of the first process."""
        return self._processes[0].pid

    @property
    def age(self) -> float:
        """Seconds since this object was created."""
        return time.monotonic() - self.begun

    def rss_mb(self) -> float:
        """Resident memory of all processes, in MiB."""
        page = os.sysconf("SC_PAGE_SIZE")
        fields = (_read(f"/proc/{pid}/statm").split() for pid in self._tree())
        return sum(int(each[1]) * page for each in fields if each) / _MIB

    def cpu_seconds(self) -> float:
        """Processor time used by all processes, in seconds of one core."""
        ticks = os.sysconf("SC_CLK_TCK")
        fields = (_read(f"/proc/{pid}/stat").rpartition(")")[2].split() for pid in self._tree())
        return sum(int(each[11]) + int(each[12]) for each in fields if each) / ticks

    def stop(self) -> None:
        """End all processes and wait until they have ended."""
        for process in self._processes:
            _end(process, signal.SIGTERM)
        for process in self._processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            _end(process, signal.SIGKILL)  # children that are left
            process.wait()

    def _tree(self) -> Iterator[int]:
        waiting = [process.pid for process in self._processes]
        while waiting:
            pid = waiting.pop()
            yield pid
            for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
                waiting += map(int, _read(str(tasks)).split())


def _end(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    """Signal a process and its children, which form a process group."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, how)


@contextmanager
def ours(
    folder: Path, var: Path, model: Path, settings: Mapping[str, str] | None = None
) -> Iterator[tuple[Server, str]]:
    """Our server without rate limits, and its address."""
    var.mkdir(parents=True, exist_ok=True)
    server = Server(folder, var / "server.log")
    chosen = {"CHAT_VAR": str(var), "CHAT_MODEL": str(model.absolute()), "CHAT_PORT": "0"}
    chosen |= {
        "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",  # as in `make run`
        "CHAT_RATE_CONVERSATION": "off",
        "CHAT_RATE_ADDRESS": "off",
        "CHAT_RATE_PAGES": "off",
        "CHAT_RATE_BEGIN": "off",
        "CHAT_DAY_MEGABYTES": "0",
        "CHAT_HOST": "127.0.0.1",
    }
    server.start(["-m", "serving.run"], **{**chosen, **(settings or {})})
    try:
        yield server, server.wait_for(r"Try it\s+(http://[\w.:]+)/")
    finally:
        server.stop()


@contextmanager
def stock(project: Path, model: Path) -> Iterator[tuple[Server, str]]:
    """Rasa's own server and action server for a project, and the server's address."""
    port, actions = free_port(), free_port()
    endpoint = f"action_endpoint:\n  url: http://127.0.0.1:{actions}/webhook\n"
    (project / "endpoints.yml").write_text(endpoint, encoding="utf-8")
    server = Server(project, project / "server.log")
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}
    python = str(_FULL)
    server.start(["-m", "rasa", "run", "actions", "--port", str(actions)], python, **quiet)
    run = ["-m", "rasa", "run", "-i", "127.0.0.1", "--port", str(port), "--model", str(model)]
    server.start(run, python, **quiet)
    try:
        server.wait_for(r"(Rasa server is up and running)")
        yield server, f"http://127.0.0.1:{port}"
    finally:
        server.stop()


def free_port() -> int:
    """A port that is free at the moment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _read(path: str) -> str:
    """The content of a file in /proc, or "" if the process has ended."""
    try:
        return Path(path).read_text()
    except OSError:
        return ""

"""A real PostgreSQL server for the tests, on a free port."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

import sqlalchemy as sa

#: Debian installs the server's programs outside of PATH.
_PLACES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
BIN = next(iter(_PLACES), None) or (
    Path(found).resolve().parent if (found := shutil.which("initdb")) else None
)
#: Users to run it as, since it refuses to run as root.
_USERS = ("postgres", "nobody")


class Postgres:
    """Trusts everyone on this machine and syncs nothing, because it is thrown away."""

    def __init__(self) -> None:
        assert BIN
        self._user = next(filter(_exists, _USERS)) if os.getuid() == 0 else None
        self.folder = Path(tempfile.mkdtemp(prefix="clinic-chat-postgres-"))
        if self._user:
            shutil.chown(self.folder, self._user)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._run("initdb", "-U", "clinic", "-A", "trust", "-E", "UTF8", "--no-sync", self._data)

    @property
    def url(self) -> str:
        return f"postgresql://clinic@127.0.0.1:{self.port}/postgres"

    def start(self) -> Postgres:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c fsync=off -k {self.folder}"
        log = str(self.folder / "log")
        self._run("pg_ctl", "-w", "-D", self._data, "-o", options, "-l", log, "start")
        return self

    def stop(self, how: str = "immediate") -> None:
        """Stop like a crash (`immediate`), or by ending all sessions (`fast`)."""
        self._run("pg_ctl", "-w", "-D", self._data, "-m", how, "stop")

    def freeze(self, frozen: bool) -> None:
        """Make it accept connections without answering, or end that."""
        pid = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for each in (pid, *map(int, children)):
            os.kill(each, signal.SIGSTOP if frozen else signal.SIGCONT)

    def empty(self) -> sa.engine.Engine:
        """Drop all tables; returns connections of another program, without our limits."""
        other = sa.create_engine(self.url, future=True, poolclass=sa.pool.NullPool)
        with other.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
        return other

    def remove(self) -> None:
        if (self.folder / "data" / "postmaster.pid").exists():
            self.stop()
        shutil.rmtree(self.folder)

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def _run(self, program: str, *arguments: str) -> None:
        become = ["runuser", "-u", self._user, "--"] if self._user else []
        assert BIN
        subprocess.run(
            [*become, str(BIN / program), *arguments],
            check=True,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            timeout=60,
        )


def _exists(user: str) -> bool:
    return subprocess.run(["id", user], capture_output=True).returncode == 0

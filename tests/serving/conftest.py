"""The server that the tests of faults harm: its knowledge, disk and clock are its own."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live import LiveServer
from tests.serving.faults import libfaketime, project, small_disk


class Victim(LiveServer):
    """`root` is a copy of the project, `disk` says whether `var` is a disk of its own."""

    def __init__(self, folder: Path, model: Path) -> None:
        var, root, self.clock = folder / "var", folder / "project", folder / "clock"
        var.mkdir()
        root.mkdir()
        self.disk = small_disk(var)
        self.leap(0)
        library = libfaketime()
        clock = {"FAKETIME_TIMESTAMP_FILE": str(self.clock), "LD_PRELOAD": str(library)}
        # Only the time of day: what waits by the other clock must not wait longer.
        clock |= {"FAKETIME_DONT_FAKE_MONOTONIC": "1", "FAKETIME_CACHE_DURATION": "1"}
        own = root / "models" / model.name
        super().__init__(var, own, **(clock if library else {}))
        self.root = project(root)
        (root / "models").unlink()
        own.parent.mkdir()
        own.write_bytes(model.read_bytes())
        self.log = folder / "server.log"
        self.model = own

    def leap(self, seconds: int) -> None:
        """Set the clock this far from the true time."""
        self.clock.write_text(f"{seconds:+d}\n")


@pytest.fixture(scope="session")
def victim(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Victim]:
    victim = Victim(tmp_path_factory.mktemp("victim"), model)
    try:
        victim.start()
        yield victim
    finally:
        victim.stop()
        if victim.disk:
            subprocess.run(["umount", str(victim.var)], check=True)

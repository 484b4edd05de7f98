"""Servers that tests harm: one has a disk of its own, another a clock that can be set."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live import LiveServer
from tests.serving.faults import libfaketime, project, small_disk


class Victim(LiveServer):
    """`root` is a copy of the project; `disk` says whether `var` is a disk of its own."""

    def __init__(self, folder: Path, model: Path) -> None:
        var, root = folder / "var", folder / "project"
        var.mkdir()
        root.mkdir()
        self.disk = small_disk(var)
        own = root / "models" / model.name
        # The tests request pages without end, and don't read them.
        super().__init__(var, own, CHAT_RATE_PAGES="off")
        self.root = project(root)
        (root / "models").unlink()
        own.parent.mkdir()
        own.write_bytes(model.read_bytes())
        self.log = folder / "server.log"
        self.model = own


class TimeTraveller(LiveServer):
    """A server whose time of day can be set; timers on the monotonic clock stop working.

    It is a separate server because under libfaketime Python's threads never sleep while they wait
    for each other.
    """

    def __init__(self, folder: Path, model: Path, library: Path) -> None:
        self.clock, var = folder / "clock", folder / "var"
        var.mkdir()
        self.leap(0)
        settings = {"FAKETIME_TIMESTAMP_FILE": str(self.clock), "LD_PRELOAD": str(library)}
        settings |= {"FAKETIME_DONT_FAKE_MONOTONIC": "1", "FAKETIME_CACHE_DURATION": "1"}
        super().__init__(var, model, **settings)

    def leap(self, seconds: int) -> None:
        """Set the clock to this difference from the true time."""
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


@pytest.fixture(scope="session")
def traveller(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TimeTraveller]:
    library = libfaketime()
    assert library
    traveller = TimeTraveller(tmp_path_factory.mktemp("traveller"), model, library)
    try:
        traveller.start()
        yield traveller
    finally:
        traveller.stop()

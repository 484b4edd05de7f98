"""What the tests of faults share: a server to harm, and checks that it was not harmed."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path

import requests
from prometheus_client.parser import text_string_to_metric_families

from tests.live import ROOT, LiveServer, Visitor, new_id

#: `make faults` runs at full size and writes results; otherwise there are fewer of each fault.
FULL = os.environ.get("FAULTS") == "full"
RESULTS = ROOT / "benchmarks" / "results" / "faults.json"
COST = "How much does PRP cost?"
#: Memory and descriptors that a server may have gained afterwards; seconds in which it settles.
_MEGABYTES, _DESCRIPTORS, _SETTLE = 60, 5, 60
#: Folders that are copied because tests change them; all others are linked.
_COPIED = ("data",)
_LEFT_OUT = ("var", ".git", ".env")


def project(folder: Path) -> Path:
    """The project with knowledge files of its own."""
    for path in ROOT.iterdir():
        if path.name in _LEFT_OUT:
            continue
        if path.name in _COPIED:
            shutil.copytree(path, folder / path.name)
        else:
            (folder / path.name).symlink_to(path)
    return folder


def eventually(holds: Callable[[], bool], seconds: float = _SETTLE) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "not in time"
        time.sleep(0.2)


def is_ready(server: LiveServer) -> bool:
    return requests.get(f"{server.base_url}/health/ready", timeout=30).status_code == 200


def metric(server: LiveServer, name: str) -> float:
    text = requests.get(f"{server.base_url}/metrics", timeout=30).text
    families = text_string_to_metric_families(text)
    return sum(s.value for family in families for s in family.samples if s.name == name)


def megabytes(server: LiveServer) -> float:
    return metric(server, "process_resident_memory_bytes") / 1e6


@contextmanager
def unharmed(server: LiveServer, fault: str, **facts: object) -> Iterator[Visitor]:
    """Check that after the fault nothing is lost, doubled or leaked, and the server is ready."""
    eventually(lambda: is_ready(server))
    witness, id_ = Visitor(server).begin(), new_id()
    replies, before = witness.say(COST, id_), witness.history()
    descriptors, memory = metric(server, "process_open_fds"), megabytes(server)
    start = time.monotonic()
    yield witness
    took = time.monotonic() - start
    eventually(lambda: is_ready(server))
    assert witness.history()[: len(before)] == before
    assert witness.say("something else", id_) == replies
    asked = [entry["id"] for entry in witness.history() if entry["role"] == "visitor"]
    assert len(asked) == len(set(asked))
    eventually(lambda: metric(server, "process_open_fds") <= descriptors + _DESCRIPTORS)
    eventually(lambda: megabytes(server) <= memory + _MEGABYTES)
    grown = round(megabytes(server) - memory, 1)
    more = int(metric(server, "process_open_fds") - descriptors)
    note(fault, **facts, seconds=round(took, 1), grown_mb=grown, more_descriptors=more)


def note(fault: str, **facts: object) -> None:
    """Write down how the fault was withstood, at full size only."""
    if not FULL:
        return
    result = json.loads(RESULTS.read_text()) if RESULTS.exists() else {"faults": {}}
    result["date"] = datetime.now(timezone.utc).date().isoformat()
    result["machine"] = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    result["faults"].setdefault(fault, {}).update(facts, lost=0, doubled=0, ready_again=True)
    RESULTS.write_text(json.dumps(result, indent=2, sort_keys=True) + "\n")


def small_disk(folder: Path) -> bool:
    """Mount a small disk on the folder, which can be filled, if that is allowed."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", str(folder)]
    try:
        return subprocess.run(mount, capture_output=True).returncode == 0
    except OSError:
        return False


def libfaketime() -> Path | None:
    """The library that can change a process's clock, if it is installed."""
    found = sorted(Path("/usr/lib").glob("**/faketime/libfaketimeMT.so.1"))
    return found[0] if found else None

"""Many clinics: memory of several clinics on one machine, each served by its own process.

`python -m benchmarks.many_clinics [--count 10]`
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from statistics import median

from benchmarks.message_wordings import messages
from benchmarks.processes import Server
from benchmarks.visitors import WebVisitor
from operations.settings import written
from serving.provision import provision

_ROOT = Path(__file__).parent.parent
RESULT = Path(__file__).parent / "results" / "clinics.json"
_MESSAGES = 50


def main(arguments: Sequence[str]) -> int:
    """Write the result and print it; exit code 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.many_clinics")
    parser.add_argument("--count", type=int, default=10, help="number of clinics (default: 10)")
    count = parser.parse_args(arguments).count
    result = {
        "date": datetime.now().date().isoformat(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "messages_before": _MESSAGES,
        "clinics": {str(each): memory(each) for each in (1, count)},
    }
    RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))
    return 0


def memory(count: int) -> dict[str, float]:
    """Median MiB per process, and their sum.

    `pss` counts shared memory once, divided among the processes; `private` leaves it out.
    """
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        found: list[dict[str, float]] = []
        pids = [_started(Path(folder), number, stack) for number in range(count)]
        for pid in pids:
            found.append(_smaps(pid))
        each = {name: round(median(one[name] for one in found), 1) for name in found[0]}
        return each | {"pss_of_all": round(sum(one["pss"] for one in found), 1)}


def _started(folder: Path, number: int, stack: ExitStack) -> int:
    """Start the process of a new clinic, send it some messages, and return its process id."""
    name = f"clinic{number}"
    provision(name, clinics=folder)
    settings = written({}, folder / name / "settings.env")
    log = folder / f"{name}.log"
    server = Server(_ROOT, log)
    stack.callback(server.stop)
    more = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1", "CHAT_PORT": "0"}
    server.start(["-m", "serving.run"], **{**settings, **more, "CHAT_RATE_CONVERSATION": "off"})
    visitor = WebVisitor(server.wait_for(r"Try it\s+(http://[\w.:]+)/"))
    texts = messages()
    for _ in range(_MESSAGES):
        visitor.say(next(texts))
    return server.pid


def _smaps(pid: int) -> dict[str, float]:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    kib = {name: int(size) for name, size in re.findall(r"^(\w+): +(\d+) kB$", text, re.M)}
    private = kib["Private_Clean"] + kib["Private_Dirty"]
    return {"rss": kib["Rss"] / 1024, "pss": kib["Pss"] / 1024, "private": private / 1024}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Server load: response times and rates of servers with 1, 4, 16 and 64 simultaneous visitors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks import processes
from benchmarks.visitors import Arrival, Crowd, crowd, percentiles

#: Number of visitors -> messages of all together, and number of runs; servers alternate by runs.
_MESSAGES = {1: (400, 10), 4: (400, 2), 16: (1280, 2), 64: (1280, 1)}
TOPICS = (100, 300, 1_000)

Result = dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """Extent of a measurement: the texts, the share of the full number of messages (`scale`), the
    time limit of a series (`seconds`), and the numbers of topics."""

    texts: Iterator[str]
    scale: float = 1.0
    seconds: float = 60.0
    topics: Sequence[int] = TOPICS

    def count(self, full: int) -> int:
        """The scaled number of messages, at least 1."""
        return max(1, round(full * self.scale))


class Served:
    """A server that has answered a first message, `ready` seconds after its start."""

    def __init__(self, server: processes.Server, arrive: Arrival) -> None:
        self.server, self.arrive = server, arrive
        arrive().say("is anybody there")
        self.ready = server.age


def load(
    plan: Plan, served: Mapping[str, Served], between: Callable[[], None] = lambda: None
) -> dict[str, Result]:
    """Name of the server -> number of visitors -> percentiles and messages per second.

    The servers are measured alternately, and `between` is called before each run with a single
    visitor, so that changes of the machine's speed affect everything alike.
    """
    found: dict[str, Result] = {name: {} for name in served}
    for visitors, (most, runs) in _MESSAGES.items():
        share = max(visitors, plan.count(most) // runs)
        crowds: dict[str, list[Crowd]] = {name: [] for name in served}
        cpu = dict.fromkeys(served, 0.0)
        for _ in range(runs):
            if visitors == 1:
                between()
            for name, each in served.items():
                before, seconds = each.server.cpu_seconds(), plan.seconds / runs
                crowds[name].append(crowd(each.arrive, plan.texts, visitors, share, seconds))
                cpu[name] += each.server.cpu_seconds() - before
        for name in served:
            found[name][str(visitors)] = _figures(crowds[name], cpu[name])
    return found


def _figures(crowds: Sequence[Crowd], cpu: float) -> Result:
    waits = [wait for each in crowds for wait in each.all]
    return {
        "messages": len(waits),
        **percentiles(waits),
        "per_second": round(len(waits) / sum(each.seconds for each in crowds), 1),
        "per_cpu_second": round(len(waits) / cpu, 1),
        "slowest_visitor_ratio": round(max(each.fairness for each in crowds), 2),
    }

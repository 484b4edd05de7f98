"""Load: what a server does with 1, 4, 16 and 64 visitors who write at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks import processes
from benchmarks.visitors import Arrival, crowd, percentiles

VISITORS = (1, 4, 16, 64)
TOPICS = (100, 300, 1_000)
_MESSAGES = {1: 400, 4: 400, 16: 640, 64: 1280}
#: One visitor writes in as many runs, with something else measured before each.
ROUNDS = 10

Result = dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """Bounds of a part: share of the full number of messages, seconds of sending, topics."""

    texts: Iterator[str]
    scale: float = 1.0
    seconds: float = 60.0
    topics: Sequence[int] = TOPICS

    def count(self, full: int) -> int:
        """The number of messages in place of `full`."""
        return max(1, round(full * self.scale))


def load(
    plan: Plan,
    server: processes.Server,
    arrive: Arrival,
    between: Callable[[], None] = lambda: None,
) -> Result:
    """Percentiles, messages a second and memory for 1, 4, 16 and 64 visitors at once.

    Calls `between` before each tenth of what one visitor writes.
    """
    found: Result = {}
    for visitors in VISITORS:
        cpu = server.cpu_seconds()
        messages = max(visitors, plan.count(_MESSAGES[visitors]))
        rounds = min(ROUNDS, messages) if visitors == 1 else 1
        share = max(visitors, messages // rounds)
        crowds = []
        for _ in range(rounds):
            if visitors == 1:
                between()
            crowds.append(crowd(arrive, plan.texts, visitors, share, plan.seconds / rounds))
        waits = [wait for each in crowds for wait in each.all]
        seconds = sum(each.seconds for each in crowds)
        found[str(visitors)] = {
            "messages": len(waits),
            **percentiles(waits),
            "per_second": round(len(waits) / seconds, 1),
            "per_cpu_second": round(len(waits) / (server.cpu_seconds() - cpu), 1),
            "slowest_visitor_ratio": round(max(each.fairness for each in crowds), 2),
        }
    return found

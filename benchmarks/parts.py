"""Parts of the serving benchmark: each starts the servers it needs and measures one thing.

To compare two servers, both run and are asked alternately, so that other load on the machine
affects both alike.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np

from benchmarks import filling, growth, processes
from benchmarks.floor import floor
from benchmarks.server_load import Plan, Result, Served, load
from benchmarks.visitors import TURNS, Arrival, RestVisitor, WebVisitor

#: Turns at which the time of a message is reported, each as the median of the last `_NEAR` turns.
_TURNS = (10, 50, 100, 200)
_NEAR = 5
_CONVERSATIONS = 10
STORED = (10, 1_000, 100_000)
_COMPARED = 240


def visitors(plan: Plan, model: Path) -> Result:
    """Our server under load, alternating with the encoder alone (the floor)."""
    with _ours(model) as (server, address):
        measured = _load(plan, model, {"ours": Served(server, lambda: WebVisitor(address))})
    return {"floor_ms": measured["floor_ms"], **measured["ours"]}


def beside_stock(plan: Plan, model: Path, project: Path, stock: Path) -> Result:
    """Our server and the stock project's under load, alternately; `stock` is its model."""
    with _ours(model) as (server, address):
        ours = Served(server, lambda: WebVisitor(address))
        with processes.stock(project, stock) as (other, elsewhere):
            theirs = Served(other, lambda: RestVisitor(elsewhere))
            found = _load(plan, model, {"ours": ours, "stock": theirs})
            found["stock"] |= long_talks(plan, theirs.arrive, 2)
    return found


def _load(plan: Plan, model: Path, served: Mapping[str, Served]) -> Result:
    floors: list[float] = []

    def embed() -> None:
        floors.extend(floor(model, _take(plan.texts, max(1, plan.count(30)))))

    found = load(plan, served, embed)
    sides = {
        name: {
            "ready_s": round(each.ready, 1),
            "rss_mb": round(each.server.rss_mb()),
            "visitors": found[name],
        }
        for name, each in served.items()
    }
    return {"floor_ms": round(float(np.median(floors)), 2), **sides}


def turns(plan: Plan, model: Path) -> Result:
    """Times of the turns of long conversations with our server."""
    with _ours(model) as (_, address):
        return long_talks(plan, lambda: WebVisitor(address), _CONVERSATIONS)


def long_talks(plan: Plan, arrive: Arrival, conversations: int) -> Result:
    """Median ms of turn 1, 10, 50, 100 and 200 of long conversations.

    Turn 1 is measured in new conversations during the last turns, on the same warm server.
    """
    talking = [arrive() for _ in range(plan.count(conversations))]
    waits: dict[int, list[float]] = {1: []}
    last, end = max(2, plan.count(_TURNS[-1])), time.monotonic() + 2 * plan.seconds
    for turn in range(1, last + 1):
        if time.monotonic() > end:
            break
        for visitor in talking:
            waits.setdefault(turn, []).append(visitor.say(next(plan.texts)))
            if turn > last - 2 * _NEAR:
                waits[1].append(arrive().say(next(plan.texts)))
    reached = max(waits)
    marks = {mark for mark in _TURNS if mark < reached} | {reached}
    medians = {1: float(np.median(waits[1]))}
    for mark in sorted(marks):
        near = [wait for turn in waits if mark - _NEAR < turn <= mark for wait in waits[turn]]
        medians[mark] = float(np.median(near))
    found: Result = {"turns_ms": {str(turn): round(ms, 2) for turn, ms in medians.items()}}
    if reached == _TURNS[-1]:
        found["turn_200_ratio"] = round(medians[reached] / medians[1], 2)
    return found


def stored(plan: Plan, model: Path) -> Result:
    """Median ms of a message with 10, 1,000 and 100,000 conversations in the database."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        first = Path(folder) / "first"
        with processes.ours(growth.ROOT, first, model) as (_, address):
            for _ in range(STORED[0]):
                visitor = WebVisitor(address)
                for _ in range(2):
                    visitor.say(next(plan.texts))
        addresses = {}
        for number in STORED:
            var = Path(folder) / str(number)
            shutil.copytree(first, var)
            filling.fill(var / "conversations.db", number)
            server = processes.ours(growth.ROOT, var, model)
            addresses[str(number)] = running.enter_context(server)[1]
        medians = _in_turn(plan, addresses)
    low, high = str(STORED[0]), str(STORED[-1])
    return {"stored_ms": medians, "stored_100k_ratio": round(medians[high] / medians[low], 2)}


def topics(plan: Plan, model: Path, kept: Path) -> Result:
    """Median ms of a message with the present knowledge and with more topics.

    The projects with more topics are kept in the folder `kept` for later runs.
    """
    now, most = growth.known(), max(plan.topics)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        addresses, seconds = {}, {}
        for size in (now, *plan.topics):
            project, archive = growth.ROOT, model
            if size != now:
                project = kept / str(size)
                seconds[str(size)] = growth.grown(project, size)
                archive = growth.model(project)
            server = processes.ours(project, Path(folder) / str(size), archive)
            addresses[str(size)] = running.enter_context(server)[1]
        medians = _in_turn(plan, addresses)
    return {
        "topics_ms": medians,
        "topics_train_s": seconds,
        f"topics_{most}_ratio": round(medians[str(most)] / medians[str(now)], 2),
    }


def training() -> Result:
    """Seconds to train the present project from scratch."""
    with tempfile.TemporaryDirectory() as folder:
        growth.grow(Path(folder), 0)
        return {"train_s": growth.train(Path(folder))}


def caches(plan: Plan, model: Path) -> Result:
    """Median ms of a new text, of a text asked before, and of a button.

    The other parts use neither repeated texts nor buttons.
    """
    with _ours(model) as (_, address):
        texts = _take(plan.texts, plan.count(100))
        first, again, button = [], [], []
        for text in texts:
            visitor = WebVisitor(address)
            first.append(visitor.say(text))
            again.append(WebVisitor(address).say(text))
            offered = visitor.replies[-1]["buttons"]
            if offered:
                button.append(visitor.press(offered[0]["id"]))
    named = {"first_ms": first, "again_ms": again, "button_ms": button or [0.0]}
    return {"caches": {name: round(float(np.median(w)), 2) for name, w in named.items()}}


def together(plan: Plan, model: Path) -> Result:
    """Three simultaneous messages in one conversation: are they in order, and the longest time."""
    with _ours(model) as (_, address):
        waits, ordered = [], True
        for _ in range(plan.count(20)):
            first = WebVisitor(address)
            three = [first, first.beside(), first.beside()]
            texts = _take(plan.texts, 3)
            with ThreadPoolExecutor(3) as pool:
                sent = []
                for visitor, text in zip(three, texts, strict=True):
                    sent.append(pool.submit(visitor.say, text))
                    time.sleep(0.001)  # so that they are sent in this order
                waits.append([each.result() for each in sent])
            ordered &= first.said() == texts
    return {"together": {"in_order": ordered, "last_ms": round(float(np.max(waits)), 1)}}


@contextmanager
def _ours(model: Path) -> Iterator[tuple[processes.Server, str]]:
    """Our server with an empty database, and its address."""
    with (
        tempfile.TemporaryDirectory() as folder,
        processes.ours(growth.ROOT, Path(folder), model) as running,
    ):
        yield running


def _in_turn(plan: Plan, addresses: dict[str, str]) -> dict[str, float]:
    """Median ms of a message for each server; the servers are asked alternately."""
    waits: dict[str, list[float]] = {name: [] for name in addresses}
    talking: dict[str, WebVisitor] = {}
    end = time.monotonic() + plan.seconds * len(addresses)
    for number in range(plan.count(_COMPARED)):
        if time.monotonic() > end:
            break
        if number % TURNS == 0:
            talking = {name: WebVisitor(address) for name, address in addresses.items()}
        text = next(plan.texts)  # the same for each server, and new to each
        for name in addresses:
            waits[name].append(talking[name].say(text))
    return {name: round(float(np.median(each)), 2) for name, each in waits.items()}


def _take(texts: Iterator[str], number: int) -> list[str]:
    return [next(texts) for _ in range(number)]

"""Measures how long grouping unanswered questions takes, and the chat at the same time.

`python -m benchmarks.grouping [QUESTIONS]`

The bot runs in this process, whose event loop waits for the grouping, as at the desk. The 10,000
questions are training sentences without an answer in the guide, spread over thirty days in SQLite.
"""

from __future__ import annotations

import asyncio
import json
import os
import platform
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import cycle
from pathlib import Path
from typing import Any

import yaml

from benchmarks import report
from engine.quiet import quiet

_DATA = Path(__file__).parent.parent / "data" / "nlu"
RESULT = Path(__file__).parent / "results" / "grouping.json"
_QUESTIONS, _DAYS = 10_000, 30
#: Rounds with and without keeping questions alternate, so that changes of the machine's speed
#: affect both alike; answers per round.
_ROUNDS, _IN_ROUND = 20, 25
#: Answers measured without grouping.
_ALONE = 300


def main(arguments: Sequence[str]) -> int:
    """Write the result and update the report; exit code 0."""
    quiet()
    load = os.getloadavg()[0]
    found = asyncio.run(measure(int(arguments[0]) if arguments else _QUESTIONS))
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    about = {"date": date.today().isoformat(), "machine": machine, "load": round(load, 1)}
    result = {**about, **found}
    RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))
    return report.main()


async def measure(questions: int) -> dict[str, Any]:
    """Seconds to group so many questions, and milliseconds of an answer meanwhile and without."""
    # Imported here: they import Rasa, whose logging must be limited before.
    from desk.questions import Questions
    from engine.agent import load

    agent, texts = await load(), sentences()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(1) as executor:
        services = _services(agent, Path(folder), executor)
        kept = await _kept_and_not(agent, services.unanswered, texts)
        reader = services.unanswered.reader
        await asyncio.to_thread(insert_questions, services.database, reader, texts, questions)
        asks = Asks(agent, texts)
        alone = await asks.until(lambda: len(asks.times) >= _ALONE)
        begun, spent = time.monotonic(), _children_cpu()
        grouping = asyncio.create_task(Questions(services).grouped())
        during = await asks.until(grouping.done)
        seconds, spent = time.monotonic() - begun, _children_cpu() - spent
        services.database.close()
    found = grouping.result()
    assert found
    return {
        "questions": len(found.kept),
        "groups": len(found.of(_DAYS)),
        "seconds": round(seconds, 1),
        "cpu_seconds": round(spent, 1),
        "chat_alone_ms": alone,
        "chat_during_ms": during,
        **kept,
    }


def _children_cpu() -> float:
    """CPU seconds of all child processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _services(agent: Any, folder: Path, executor: ThreadPoolExecutor) -> Any:
    """Give the agent a database of its own; returns the desk's services for it."""
    from desk.services import Services
    from engine.agent import reader_of
    from operations.settings import Settings
    from storage.conversation_store import ConversationStore

    store = ConversationStore(agent.domain, f"sqlite:///{folder}/c.db")
    agent.tracker_store = agent.processor.tracker_store = store
    store.unanswered.is_on, store.unanswered.reader = True, reader_of(agent)
    settings = Settings.load({"CHAT_LEARN": "on"}, Path("no.env"))
    return Services(settings, store.database, executor, store.unanswered)


class Asks:
    """A visitor who asks one question after the other, each in a new conversation."""

    def __init__(self, agent: Any, texts: Sequence[str]) -> None:
        self._agent, self._texts = agent, cycle(texts)
        self.times: list[float] = []

    async def until(self, is_enough: Callable[[], bool]) -> dict[str, float]:
        """Ask until `is_enough`; median and 99th percentile of an answer in ms."""
        self.times.clear()
        while not is_enough():
            await self.ask()
        cuts = statistics.quantiles(self.times, n=100)
        return {"p50": round(cuts[49], 1), "p99": round(cuts[98], 1)}

    async def ask(self) -> None:
        """Ask the next question and record its time."""
        from serving.conversation import Conversation

        _, ms = await Conversation(self._agent).timed(next(self._texts))
        self.times.append(ms)
        await asyncio.sleep(0.002)


async def _kept_and_not(agent: Any, unanswered: Any, texts: Sequence[str]) -> dict[str, Any]:
    """Median ms of an answer while unanswered questions are recorded, and while they are not."""
    asks, times = Asks(agent, texts), {True: list[float](), False: list[float]()}
    writing = asyncio.create_task(unanswered.keep())
    for number in range(2 * _ROUNDS):
        unanswered.is_on = number % 2 == 0
        if unanswered.is_on and writing.done():
            writing = asyncio.create_task(unanswered.keep())
        asks.times.clear()
        await asks.until(lambda: len(asks.times) >= _IN_ROUND)
        times[number % 2 == 0] += asks.times
    unanswered.is_on = True
    writing.cancel()
    kept, not_kept = (round(statistics.median(times[each]), 2) for each in (True, False))
    return {"kept_ms": kept, "not_kept_ms": not_kept, "answers": len(times[True])}


def sentences() -> list[str]:
    """Training sentences without an answer in the guide, in the same order on every machine."""
    found = [text for name in ("gap", "off_topic", "clinic") for text in _examples(name)]
    random.Random(1).shuffle(found)
    return found


def _examples(name: str) -> Iterator[str]:
    for item in yaml.safe_load((_DATA / f"{name}.yml").read_text("utf-8"))["nlu"]:
        for line in item["examples"].splitlines():
            yield line.removeprefix("- ")


def insert_questions(database: Any, reader: Any, texts: Sequence[str], questions: int) -> None:
    """Insert questions straight into the table, with the vectors that the bot would have added."""
    from storage.sql.database_tables import UNANSWERED

    today = int(time.time() // 86400)
    rows = [
        {
            "key": f"{number:064}",
            "day": today - number % _DAYS,
            "kind": "uncovered",
            "topic": "",
            "text": text,
            "count": 1 + number % 3,
            "encoder": reader.name,
            "vector": reader.pack(text),
        }
        for number, text in zip(range(questions), texts, strict=False)
    ]
    with database.engine.begin() as connection:
        connection.execute(UNANSWERED.delete())
        connection.execute(UNANSWERED.insert(), rows)


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(code)  # without waiting for the model's threads

"""Measures the running server over HTTP, and compares it with the encoder alone and stock Rasa.

`python -m benchmarks.server [--stock] [--only PART …] [--scale 0.1] [--seconds 60]
[--topics 100 300 1000] [--out FILE]`

A measured part replaces its old values in the result; the other parts stay as they are.
Stock Rasa is the project that `python -m benchmarks.stock` makes.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks import comparison, curves, message_wordings, parts, report, stock, tables
from benchmarks.processes import ProcessError
from benchmarks.server_load import TOPICS, Plan
from benchmarks.visitors import VisitError

_ROOT = Path(__file__).parent.parent
RESULT = Path(__file__).parent / "results" / "serving.json"
PICTURE = RESULT.with_name("serving.png")
_MODEL = _ROOT / "models" / "clinic-chat.tar.gz"
_GROWN = _ROOT / "models" / "grown"

Result = dict[str, Any]


def main(arguments: Sequence[str]) -> int:
    """Exit code: 0, or 1 after an error message on stderr."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.server")
    parser.add_argument("--only", nargs="+", choices=PARTS, help="measure only these parts")
    parser.add_argument("--stock", action="store_true", help="also measure stock Rasa")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the messages to send")
    parser.add_argument("--seconds", type=float, default=60.0, help="time limit of a series")
    parser.add_argument("--topics", type=int, nargs="+", default=TOPICS, help="numbers of topics")
    parser.add_argument("--out", type=Path, default=RESULT, help="file for the result")
    options = parser.parse_args(arguments)
    names = options.only or [name for name in PARTS if name != "stock"]
    if options.stock:  # the part "stock" includes "visitors", to measure both alternately
        names = ["stock", *(name for name in names if name not in ("stock", "visitors"))]
    load = os.getloadavg()[0]  # caused by other work on the machine
    plan = Plan(message_wordings.messages(), options.scale, options.seconds, options.topics)
    try:
        for name in names:
            print(f"measuring {name} …", file=sys.stderr, flush=True)
            keep(name, PARTS[name](plan), options.out, load)
    except (ProcessError, VisitError, OSError, ValueError) as error:
        print(f"{name}: {error}", file=sys.stderr)
        return 1
    result = json.loads(options.out.read_text(encoding="utf-8"))
    print(tables.plain(comparison.serving_cells(result)))
    curves.draw(result, options.out.with_suffix(".png"))
    return report.main() if options.out == RESULT else 0


def keep(name: str, measured: Mapping[str, Any], path: Path, load: float = 0.0) -> None:
    """Add the values of a part to the file, with the load of the machine before.

    `measured` may have values of both servers under "ours" and "stock"; else all are ours.
    """
    result: Result = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    result = {"floor_ms": None, "ours": {}, "stock": {}, "measured": {}, "load": {}, **result}
    found = dict(measured)
    result["floor_ms"] = found.pop("floor_ms", result["floor_ms"])
    stocks, ours = found.pop("stock", {}), found.pop("ours", found)
    result["stock"] |= stocks | _headline(stocks)
    result["ours"] |= ours | _headline(ours)
    for each in ("visitors", "stock") if name == "stock" else (name,):
        result["measured"][each] = datetime.now().isoformat(timespec="minutes")
        result["load"][each] = round(load, 1)
    result["machine"] = (
        f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def _headline(found: Mapping[str, Any]) -> Result:
    """Percentiles with 1 visitor, rates with 16, and the longest wait with 64."""
    visitors = found.get("visitors")
    if not visitors:
        return {}
    one, many, most = visitors["1"], visitors["16"], visitors["64"]
    return {
        **{name: one[name] for name in ("p50_ms", "p95_ms", "p99_ms")},
        "per_second": many["per_second"],
        "per_cpu_second": many["per_cpu_second"],
        "max_ms_64": most["max_ms"],
    }


def _stock(plan: Plan) -> Result:
    if not stock.MODEL.is_file():
        raise ValueError(f"{stock.MODEL}: no such model; `python -m benchmarks.stock` makes it")
    training = json.loads(stock.TRAINING.read_text(encoding="utf-8"))
    measured = parts.beside_stock(plan, _MODEL, stock.PROJECT, stock.MODEL)
    train_s = stock.least_seconds(training, os.cpu_count() or 1)
    measured["stock"] |= {"train_s": train_s, "training": training}
    return measured


#: Name of a part -> the function that measures it.
PARTS: Mapping[str, Callable[[Plan], Result]] = {
    "visitors": lambda plan: parts.visitors(plan, _MODEL),
    "turns": lambda plan: parts.turns(plan, _MODEL),
    "together": lambda plan: parts.together(plan, _MODEL),
    "caches": lambda plan: parts.caches(plan, _MODEL),
    "stored": lambda plan: parts.stored(plan, _MODEL),
    "training": lambda _: parts.training(),
    "topics": lambda plan: parts.topics(plan, _MODEL, _GROWN),
    "stock": _stock,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

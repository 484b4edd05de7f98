"""Measures the pages of the clinic's desk with many stored turns, and the chat at the same time.

`python -m benchmarks.desk_load [TURNS]`

It runs a real server. Real conversations are copied until there are TURNS turns, spread over
thirty days, with a rating of every twentieth message, some hundred requests and 10,000 questions
without an answer.
"""

from __future__ import annotations

import asyncio
import json
import os
import platform
import re
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import requests
import sqlalchemy as sa
from argon2 import PasswordHasher

from benchmarks import grouping, message_wordings, report
from benchmarks.app_burst import figures
from benchmarks.filling import fill
from benchmarks.processes import Server, ours
from engine.quiet import quiet
from operations.settings import Settings
from storage.contact_requests import ContactRequest, ContactRequests
from storage.sql.database import Database

_ROOT = Path(__file__).parent.parent
RESULT = Path(__file__).parent / "results" / "desk.json"
_MODEL = _ROOT / "models" / "clinic-chat.tar.gz"
_PASSWORD = "a long one for measuring"
_TURNS, _REQUESTS, _QUESTIONS = 100_000, 400, 10_000
#: Conversations that are really held before they are copied, and messages in each.
_HELD, _MESSAGES = 20, 10
_CALLS, _SECONDS = 30, 10.0
_SPREAD = 30 * 86400
PAGES = {
    "requests": "/requests",
    "ratings": "/ratings",
    "ratings, with words, page 50": "/ratings?which=words&page=50",
    "ratings as CSV": "/ratings.csv",
    "figures, 7 days": "/figures?days=7",
    "figures, 30 days": "/figures",
    "figures, a year": "/figures?days=365",
    "picture of topics": "/figures/picture.svg?of=topics",
    "picture of busy hours": "/figures/picture.svg?of=hours",
    "topics as CSV": "/figures/table.csv?of=topics",
    "questions without an answer": "/questions",
    "facts of the clinic": "/clinic",
    "form of prices": "/clinic/prices",
    "form of an answer": "/clinic/answers?gap=age",
}


def main(arguments: Sequence[str]) -> int:
    """Write the result and update the report; exit code 0."""
    quiet()
    turns = int(arguments[0]) if arguments else _TURNS
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        var = Path(folder)
        settings = _settings()
        with ours(_ROOT, var, _MODEL, settings) as (_, url):
            for texts in _conversations():
                _talk(url, texts)
        conversations = fill(var / "conversations.db", turns // _MESSAGES)
        _spread(var / "conversations.db")
        asyncio.run(_leave(var, settings))
        with ours(_ROOT, var, _MODEL, settings) as (server, url):
            result = measure(server, url)
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    about = {"date": date.today().isoformat(), "machine": machine, "load": round(load, 1)}
    result = {**about, "turns": conversations * _MESSAGES, **result}
    RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))
    return report.main()


def measure(server: Server, url: str) -> dict[str, Any]:
    """Milliseconds of each page, and of the chat alone and while pages are opened."""
    staff = _log_in(url)
    pages = {name: _page(server, staff, f"{url}/desk{path}") for name, path in PAGES.items()}
    end = time.monotonic() + _SECONDS
    alone = _ask(url, lambda: time.monotonic() > end)
    over = threading.Event()
    asking = threading.Thread(target=_read, args=(staff, url, over))
    asking.start()
    end = time.monotonic() + _SECONDS
    during = _ask(url, lambda: time.monotonic() > end)
    over.set()
    asking.join()
    return {"pages": pages, "chat_alone_ms": figures(alone), "chat_during_ms": figures(during)}


def _settings() -> dict[str, str]:
    return {
        "CHAT_DESK_PASSWORD_HASH": PasswordHasher().hash(_PASSWORD),
        "CHAT_REQUESTS_WEBHOOK": "http://127.0.0.1:9/",
        "CHAT_REQUESTS_WEBHOOK_SECRET": "s" * 32,
        "CHAT_RATE_BEGIN": "off",
        "CHAT_RETENTION_DAYS": "0",
        "CHAT_LEARN": "on",
    }


def _conversations() -> list[list[str]]:
    texts = message_wordings.messages()
    return [list(islice(texts, _MESSAGES)) for _ in range(_HELD)]


def _talk(url: str, texts: Sequence[str]) -> None:
    http = _visitor(url)
    for text in texts:
        message = {"id": str(uuid.uuid4()), "text": text}
        http.post(f"{url}/chat/messages", json=message, timeout=60).raise_for_status()


def _visitor(url: str) -> requests.Session:
    http = requests.Session()
    token = http.post(f"{url}/chat/session", json={}, timeout=60).json()["token"]
    http.headers["Authorization"] = f"Bearer {token}"
    return http


def _spread(database: Path) -> None:
    """Spread the conversations over the last thirty days, and rate every twentieth message."""
    engine = sa.create_engine(f"sqlite:///{database}", future=True)
    begin = time.time() - _SPREAD
    at = f"{begin} + {_SPREAD} * ((rowid * 7919 % 1000003) / 1000003.0)"
    with engine.begin() as connection:
        run = connection.exec_driver_sql
        run("CREATE TEMP TABLE moments AS SELECT id, 0.0 AS moment FROM conversations")
        run(f"UPDATE moments SET moment = {at}")
        run("CREATE UNIQUE INDEX moments_by_id ON moments (id)")
        moment = "(SELECT moment FROM moments WHERE moments.id = {})"
        run(f"UPDATE events SET timestamp = {moment.format('sender_id')} + 60 * turn")
        run(f"UPDATE conversations SET last = {moment.format('id')} + 600")
        run(
            "INSERT INTO ratings (sender_id, reply_id, value, word, timestamp) "
            "SELECT sender_id, message_id || '.1', CASE id % 3 WHEN 0 THEN 'down' ELSE 'up' END, "
            "CASE id % 2 WHEN 0 THEN 'this helped a little' END, timestamp + 20 "
            "FROM events WHERE type_name = 'user' AND rowid % 20 = 0"
        )
        run("ANALYZE")
    engine.dispose()


async def _leave(var: Path, given: dict[str, str]) -> None:
    # Imported here: they import Rasa, whose logging must be limited before.
    from engine.agent import load, reader_of

    settings = Settings.load({**given, "CHAT_VAR": str(var)}, Path("no.env"))
    database = Database(settings.database)
    kept = ContactRequests(database, settings)
    for number in range(_REQUESTS):
        request = ContactRequest(
            f"Name {number}", "+1 202-555-0187", about="How long does it last?"
        )
        await kept.add(f"r{number}", f"c{number}", request)
    reader, texts = reader_of(await load()), grouping.sentences()
    grouping.insert_questions(database, reader, texts, _QUESTIONS)
    database.close()


def _log_in(url: str) -> requests.Session:
    staff = requests.Session()
    page = staff.get(f"{url}/desk/login", timeout=60).text
    found = re.search(r'name="token" value="([^"]+)"', page)
    form = {"token": found[1] if found else "", "password": _PASSWORD, "draft": ""}
    staff.post(f"{url}/desk/login", data=form, timeout=60).raise_for_status()
    return staff


def _page(server: Server, staff: requests.Session, address: str) -> dict[str, float]:
    """Milliseconds of a page's calls. `first` is the first one; `cpu` is processor time per call,
    which does not depend on what else the machine does.
    """
    taken, before = [], server.cpu_seconds()
    for _ in range(_CALLS):
        start = time.perf_counter()
        staff.get(address, timeout=60).raise_for_status()
        taken.append((time.perf_counter() - start) * 1000)
    cpu = 1000 * (server.cpu_seconds() - before) / _CALLS
    return {"first": round(taken[0], 1), "cpu": round(cpu, 1), **figures(taken)}


def _read(staff: requests.Session, url: str, over: threading.Event) -> None:
    """Open one page after the other, until `over` is set."""
    while not over.is_set():
        for path in PAGES.values():
            staff.get(f"{url}/desk{path}", timeout=60)
            time.sleep(0.5)
            if over.is_set():
                break


def _ask(url: str, done: Callable[[], bool]) -> list[float]:
    http, taken, texts = _visitor(url), list[float](), message_wordings.messages()
    while not done():
        message = {"id": str(uuid.uuid4()), "text": next(texts)}
        start = time.perf_counter()
        http.post(f"{url}/chat/messages", json=message, timeout=60).raise_for_status()
        taken.append((time.perf_counter() - start) * 1000)
        time.sleep(0.05)
    return taken


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

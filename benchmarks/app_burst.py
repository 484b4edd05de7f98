"""Measures how much a burst of messages on one app slows the website's chat.

`python -m benchmarks.app_burst [MESSAGES]`

It runs the real server, a stand-in for Telegram, and one visitor of the website who asks question
after question: first alone, then while MESSAGES people write on Telegram at the same moment.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import requests

_ROOT = Path(__file__).parent.parent
RESULT = Path(__file__).parent / "results" / "messaging.json"
_QUESTIONS = ("How much does PRP cost?", "Is it safe?", "and exosomes?", "how long do they last?")
_TOKEN = "1:" + "x" * 35
#: Seconds for which the visitor asks alone, and seconds after which the burst is given up.
_ALONE = 8.0
_PATIENCE = 180.0


def main(arguments: Sequence[str]) -> int:
    """Write the result and print it; exit code 0."""
    messages = int(arguments[0]) if arguments else 500
    load = os.getloadavg()[0]
    with _telegram() as telegram, _server(telegram) as url:
        result = measure(url, telegram, messages)
    busy = {"load_average_before": round(load, 1)}
    result = {"date": date.today().isoformat(), "messages": messages, **busy, **result}
    RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))
    return 0


class Telegram:
    """Accepts every call, and remembers which chats received a message."""

    def __init__(self) -> None:
        self.url = ""
        self.webhook: dict[str, Any] = {}
        self.answered: set[int] = set()

    def called(self, method: str, content: dict[str, Any]) -> None:
        if method == "setWebhook":
            self.webhook = content
        elif method == "sendMessage":
            self.answered.add(content["chat_id"])


def measure(url: str, telegram: Telegram, messages: int) -> dict[str, Any]:
    """Milliseconds per question and webhook, and seconds until all on Telegram have an answer."""
    end = time.monotonic() + _ALONE
    alone = _ask(url, lambda: time.monotonic() > end)
    taken: list[float] = []
    delivered = threading.Event()

    def burst() -> None:
        with ThreadPoolExecutor(telegram.webhook["max_connections"]) as pool:
            taken.extend(pool.map(lambda number: _post(url, telegram, number), range(messages)))
        while len(telegram.answered) < messages and time.monotonic() < start + _PATIENCE:
            time.sleep(0.1)
        delivered.set()

    start = time.monotonic()
    threading.Thread(target=burst).start()
    during = _ask(url, delivered.is_set)
    return {
        "website_alone_ms": figures(alone),
        "website_during_ms": figures(during),
        "webhook_ms": figures(taken),
        "answered": len(telegram.answered),
        "seconds_until_all_answered": round(time.monotonic() - start, 1),
    }


def _post(url: str, telegram: Telegram, number: int) -> float:
    """Milliseconds in which the webhook takes one person's question, sent as by Telegram."""
    chat = {"id": 10_000 + number, "type": "private"}
    message = {"message_id": 1, "date": int(time.time()), "chat": chat, "text": _QUESTIONS[0]}
    update = {"update_id": 1 + number, "message": message | {"from": {"id": chat["id"]}}}
    secret = {"X-Telegram-Bot-Api-Secret-Token": telegram.webhook["secret_token"]}
    start = time.perf_counter()
    requests.post(
        f"{url}/webhooks/telegram", json=update, headers=secret, timeout=60
    ).raise_for_status()
    return (time.perf_counter() - start) * 1000


def _ask(url: str, done: Callable[[], bool]) -> list[float]:
    """Milliseconds of each answer to a visitor who asks, reads for 50 ms and asks again."""
    http, taken = requests.Session(), list[float]()
    token = http.post(f"{url}/chat/session", json={}, timeout=60).json()["token"]
    http.headers["Authorization"] = f"Bearer {token}"
    while not done():
        message = {"id": str(uuid.uuid4()), "text": _QUESTIONS[len(taken) % len(_QUESTIONS)]}
        start = time.perf_counter()
        http.post(f"{url}/chat/messages", json=message, timeout=60).raise_for_status()
        taken.append((time.perf_counter() - start) * 1000)
        time.sleep(0.05)
    return taken


def figures(taken: Sequence[float]) -> dict[str, float]:
    """Count, median, 95th and 99th percentile and maximum."""
    cuts = statistics.quantiles(taken, n=100)
    named = {"count": len(taken), "p50": cuts[49], "p95": cuts[94], "p99": cuts[98]}
    return {name: round(value, 1) for name, value in (*named.items(), ("max", max(taken)))}


@contextmanager
def _telegram() -> Iterator[Telegram]:
    telegram = Telegram()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            telegram.called(self.path.rpartition("/")[2], content)
            self.send_response(200)
            self.send_header("Content-Length", "24")
            self.end_headers()
            self.wfile.write(b'{"ok":true, "result":{}}')

        def log_message(self, *_: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    telegram.url = f"http://127.0.0.1:{http.server_port}"
    threading.Thread(target=http.serve_forever, daemon=True).start()
    yield telegram
    http.shutdown()


@contextmanager
def _server(telegram: Telegram) -> Iterator[str]:
    """The real server on a free port, once it has registered its webhook at Telegram."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {"CHAT_VAR": folder, "CHAT_PORT": "0", "TELEGRAM_TOKEN": _TOKEN}
        settings |= {"TELEGRAM_URL": "https://bot.example", "TELEGRAM_API": telegram.url}
        settings |= {"CHAT_RATE_CONVERSATION": "off", "CHAT_DAY_MEGABYTES": "0"}
        settings |= {"CHAT_RATE_ADDRESS": "off", "CHAT_RATE_BEGIN": "off"}
        process = subprocess.Popen(
            [sys.executable, "-m", "serving.run"],
            cwd=_ROOT,
            env={**os.environ, **settings},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert process.stdout
            found = (re.search(r"Try it\s+(http://[\w.:]+)/", line) for line in process.stdout)
            url = next(match[1] for match in found if match)
            while not telegram.webhook:
                time.sleep(0.1)
            yield url
        finally:
            process.terminate()
            process.wait(30)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

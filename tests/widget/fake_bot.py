"""A small bot with the HTTP interface that the widget uses, and with errors on demand."""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.widget import sample_replies as sample

WIDGET = Path(__file__).parents[2] / "widget"
TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".html": "text/html",
    ".svg": "image/svg+xml",
}
DEMO = {"/": "home", "/treatments": "treatments", "/prices": "prices", "/embed": "embed"}
DEMO_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
ALLOWED = ("authorization", "content-type", "x-request-id")
JSON = dict[str, Any]


def moment(timestamp: float) -> str:
    return datetime.fromtimestamp(timestamp, timezone.utc).isoformat(timespec="seconds")


@dataclass
class Fault:
    """What goes wrong with one call, instead of the right response (after it, if `dropped`)."""

    status: int = 503
    message: str = "The guide is busy."
    retry_after: int | None = None
    dropped: bool = False

    def body(self) -> JSON:
        return {
            "error": {"code": "fault", "message": self.message, "retry_after": self.retry_after}
        }


@dataclass
class FakeBot:
    """Keeps conversations in memory; `faults` are used up in order, by path."""

    port: int = 0
    delay: float = 0
    pages: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    answer: Callable[[str], list[sample.Reply]] = sample.answer
    conversations: dict[str, list[JSON]] = field(default_factory=dict)
    calls: list[tuple[str, str, JSON]] = field(default_factory=list)
    received: list[str] = field(default_factory=list)
    ratings: list[JSON] = field(default_factory=list)
    requests: list[JSON] = field(default_factory=list)
    live: JSON = field(default_factory=dict)  # {"open", "messages"}, with a person there
    since: list[str] = field(default_factory=list)  # what GET /chat/live was asked with
    refusal: JSON | None = None  # the response to a wrong request form
    config: JSON = field(default_factory=dict)  # added to the sample's
    replies: dict[str, list[sample.Reply]] = field(default_factory=dict)
    lifetime: float = 7 * 86400
    page: int = 50
    http: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        bot = self

        class BoundHandler(Handler):
            pass

        BoundHandler.bot = bot
        self.http = ThreadingHTTPServer(("127.0.0.1", self.port), BoundHandler)
        self.port = self.http.server_address[1]
        threading.Thread(target=self.http.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        if self.http:
            self.http.shutdown()
            self.http.server_close()
            self.http = None

    def fail(self, path: str, *faults: Fault) -> None:
        self.faults.setdefault(path, []).extend(faults)

    def fault(self, path: str) -> Fault | None:
        waiting = self.faults.get(path)
        return waiting.pop(0) if waiting else None

    def count(self, method: str, path: str) -> int:
        return sum(call[:2] == (method, path) for call in self.calls)

    def session(self, token: str | None) -> tuple[int, JSON]:
        known = token in self.conversations
        name = token if known and token else uuid.uuid4().hex
        self.conversations.setdefault(name, [])
        return (200 if known else 201), {
            "token": name,
            "expires_at": moment(time.time() + self.lifetime),
        }

    def message(self, token: str, body: JSON) -> JSON:
        if body["id"] not in self.replies:
            self.replies[body["id"]] = self.reply(token, body)
        return {"id": body["id"], "replies": self.replies[body["id"]]}

    def reply(self, token: str, body: JSON) -> list[sample.Reply]:
        text = body.get("text") or body["button"].removeprefix("b:")
        self.received.append(text)
        replies = [{"id": uuid.uuid4().hex, **reply} for reply in self.answer(text)]
        log = self.conversations[token]
        log.append({"id": body["id"], "role": "visitor", "text": text, "time": moment(time.time())})
        log.extend({"role": "bot", "time": moment(time.time()), **reply} for reply in replies)
        return replies

    def history(self, token: str, before: str) -> tuple[int, JSON]:
        """The last questions with their answers, or those before a message."""
        log = self.conversations[token]
        asked = [at for at, message in enumerate(log) if message["role"] == "visitor"]
        end = next((at for at in asked if log[at]["id"] == before), len(log))
        earlier = [at for at in asked if at < end]
        start = earlier[-self.page] if len(earlier) > self.page else 0
        state = {"live": True} if self.live.get("open") else {}
        return 200, {"messages": log[start:end], "earlier": start > 0} | state

    def news(self, since: str) -> JSON:
        """What a person has said after the message `since`."""
        self.since.append(since)
        said: list[JSON] = self.live["messages"]
        ids = [message["id"] for message in said]
        fresh = said[ids.index(since) + 1 if since in ids else 0 :]
        return {**self.live, "messages": fresh, "latest": ids[-1] if ids else ""}

    def rate(self, body: JSON) -> tuple[int, None]:
        self.ratings.append(body)
        said = [message for log in self.conversations.values() for message in log]
        next(one for one in said if one["id"] == body["reply"])["rating"] = body["value"]
        return 204, None

    def request(self, body: JSON) -> tuple[int, JSON]:
        if self.refusal:
            return 422, {"error": self.refusal}
        self.requests.append(body)
        custom = {"kind": "smalltalk", "topic": None}
        said = {"id": f"{body['id']}.1", "text": "It is on its way.", "buttons": []}
        return 200, {"id": body["id"], "replies": [{**said, "custom": custom}]}

    def forget(self, token: str) -> tuple[int, None]:
        del self.conversations[token]
        return 204, None


class Handler(BaseHTTPRequestHandler):
    bot: FakeBot

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: the tests' own output is enough."""

    def do_OPTIONS(self) -> None:
        self.send(204)

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path.startswith("/chat/"):
            self.chat()
        elif path in self.bot.pages:
            html, headers = self.bot.pages[path]
            self.send(200, html.encode(), {"Content-Type": "text/html; charset=utf-8", **headers})
        elif path in DEMO:
            self.file(WIDGET / "demo" / f"{DEMO[path]}.html", {"Content-Security-Policy": DEMO_CSP})
        else:
            self.file(WIDGET.parent / path.lstrip("/"))

    def do_POST(self) -> None:
        self.chat()

    def do_DELETE(self) -> None:
        self.chat()

    def chat(self) -> None:
        address = urlsplit(self.path)
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "{}")
        self.bot.calls.append((self.command, address.path, body))
        time.sleep(self.bot.delay)
        fault = self.bot.fault(address.path)
        if fault and not fault.dropped:
            self.json(fault.status, fault.body())
            return
        status, answer = self.answer(address.path, body, parse_qs(address.query))
        if fault:
            self.close_connection = True
        else:
            self.json(status, answer)

    def answer(self, path: str, body: JSON, query: dict[str, list[str]]) -> tuple[int, JSON | None]:
        bot = self.bot
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        if path == "/chat/config":
            return 200, sample.config(query["page"][0]) | bot.config
        if path == "/chat/session":
            return bot.session(token)
        if token not in bot.conversations:
            return 401, {"error": {"code": "token", "message": "This conversation has ended."}}
        routes: dict[tuple[str, str], Callable[[], tuple[int, JSON | None]]] = {
            ("POST", "/chat/messages"): lambda: (200, bot.message(token, body)),
            ("GET", "/chat/messages"): lambda: bot.history(
                token, query.get("before", [""])[0]
            ),
            ("POST", "/chat/ratings"): lambda: bot.rate(body),
            ("POST", "/chat/requests"): lambda: bot.request(body),
            ("GET", "/chat/live"): lambda: (200, bot.news(query.get("since", [""])[0])),
            ("DELETE", "/chat/conversation"): lambda: bot.forget(token),
            ("GET", "/chat/export"): lambda: (200, {"messages": bot.conversations[token]}),
        }
        return routes[self.command, path]()

    def json(self, status: int, answer: JSON | None) -> None:
        content = b"" if answer is None else json.dumps(answer).encode()
        self.send(status, content, {"Content-Type": "application/json"})

    def file(self, path: Path, headers: dict[str, str] | None = None) -> None:
        if path.is_file() and WIDGET in path.resolve().parents:
            kind = f"{TYPES[path.suffix]}; charset=utf-8"
            self.send(200, path.read_bytes(), {"Content-Type": kind, **(headers or {})})
        else:
            self.send(404)

    def send(
        self, status: int, content: bytes = b"", headers: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Access-Control-Allow-Headers", ", ".join(ALLOWED))
        self.send_header("Access-Control-Allow-Methods", "GET, POST, DELETE")
        self.send_header("Access-Control-Expose-Headers", "Retry-After")
        for name, value in {"Cache-Control": "no-cache", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

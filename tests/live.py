"""The real server as a separate process, and a visitor who checks every response."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
from contextlib import closing
from functools import cache, cached_property
from itertools import count
from pathlib import Path
from typing import Any

import requests
from jsonschema import Draft202012Validator

ROOT = Path(__file__).parent.parent
CLINIC = "https://www.clinic.example"
#: Seconds that a busy machine may take to load the model.
_PATIENCE = 300
JSON = dict[str, Any]


class LiveServer:
    """`python -m serving.run` on a free port, which it keeps across restarts."""

    #: The project's folder.
    root = ROOT

    def __init__(self, var: Path, model: Path, **settings: str) -> None:
        """`settings` are added to the environment."""
        self.var = var
        self.log = var / "server.log"
        self.base_url = ""
        self.process: subprocess.Popen[bytes] | None = None
        self._settings = {"CHAT_VAR": str(var), "CHAT_MODEL": str(model), "CHAT_PORT": "0"}
        # Each visitor's address comes as from a proxy, so that tests don't share a limit.
        self._settings |= {"CHAT_ORIGINS": CLINIC, "CHAT_PROXIES": "1", **settings}

    def start(self, **settings: str) -> LiveServer:
        """Start; these settings apply, too, until the next start."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "serving.run"],
                cwd=self.root,
                env={**os.environ, **self._settings, **settings},
                stdout=log,
                stderr=log,
            )
        self.base_url = self._address(self.log.read_text())
        self._settings["CHAT_PORT"] = self.base_url.rpartition(":")[2]
        return self

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.process:
            self.process.send_signal(how)
            try:
                self.process.wait(30)
            finally:
                self.process.kill()
                self.process = None

    def freeze(self, frozen: bool) -> None:
        """Make the process stand still, or end that."""
        if self.process:
            self.process.send_signal(signal.SIGSTOP if frozen else signal.SIGCONT)

    def said(self) -> str:
        """All that the process has printed and logged."""
        return self.log.read_text()

    def files(self) -> bytes:
        """Every byte that it has stored."""
        return b"".join(path.read_bytes() for path in sorted(self.var.glob("conversations.db*")))

    def rows(self) -> dict[str, list[tuple[object, ...]]]:
        """All rows by table, except the heartbeat's, which changes by itself."""
        with closing(sqlite3.connect(self.var / "conversations.db")) as stored:
            found = stored.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            names = sorted(name for (name,) in found if name != "heartbeat")
            return {name: stored.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}

    def _address(self, before: str) -> str:
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            said = self.said()[len(before) :]
            found = re.search(r"Try it\s+(http://[\w.:]+)/", said)
            if found:
                return found[1]
            if self.process is None or self.process.poll() is not None:
                break
            time.sleep(0.2)
        raise RuntimeError(f"The server did not start:\n{self.said()}")

    @cached_property
    def document(self) -> JSON:
        document: JSON = requests.get(self.base_url + "/openapi.json", timeout=30).json()
        return document

    @cache  # noqa: B019 - a handful of servers; to make one takes as long as a call
    def described(self, path: str, method: str, status: int) -> Draft202012Validator:
        """The document's schema for a response; accepts anything for one without content."""
        operation = self.document["paths"][path][method]
        content = operation["responses"][str(status)]["content"]
        schema = content["application/json"]["schema"]
        return Draft202012Validator({**schema, "components": self.document["components"]})


class Visitor:
    """Checks every response against the OpenAPI document; each visitor has an own address."""

    _numbers = count()

    def __init__(self, server: LiveServer) -> None:
        self.server = server
        self.token = ""
        number = next(self._numbers)
        self.address = f"203.0.{number // 256}.{number % 256}"
        self.http = requests.Session()

    def call(
        self, method: str, path: str, *, headers: dict[str, str] | None = None, **content: Any
    ) -> requests.Response:
        sent = {"X-Forwarded-For": self.address, **(headers or {})}
        if self.token and "Authorization" not in sent:
            sent["Authorization"] = f"Bearer {self.token}"
        url = self.server.base_url + path
        response = self.http.request(method, url, headers=sent, timeout=60, **content)
        check(self.server, method, path, response)
        return response

    def begin(self) -> Visitor:
        response = self.call("POST", "/chat/session", json={})
        assert response.status_code in (200, 201)
        self.token = response.json()["token"]
        return self

    def send(self, text: str, id_: str | None = None) -> requests.Response:
        return self.call("POST", "/chat/messages", json={"id": id_ or new_id(), "text": text})

    def say(self, text: str, id_: str | None = None) -> list[JSON]:
        """The replies to a message, which must be answered."""
        response = self.send(text, id_)
        assert response.status_code == 200, response.text
        replies: list[JSON] = response.json()["replies"]
        return replies

    def press(self, button: JSON) -> list[JSON]:
        message = {"id": new_id(), "button": button["id"]}
        response = self.call("POST", "/chat/messages", json=message)
        assert response.status_code == 200, response.text
        replies: list[JSON] = response.json()["replies"]
        return replies

    def history(self) -> list[JSON]:
        """All pages of the history."""
        page = self.page()
        messages: list[JSON] = page["messages"]
        while page["earlier"]:
            page = self.page(messages[0]["id"])
            messages = page["messages"] + messages
        return messages

    def page(self, before: str = "") -> JSON:
        """The last page of the history, or the one before a message."""
        query = f"?before={before}" if before else ""
        response = self.call("GET", f"/chat/messages{query}")
        assert response.status_code == 200, response.text
        page: JSON = response.json()
        return page


def new_id() -> str:
    return str(uuid.uuid4())


def check(server: LiveServer, method: str, path: str, response: requests.Response) -> None:
    """Check that the server's document describes this response to this call."""
    path, method = path.partition("?")[0], method.lower()
    operation = server.document["paths"].get(path, {}).get(method)
    if operation is None:
        assert response.status_code in (204, 400, 403, 404, 405), response.status_code
        return
    described = operation["responses"].get(str(response.status_code))
    assert described, f"{method} {path} answers {response.status_code}: {response.text[:200]}"
    if "content" not in described:
        assert response.content == b""
        return
    assert response.headers["Content-Type"] == "application/json"
    server.described(path, method, response.status_code).validate(response.json())

"""A fleet: processes on one PostgreSQL database behind nginx, and people who write meanwhile."""

from __future__ import annotations

import json
import os
import platform
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path

import requests

from storage.sql.database_tables import VERSION
from tests.channels.apps.fake_telegram import FakeTelegram, Person
from tests.live import JSON, ROOT, LiveServer, new_id
from tests.serving.faults import FULL, project

RESULTS = ROOT / "benchmarks" / "results" / "processes.json"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
#: Questions, and words that occur only in the reply to each.
ASKED = {
    "thanks": "You're welcome",
    "Is PRP safe?": "seen as safe",
    "goodbye": "Take care",
}
_CONFIGURATION = """\
daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    upstream clinic_chat {{
        {servers}
        keepalive 16;
    }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://clinic_chat;
            {passing}
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_read_timeout 35s;
        }}
    }}
}}
"""


@contextmanager
def nginx(servers: Sequence[LiveServer]) -> Iterator[str]:
    """The address of a proxy, configured as in deploy/, that retries with another process."""
    assert NGINX
    folder = Path(tempfile.mkdtemp(prefix="clinic-chat-nginx-"))
    folder.chmod(0o777)  # nginx's workers have another user
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kit = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8").splitlines()
    passing = "\n".join(line for line in kit if "proxy_next_upstream" in line)
    assert passing
    each = "\n".join(
        f"server {server.base_url.removeprefix('http://')} max_fails=0;" for server in servers
    )
    configuration = folder / "nginx.conf"
    configuration.write_text(
        _CONFIGURATION.format(folder=folder, port=port, servers=each, passing=passing)
    )
    process = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(configuration)])
    try:
        end = time.monotonic() + 30
        while socket.socket().connect_ex(("127.0.0.1", port)):
            assert time.monotonic() < end, (folder / "error.log").read_text()
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        shutil.rmtree(folder)


class WebPerson:
    """Sends a message again under its id until it is answered, as the widget does."""

    def __init__(self, address: str, number: int) -> None:
        self._address = address
        self._from = {"X-Forwarded-For": f"198.18.{number // 250}.{number % 250 + 1}"}
        self._http = requests.Session()
        self.longest_outage = 0.0
        self.asked: list[str] = []
        self.refusals: Counter[tuple[int, str]] = Counter()
        token = self._insist("POST", "/chat/session", {})["token"]
        self._from["Authorization"] = f"Bearer {token}"

    def say(self, text: str) -> None:
        self.asked.append(text)
        self._insist("POST", "/chat/messages", {"id": new_id(), "text": text})

    def history(self) -> list[tuple[str, str]]:
        """Who said what; several bubbles of a reply count as one."""
        entries = self._insist("GET", "/chat/messages", None)["messages"]
        said = [(entry["role"], entry["text"]) for entry in entries]
        return [
            now
            for before, now in zip([("", ""), *said], said, strict=False)
            if (before[0], now[0]) != ("bot", "bot")
        ]

    def _insist(self, method: str, path: str, body: object) -> JSON:
        failed_since = 0.0
        while True:
            try:
                url = self._address + path
                response = self._http.request(
                    method, url, json=body, headers=self._from, timeout=60
                )
                status = response.status_code
            except requests.RequestException:
                status = 0
            if status in (200, 201):
                if failed_since:
                    outage = time.monotonic() - failed_since
                    self.longest_outage = max(self.longest_outage, outage)
                found: JSON = response.json()
                return found
            assert status in (0, 429, 502, 503, 504), (status, response.text)
            failed_since = failed_since or time.monotonic()
            self.refusals[status, response.text[:60] if status else "no answer"] += 1
            time.sleep(0.1)


def on_website(address: str, number: int, pauses: random.Random) -> WebPerson:
    """A complete conversation on the website."""
    person = WebPerson(address, number)
    for text in ASKED:
        person.say(text)
        time.sleep(pauses.uniform(0, 4 if FULL else 1))
    return person


def on_telegram(telegram: FakeTelegram, pauses: random.Random) -> Person:
    """A complete conversation on Telegram, which doesn't wait for answers."""
    person = telegram.person()
    for text in ASKED:
        telegram.deliver(telegram.update(message=person.message(text=text)))
        time.sleep(pauses.uniform(0, 4 if FULL else 1))
    return person


def next_version(folder: Path) -> Path:
    """A copy of the project as its next version: with one more version of the tables."""
    folder.mkdir()
    project(folder)
    (folder / "storage").unlink()
    shutil.copytree(ROOT / "storage", folder / "storage")
    schema = folder / "storage" / "sql" / "database_tables.py"
    text = schema.read_text(encoding="utf-8")
    now, later = f'VERSION = "{VERSION}"', int(VERSION) + 1
    assert now in text
    schema.write_text(text.replace(now, f'VERSION = "{later}"'), encoding="utf-8")
    (folder / "storage" / "sql" / "migrations" / "versions" / f"v{later}_next.py").write_text(
        f'''"""Only adds."""
import sqlalchemy as sa
from alembic import op
revision = "{later}"
down_revision = "{VERSION}"
def upgrade() -> None:
    op.add_column("ratings", sa.Column("next", sa.String(8)))
''',
        encoding="utf-8",
    )
    return folder


class Harm(threading.Thread):
    """Kills, restarts and an upgrade, one after the other, the same in every run."""

    def __init__(self, servers: Sequence[LiveServer], upgraded: Path, rounds: int) -> None:
        super().__init__(daemon=True)
        self._servers, self._upgraded, self._rounds = servers, upgraded, rounds
        self.done: list[str] = []
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            self._harm(random.Random(14))
        except Exception as error:  # raised again by the test
            self.error = error

    def _harm(self, chance: random.Random) -> None:
        for number in range(self._rounds):
            server = self._servers[chance.randrange(len(self._servers))]
            how = (signal.SIGKILL, signal.SIGTERM)[number % 2]
            server.stop(how)
            self.done.append("killed" if how == signal.SIGKILL else "restarted")
            server.start()
            if number == self._rounds // 2:
                self._upgrade()

    def _upgrade(self) -> None:
        for server in self._servers:
            server.stop()
            server.root = self._upgraded
            server.start()
            self.done.append("upgraded")
        last = self._servers[-1]
        last.stop()
        last.root = ROOT
        last.start()
        self.done.append("gone back")


def write_down(part: str, **facts: object) -> None:
    """Write down results, at full size only."""
    if not FULL:
        return
    result = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    result["date"] = datetime.now(timezone.utc).date().isoformat()
    result["machine"] = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    result[part] = facts
    RESULTS.write_text(json.dumps(result, indent=2, sort_keys=True) + "\n")

"""Staff: somebody at the clinic who uses the desk as a browser does, with cookies."""

from __future__ import annotations

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import requests
from argon2 import PasswordHasher

from operations.settings import Settings
from storage.contact_requests import ContactRequest, ContactRequests
from storage.sql.database import Database
from tests.live import LiveServer

PASSWORD = "a horse and two staples"
#: Cheap to make and to check, because nobody guesses here.
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
#: Requests are delivered to an unused port on this machine, where nobody answers.
SETTINGS = {
    "CHAT_DESK_PASSWORD_HASH": HASH,
    "CHAT_REQUESTS_WEBHOOK": "http://127.0.0.1:9/",
    "CHAT_REQUESTS_WEBHOOK_SECRET": "s" * 32,
}
TOM = ContactRequest(
    name="Tomasina Quibble",
    phone="+1 202-555-0187 ext. 5",
    email="tom@mail.example",
    time="mornings",
    about="How long does PRP last?",
    consent="Yes.",
)


class Staff:
    """Each comes from an address of their own, so that they don't share a limit on log-ins."""

    _numbers = count(1)

    def __init__(self, server: LiveServer, scheme: str = "http") -> None:
        self.server = server
        self.http = requests.Session()
        number = next(self._numbers)
        self.address = f"198.51.{number // 256}.{number % 256}"
        self.http.headers["X-Forwarded-For"] = self.address
        self.http.headers["X-Forwarded-Proto"] = scheme

    def get(self, path: str = "") -> requests.Response:
        return self.http.get(f"{self.server.base_url}/desk{path}", timeout=30)

    def post(self, path: str, data: object = None, **more: object) -> requests.Response:
        """Post without following redirects, so that a test sees where they lead."""
        url = f"{self.server.base_url}/desk{path}"
        more.setdefault("headers", {"Origin": self.server.base_url})
        return self.http.post(url, data=data, timeout=30, allow_redirects=False, **more)  # type: ignore[arg-type]

    def token(self, path: str = "/login") -> str:
        """The token in the forms of a page."""
        found = re.search(r'name="token" value="([^"]+)"', self.get(path).text)
        assert found
        return found[1]

    def log_in(self, password: str = PASSWORD) -> requests.Response:
        return self.post("/login", {"token": self.token(), "password": password, "draft": ""})


def leave(server: LiveServer, id_: str, request: ContactRequest = TOM, **other: str) -> None:
    """Store a visitor's request, as the server does, or did with other settings."""
    given = {**SETTINGS, "CHAT_VAR": str(server.var), **other}
    settings = Settings.load(given, Path("no.env"))
    database = Database(settings.database)
    adding = ContactRequests(database, settings).add(id_, "conversation", request)
    with ThreadPoolExecutor(1) as beside:  # this thread may have the browser's event loop
        assert beside.submit(asyncio.run, adding).result()
    database.close()

"""Meta's webhooks and Graph API for tests, by developers.facebook.com (business messaging)."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

import requests

from tests.channels.apps.fake_app import JSON, Answer, Call, FakeApp

APP_SECRET = "0c5a6f1f6b2c1d7e8a9b0c1d2e3f4a5b"
VERIFY_TOKEN = "meatyhamhock"
PAGE = "104501234567890"
WINDOW = 86400


class RefusedError(Exception):
    """An error of the Graph API, with a code and mostly status 400."""

    def __init__(self, code: int, message: str, status: int = 400, **more: Any) -> None:
        super().__init__(message)
        error = {"message": f"(#{code}) {message}", "type": "OAuthException", "code": code}
        self.answer = Answer(status, {"error": {**error, "fbtrace_id": "A2b3", **more}})


@dataclass
class Shown:
    """A message as a person sees it: its text, and the choices as (id, title)."""

    text: str
    choices: list[tuple[str, str]]
    body: JSON


def words(messages: list[Shown]) -> str:
    """The texts of all messages, joined."""
    return "\n\n".join(shown.text for shown in messages)


class FakeMeta(FakeApp):
    """Signs its calls, delivers events in batches, and repeats calls until it gets a 200."""

    name: str
    token: str
    subject: str
    path: str
    account = "me"

    def __init__(self) -> None:
        super().__init__()
        self.wrote: dict[str, float] = {}  # when each person last wrote
        self._ids = count(1)
        self._times: defaultdict[str, list[float]] = defaultdict(list)

    @property
    def api(self) -> str:
        return f"{self.url}/v25.0"

    def handle(self, call: Call) -> Answer:
        try:
            if call.headers.get("authorization") != f"Bearer {self.token}":
                raise RefusedError(190, "Invalid OAuth access token.", 401)
            if call.method == "GET" and call.path == f"/v25.0/{self.account}?fields=id":
                return Answer(200, {"id": "17841400008460056"})
            if call.method != "POST" or call.path != f"/v25.0/{self.path}":
                raise RefusedError(100, "Unsupported post request.")
            return Answer(200, self.accept(call.body))
        except RefusedError as refused:
            return refused.answer

    def accept(self, body: JSON) -> JSON:
        raise NotImplementedError

    def batch(self, *events: JSON) -> JSON:
        raise NotImplementedError

    def recipient(self, body: JSON) -> str:
        raise NotImplementedError

    def shown(self, body: JSON) -> Shown:
        raise NotImplementedError

    def ask(self, **query: str) -> requests.Response:
        """The handshake at the webhook's registration."""
        query = {name.replace("_", ".", 1): value for name, value in query.items()}
        return requests.get(f"{self.bot}/webhooks/{self.name}", params=query, timeout=30)

    def post(self, content: bytes, **headers: str) -> requests.Response:
        signed = hmac.new(APP_SECRET.encode(), content, hashlib.sha256).hexdigest()
        given = {"Content-Type": "application/json", "X-Hub-Signature-256": f"sha256={signed}"}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        url = f"{self.bot}/webhooks/{self.name}"
        return requests.post(url, data=content, headers=given, timeout=30)

    def deliver(self, *events: JSON, times: int = 1) -> None:
        """Deliver in one call, `times` times even if accepted; escapes characters like Meta."""
        content = json.dumps(self.batch(*events)).encode()
        for _ in range(times):
            response = self.post(content)
            assert response.status_code == 200 and response.elapsed.total_seconds() < 5

    def said_to(self, id_: str) -> list[Shown]:
        """The messages that this person has received."""
        taken = [call.body for call in list(self.calls) if call.status == 200 and call.is_taken]
        mine = [body for body in taken if self.is_message(body) and self.recipient(body) == id_]
        return [self.shown(body) for body in mine]

    def is_message(self, body: JSON) -> bool:
        raise NotImplementedError

    def check_window(self, id_: str, code: int) -> None:
        if time.time() - self.wrote.get(id_, 0) > WINDOW:
            raise RefusedError(code, "Outside of the allowed window", error_subcode=2018278)

    def busy(self, id_: str, most: int, seconds: float) -> bool:
        now = time.monotonic()
        self._times[id_] = [at for at in self._times[id_] if at > now - seconds] + [now]
        return len(self._times[id_]) > most

    def person(self) -> Person:
        """A new person."""
        raise NotImplementedError

    def number(self) -> int:
        return next(self._ids)


class Person:
    """Writes to the clinic; the app's subclass makes the events."""

    def __init__(self, fake: FakeMeta, id_: str) -> None:
        self.fake, self.id, self.read = fake, id_, 0

    def text(self, text: str, **more: Any) -> JSON:
        raise NotImplementedError

    def pressed(self, id_: str, title: str) -> JSON:
        raise NotImplementedError

    def say(self, text: str) -> list[Shown]:
        """Write a text; returns the messages that come back."""
        return self.send(self.text(text))

    def press(self, shown: Shown, number: int = 0) -> list[Shown]:
        """Choose an option; returns the messages that come back."""
        return self.send(self.pressed(*shown.choices[number]))

    def send(self, *events: JSON, times: int = 1, least: int = 1) -> list[Shown]:
        self.fake.deliver(*events, times=times)
        self.fake.wait(lambda: len(self.fake.said_to(self.id)) >= self.read + least)
        time.sleep(0.2)
        fresh = self.fake.said_to(self.id)[self.read :]
        self.read += len(fresh)
        return fresh


def demand(is_right: Any, what: str, code: int = 100) -> None:
    """Refuse, as Meta does, what its documentation rules out."""
    if not is_right:
        raise RefusedError(code, f"Invalid parameter: {what}")


def text_within(value: Any, most: int, length: Callable[[str], int] = len) -> bool:
    return isinstance(value, str) and bool(value.strip()) and length(value) <= most

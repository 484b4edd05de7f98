"""Slack for tests, by docs.slack.dev: Events API, interactivity and chat.postMessage."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import time
from collections import defaultdict
from itertools import count
from typing import Any
from urllib.parse import urlencode

import requests

from tests.channels.apps.fake_app import JSON, Answer, Call, FakeApp

TOKEN = "xoxb-17653672481-19874698323-pdFZKVeTuE8sk7oOcHrzqqgy"
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
TEAM, BOT = "T061EG9R6", "U0LAN0Z89"


class FakeSlack(FakeApp):
    """A workspace: signs its calls, and repeats events that are not accepted at once."""

    def __init__(self) -> None:
        super().__init__()
        self.channels: set[str] = set()
        self.begun: list[tuple[str, str]] = []  # channel and time stamp of messages outside threads
        self._ids = count(1)
        self._times: defaultdict[str, list[float]] = defaultdict(list)

    def handle(self, call: Call) -> Answer:
        if call.path not in ("/chat.postMessage", "/auth.test"):
            return Answer(200, {"ok": False, "error": "unknown_method"})
        if call.headers.get("authorization") != f"Bearer {TOKEN}":
            return Answer(200, {"ok": False, "error": "invalid_auth"})
        if call.path == "/auth.test":
            return Answer(200, {"ok": True, "team_id": TEAM, "user_id": BOT})
        channel = str(call.body.get("channel"))
        if channel not in self.channels:
            return Answer(200, {"ok": False, "error": "channel_not_found"})
        if fault := _fault(call.body):
            return Answer(200, {"ok": False, "error": fault})
        now = time.monotonic()
        self._times[channel] = [at for at in self._times[channel] if at > now - 3] + [now]
        if len(self._times[channel]) > 8:  # one a second is allowed, with short bursts
            return Answer(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": "1"})
        stamp = self.stamp()
        if "thread_ts" not in call.body:
            self.begun.append((channel, stamp))
        return Answer(200, {"ok": True, "channel": channel, "ts": stamp})

    def stamp(self) -> str:
        return f"{time.time():.0f}.{next(self._ids):06d}"

    def post(
        self,
        content: bytes,
        kind: str = "application/json",
        age: float = 0,
        headers: dict[str, str] | None = None,
    ) -> requests.Response:
        """Make a signed call that is so many seconds old; `headers` may spoil it."""
        when = str(int(time.time() - age))
        signed = hmac.new(SECRET.encode(), f"v0:{when}:".encode() + content, hashlib.sha256)
        given = {"Content-Type": kind, "X-Slack-Request-Timestamp": when}
        given["X-Slack-Signature"] = f"v0={signed.hexdigest()}"
        given |= headers or {}
        url = f"{self.bot}/webhooks/slack"
        return requests.post(url, data=content, headers=given, timeout=30)

    def deliver(self, event: JSON, again: int = 0) -> None:
        """Deliver an event, `again` more times even if it was accepted within three seconds."""
        call: JSON = {
            "token": "gone",
            "team_id": TEAM,
            "api_app_id": "A1",
            "type": "event_callback",
        }
        call |= {"event": event, "event_id": f"Ev{next(self._ids):09d}", "event_time": 1}
        call |= {"authorizations": [{"team_id": TEAM, "user_id": BOT, "is_bot": True}]}
        body = json.dumps(call).encode()
        for number in range(again + 1):
            retry = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": "http_timeout"}
            response = self.post(body, headers=retry if number else None)
            assert response.status_code == 200 and response.elapsed.total_seconds() < 3

    def press(self, call: JSON) -> None:
        body = urlencode({"payload": json.dumps(call)}).encode()
        response = self.post(body, "application/x-www-form-urlencoded")
        assert response.status_code == 200 and response.elapsed.total_seconds() < 3

    def said_in(self, channel: str) -> list[JSON]:
        """The messages that arrived in a channel."""
        return [
            call.body
            for call in self.called("/chat.postMessage")
            if call.status == 200 and call.body["channel"] == channel
        ]

    def member(self) -> Member:
        """A new member of the clinic's staff."""
        number = next(self._ids)
        self.channels |= {f"D{number:08d}", "C012AB3CD"}
        return Member(self, f"U{number:08d}", f"D{number:08d}")


class Member:
    """Writes to the app directly, or mentions it."""

    def __init__(self, slack: FakeSlack, id_: str, direct: str) -> None:
        self.slack, self.id, self.direct = slack, id_, direct

    def event(self, text: str | None, **more: Any) -> JSON:
        event: JSON = {
            "type": "message",
            "channel": self.direct,
            "channel_type": "im",
            "user": self.id,
        }
        event |= {"ts": self.slack.stamp(), "event_ts": "1", "blocks": []}
        return {**event, **({} if text is None else {"text": text}), **more}

    def say(self, text: str, again: int = 0, **more: Any) -> JSON:
        """Write a text; returns the one message that comes back."""
        return self.send(self.event(text, **more), again)

    def mention(self, text: str, **more: Any) -> JSON:
        event = self.event(f"<@{BOT}> {text}", type="app_mention", channel="C012AB3CD", **more)
        del event["channel_type"]
        return self.send(event)

    def press(self, message: JSON, number: int) -> JSON:
        """Press a message's button; returns the answer."""
        element = buttons(message)[number]
        action = {"type": "button", "block_id": "b", "action_ts": self.slack.stamp()}
        action |= {"action_id": element["action_id"], "value": element["value"]}
        call: JSON = {"type": "block_actions", "user": {"id": self.id, "team_id": TEAM}}
        call |= {"team": {"id": TEAM}, "channel": {"id": message["channel"]}, "actions": [action]}
        shown = {"ts": self.slack.stamp(), "bot_id": "B1"}
        call["message"] = shown | {
            key: message[key] for key in ("thread_ts", "text") if key in message
        }
        return self._after(message["channel"], lambda: self.slack.press(call))

    def send(self, event: JSON, again: int = 0) -> JSON:
        return self._after(event["channel"], lambda: self.slack.deliver(event, again))

    def _after(self, channel: str, act: Any) -> JSON:
        before = len(self.slack.said_in(channel))
        act()
        self.slack.wait(lambda: len(self.slack.said_in(channel)) > before)
        time.sleep(0.15)
        (message,) = self.slack.said_in(channel)[before:]
        return message


def buttons(message: JSON) -> list[JSON]:
    """The buttons of a message, from top to bottom."""
    blocks = [block for block in message.get("blocks", []) if block["type"] == "actions"]
    assert all(len(block["elements"]) == 1 for block in blocks), "one below the other"
    return [block["elements"][0] for block in blocks]


def _fault(message: JSON) -> str | None:
    text = message.get("text")
    if not isinstance(text, str) or not text.strip():
        return "no_text"
    if len(text) > 4000:
        return "msg_too_long"
    if re.search(r"<(?!https?:)|&(?!amp;|lt;|gt;)", text):
        return "unescaped"  # an error that only the fake has: Slack would mention someone
    blocks = message.get("blocks", [])
    if len(blocks) > 50 or not all(_is_right(block) for block in blocks):
        return "invalid_blocks"
    actions = [e["action_id"] for b in blocks if b["type"] == "actions" for e in b["elements"]]
    return None if len(set(actions)) == len(actions) else "invalid_blocks"


def _is_right(block: JSON) -> bool:
    if block["type"] == "section":
        return block["text"]["type"] == "mrkdwn" and 0 < len(block["text"]["text"]) <= 3000
    return block["type"] == "actions" and all(
        element["type"] == "button"
        and element["text"]["type"] == "plain_text"
        and 0 < len(element["text"]["text"]) <= 75
        and len(element["value"]) <= 2000
        and len(element["action_id"]) <= 255
        for element in block["elements"]
    )

"""Messenger and Instagram for tests: the Send API, and the events of a page or an account."""

from __future__ import annotations

import time
from typing import Any

from tests.channels.apps.fake_app import JSON
from tests.channels.apps.fake_meta import (
    PAGE,
    FakeMeta,
    Person,
    RefusedError,
    Shown,
    demand,
    text_within,
)

_ACTIONS = {"mark_seen", "typing_on", "typing_off"}


class FakeMessenger(FakeMeta):
    """A Facebook page."""

    name, token, subject = "messenger", "EAAGm0PX4ZCpsBAmessenger", "page"
    path = "me/messages"

    def person(self) -> PagePerson:
        """A new person, known by an id that is valid only for this page."""
        return PagePerson(self, f"{self.name[0]}{5000000 + self.number()}")

    def accept(self, body: JSON) -> JSON:
        demand(isinstance(body.get("recipient"), dict), "recipient")
        id_ = self.recipient(body)
        if id_ not in self.wrote:
            raise RefusedError(100, "No matching user found", error_subcode=2018001)
        if "sender_action" in body:
            demand(set(body) == {"recipient", "sender_action"}, "nothing beside sender_action")
            demand(body["sender_action"] in _ACTIONS, "sender_action")
            return {"recipient_id": id_}
        self.check_window(id_, 10)
        demand(set(body) == {"recipient", "messaging_type", "message"}, "fields")
        demand(body["messaging_type"] == "RESPONSE", "messaging_type")
        self._check(body["message"])
        if self.busy("all", 100, 1):
            raise RefusedError(613, "Calls to this api have exceeded the rate limit.")
        return {"recipient_id": id_, "message_id": f"m_{self.number()}"}

    def fits(self, text: Any) -> bool:
        return text_within(text, 2000)

    def _check(self, message: JSON) -> None:
        demand(set(message) <= {"text", "quick_replies"}, "message")
        demand(self.fits(message.get("text")), "text")
        replies = message.get("quick_replies", [{"title": "a", "payload": "b"}])
        demand(1 <= len(replies) <= 13, "quick_replies")
        for reply in message.get("quick_replies", []):
            demand(reply.get("content_type") == "text", "content_type")
            demand(text_within(reply["title"], 20), "title")
            demand(text_within(reply["payload"], 1000), "payload")

    def recipient(self, body: JSON) -> str:
        return str(body["recipient"].get("id"))

    def is_message(self, body: JSON) -> bool:
        return "message" in body

    def shown(self, body: JSON) -> Shown:
        replies = body["message"].get("quick_replies", [])
        return Shown(body["message"]["text"], [(r["payload"], r["title"]) for r in replies], body)

    def batch(self, *events: JSON) -> JSON:
        """A call with two entries, as Meta sends after an interruption."""
        half = len(events) // 2
        entries = [
            {"id": PAGE, "time": int(time.time() * 1000), "messaging": list(part)}
            for part in (events[:half], events[half:])
        ]
        return {"object": self.subject, "entry": [e for e in entries if e["messaging"]]}


class FakeInstagram(FakeMessenger):
    """A professional Instagram account."""

    name, token, subject = "instagram", "IGAAm0PX4ZCpsBAinstagram", "instagram"

    def fits(self, text: Any) -> bool:
        return text_within(text, 1000, lambda words: len(words.encode()))


class PagePerson(Person):
    """Makes events of what a person's app sends, in the form of the webhook."""

    def event(self, *, age: float = 0, **content: Any) -> JSON:
        """An event that is `age` seconds old."""
        when = time.time() - age
        self.fake.wrote[self.id] = max(self.fake.wrote.get(self.id, 0), when)
        who = {"sender": {"id": self.id}, "recipient": {"id": PAGE}}
        return {**who, "timestamp": int(when * 1000), **content}

    def message(self, *, age: float = 0, **content: Any) -> JSON:
        return self.event(message={"mid": f"m_{self.fake.number()}", **content}, age=age)

    def text(self, text: str, **more: Any) -> JSON:
        return self.message(text=text, **more)

    def pressed(self, id_: str, title: str) -> JSON:
        return self.message(text=title, quick_reply={"payload": id_})

    def postback(self, payload: str, title: str) -> JSON:
        mid = f"m_{self.fake.number()}"
        return self.event(postback={"mid": mid, "payload": payload, "title": title})

"""WhatsApp's Cloud API for tests: messages, reply buttons, lists, read marks, limits, statuses."""

from __future__ import annotations

import re
import time
from typing import Any

from tests.channels.apps.fake_app import JSON
from tests.channels.apps.fake_meta import FakeMeta, Person, RefusedError, Shown, demand, text_within

TOKEN = "EAAGm0PX4ZCpsBAKZCZCwhatsapp"
PHONE = "106540352242922"


class FakeWhatsApp(FakeMeta):
    """A business's number. A person has a number, or, with a username, only a user id."""

    name, token, subject = "whatsapp", TOKEN, "whatsapp_business_account"
    path = f"{PHONE}/messages"
    account = PHONE

    def __init__(self) -> None:
        super().__init__()
        self.received: set[str] = set()

    def person(self, username: bool = False) -> WhatsAppPerson:
        """A new person; a username hides their number from the business."""
        number = self.number()
        return WhatsAppPerson(self, f"1650555{number:04d}", f"US.{number:020d}", username)

    def accept(self, body: JSON) -> JSON:
        demand(body.get("messaging_product") == "whatsapp", "messaging_product")
        if "status" in body:
            return self._read(body)
        known = {"messaging_product", "recipient_type", "to", "recipient", "type"}
        demand(
            set(body) == (known - {"to"} | {body.get("type")})
            or set(body) == (known - {"recipient"} | {body.get("type")}),
            "fields",
        )
        id_ = self.recipient(body)
        demand(body["recipient_type"] == "individual" and id_ in self.wrote, "recipient", 131026)
        self.check_window(id_, 131047)
        demand(body["type"] in ("text", "interactive"), "type")
        (_text if body["type"] == "text" else _interactive)(body[body["type"]])
        if self.busy(id_, 45, 6):
            raise RefusedError(131056, "Pair rate limit hit")
        if self.busy("all", 80, 1):
            raise RefusedError(130429, "Rate limit hit")
        sent = {"id": f"wamid.sent{self.number()}"}
        return {"messaging_product": "whatsapp", "contacts": [{"input": id_}], "messages": [sent]}

    def _read(self, body: JSON) -> JSON:
        known = {"messaging_product", "status", "message_id", "typing_indicator"}
        demand(set(body) <= known and body["status"] == "read", "status")
        demand(body.get("message_id") in self.received, "message_id")
        demand(body.get("typing_indicator", {"type": "text"}) == {"type": "text"}, "typing")
        return {"success": True}

    def recipient(self, body: JSON) -> str:
        return str(body.get("to") or body.get("recipient"))

    def is_message(self, body: JSON) -> bool:
        return "type" in body

    def shown(self, body: JSON) -> Shown:
        if body["type"] == "text":
            return Shown(body["text"]["body"], [], body)
        interactive = body["interactive"]
        action = interactive["action"]
        entries = [button["reply"] for button in action.get("buttons", [])]
        entries += [row for section in action.get("sections", []) for row in section["rows"]]
        return Shown(interactive["body"]["text"], [(e["id"], e["title"]) for e in entries], body)

    def batch(self, *events: JSON) -> JSON:
        """A call with two entries and one change per event, as sent after an interruption."""
        changes = [{"field": "messages", "value": self.value(event)} for event in events]
        half = len(changes) // 2
        entries = [{"id": "1", "changes": part} for part in (changes[:half], changes[half:])]
        return {
            "object": "whatsapp_business_account",
            "entry": [e for e in entries if e["changes"]],
        }

    def value(self, event: JSON) -> JSON:
        numbers = {"display_phone_number": "16505551111", "phone_number_id": PHONE}
        base: JSON = {"messaging_product": "whatsapp", "metadata": numbers}
        if "type" not in event:
            return {**base, "statuses": [event]}
        self.received.add(event["id"])
        return {**base, "contacts": [{"profile": {"name": "Quentina"}}], "messages": [event]}


class WhatsAppPerson(Person):
    """Makes events of what a person's phone sends, in the form of the webhook."""

    fake: FakeWhatsApp

    def __init__(self, fake: FakeWhatsApp, phone: str, user: str, username: bool) -> None:
        super().__init__(fake, user if username else phone)
        self.phone, self.user, self.username = phone, user, username

    def message(self, kind: str, *, age: float = 0, **content: Any) -> JSON:
        """A message event that is `age` seconds old."""
        when = time.time() - age
        self.fake.wrote[self.id] = max(self.fake.wrote.get(self.id, 0), when)
        base = {"id": f"wamid.HBgL{self.fake.number()}", "timestamp": str(int(when)), "type": kind}
        who = {"from_user_id": self.user} | ({} if self.username else {"from": self.phone})
        return {**base, **who, **content}

    def text(self, text: str, **more: Any) -> JSON:
        return self.message("text", text={"body": text}, **more)

    def pressed(self, id_: str, title: str) -> JSON:
        reply = {"type": "button_reply", "button_reply": {"id": id_, "title": title}}
        return self.message("interactive", interactive=reply, context={"id": "wamid.sent"})

    def picked(self, id_: str, title: str) -> JSON:
        reply = {"type": "list_reply", "list_reply": {"id": id_, "title": title}}
        return self.message("interactive", interactive=reply)

    def status(self, status: str, *codes: int) -> JSON:
        """A status event for a message that was sent to this person."""
        errors = [{"code": code, "title": "Message undeliverable"} for code in codes]
        base: JSON = {"id": f"wamid.sent{self.fake.number()}", "status": status}
        base["timestamp"] = str(int(time.time()))
        return {**base, "recipient_id": self.phone, **({"errors": errors} if errors else {})}


def _text(text: JSON) -> None:
    demand(set(text) <= {"body", "preview_url"}, "text")
    demand(text_within(text.get("body"), 4096), "text.body")


def _interactive(content: JSON) -> None:
    demand(set(content) <= {"type", "body", "action", "header", "footer"}, "interactive")
    demand(text_within(content["body"]["text"], 1024), "interactive.body")
    if content["type"] == "button":
        demand(set(content["action"]) == {"buttons"}, "action")
        replies = [button["reply"] for button in content["action"]["buttons"]]
        demand(1 <= len(replies) <= 3, "buttons")
        demand(all(button["type"] == "reply" for button in content["action"]["buttons"]), "type")
        _check_choices(replies, 20, 256)
    else:
        demand(content["type"] == "list", "type")
        demand(text_within(content["action"]["button"], 20), "button")
        sections = content["action"]["sections"]
        demand(1 <= len(sections) <= 10, "sections")
        demand(all(text_within(section["title"], 24) for section in sections), "section title")
        rows = [row for section in sections for row in section["rows"]]
        demand(1 <= len(rows) <= 10, "rows")
        demand(all(len(row.get("description", "")) <= 72 for row in rows), "description")
        _check_choices(rows, 24, 200)


def _check_choices(choices: list[JSON], title: int, id_: int) -> None:
    for choice in choices:
        demand(text_within(choice["title"], title), "title", 131009)
        demand(re.fullmatch(r"\S(.*\S)?", choice["id"]) and len(choice["id"]) <= id_, "id", 131009)
    for name in ("title", "id"):
        demand(len({choice[name] for choice in choices}) == len(choices), f"same {name}", 131009)

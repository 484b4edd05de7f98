"""WhatsAppChannel: messages to the clinic's WhatsApp number, by Meta's own Cloud API."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from channels.apps.app_variables import Variable
from channels.apps.call_content import objects
from channels.apps.commands import chosen, typed
from channels.apps.meta import JSON, Dated, MetaChannel, inner, variables, word
from channels.apps.sending.delivery import Call
from channels.apps.sending.message_shape import MessagePart, Shape, utf16
from channels.apps.sending.pace import Rate
from channels.message.incoming import Incoming, Said

#: At most three reply buttons are possible, with short titles; otherwise a list is used.
_BUTTONS, _SHORT = 3, 20
_LIST = {"button": "Choose a question", "title": "Questions"}
#: Messages without words that get an answer which says so; others, like reactions, get none.
_MEDIA = "image video document audio sticker location contacts order unsupported".split()
#: Seconds within which photos sent together, which arrive one by one, get one answer.
_TOGETHER = 60
_STAMP = re.compile(r"[0-9]{1,12}")


class WhatsAppChannel(MetaChannel):
    """Only messages to the clinic's one number, and none from groups."""

    title = "WhatsApp"
    prefix, subject = "WHATSAPP", "whatsapp_business_account"
    variables = (
        *variables("WHATSAPP", "graph.facebook.com"),
        Variable("WHATSAPP_PHONE_ID", r"\d{5,}", "the phone number ID, digits only"),
    )
    proves = ("WHATSAPP_TOKEN", "WHATSAPP_PHONE_ID")
    shape = Shape(text=4096, above=1024, buttons=10, title=24, bold="*", measure=utf16)
    #: WhatsApp allows 80 messages a second, or 20 for numbers that are in the Business app, too.
    overall = Rate(per_second=20, burst=10)
    #: WhatsApp allows one message in six seconds to the same person, and 45 in a burst.
    chat = Rate(per_second=1 / 6, burst=40)

    @classmethod
    def name(cls) -> str:
        return "whatsapp"

    def account(self) -> str:
        return self.own("PHONE_ID")

    def events(self, body: JSON) -> Iterator[Dated]:
        for entry in objects(body.get("entry")):
            for change in objects(entry.get("changes")):
                value = change.get("value")
                number = word(value, "metadata", "phone_number_id")
                if change.get("field") == "messages" and number == self.own("PHONE_ID"):
                    self._note_failures(inner(value, "statuses"))
                    for message in objects(inner(value, "messages")):
                        yield from _of_message(message)

    def compose(self, said: Said, part: MessagePart) -> Call:
        if not part.choices:
            content: JSON = {"type": "text", "text": {"body": part.text, "preview_url": False}}
        else:
            content = {"type": "interactive", "interactive": _interactive(part)}
        base = {"messaging_product": "whatsapp", "recipient_type": "individual"}
        return self._send({**base, **said.to["person"], **content})

    def hints(self, said: Said) -> Iterable[Call]:
        """One call marks the message as read and shows that an answer is being written."""
        read: JSON = {"messaging_product": "whatsapp", "status": "read"}
        read |= {"message_id": said.to["message"], "typing_indicator": {"type": "text"}}
        yield self._send(read, optional=True)

    def _send(self, content: JSON, *, optional: bool = False) -> Call:
        return self.call(f"{self.own('PHONE_ID')}/messages", content, optional=optional)

    def _note_failures(self, statuses: Any) -> None:
        """WhatsApp accepts a message first and reports later if it could not be delivered."""
        for status in objects(statuses):
            if status.get("status") == "failed":
                codes = [str(error.get("code")) for error in objects(status.get("errors"))]
                why, to = f"code {', '.join(codes) or 'unknown'}", word(status, "recipient_id")
                self.failed(why, word(status, "id"), person=to)


def _of_message(message: JSON) -> Iterator[Dated]:
    """People with a username may have no number here, but they always have a user id."""
    number, user, id_ = (word(message, name) for name in ("from", "from_user_id", "id"))
    stamp = word(message, "timestamp")
    if not id_ or not (number or user) or message.get("group_id") or not _STAMP.fullmatch(stamp):
        return
    to = {"person": {"to": number} if number else {"recipient": user}, "message": id_}
    content = _content(message)
    if content == {"text": ""}:
        id_ = f"without words {int(stamp) // _TOGETHER}"
    if content:
        yield Dated(float(stamp), Incoming(id_, user or number, to, **content))


def _content(message: JSON) -> dict[str, str]:
    """A message as fields of an `Incoming`; {} if it needs no answer."""
    kind = word(message, "type")
    if kind == "text":
        return typed(word(message, "text", "body"))
    if kind == "interactive":
        reply = inner(message, "interactive", word(message, "interactive", "type"))
        return chosen(word(reply, "id"), word(reply, "title"))
    if kind == "button":  # a template message's button
        return chosen(word(message, "button", "payload"), word(message, "button", "text"))
    if kind == "edit":  # an edit can change words, not photos
        now = inner(message, "edit", "message")
        text = word(now, "text", "body") or word(now, word(now, "type"), "caption")
        return typed(text) if text else {}
    if kind == "request_welcome":  # the person has opened the chat for the first time
        return {"command": "start"}
    return {"text": word(message, kind, "caption")} if kind in _MEDIA else {}


def _interactive(part: MessagePart) -> JSON:
    content: JSON = {"body": {"text": part.text}}
    if len(part.choices) <= _BUTTONS and all(len(c.title) <= _SHORT for c in part.choices):
        replies = [{"id": choice.id, "title": choice.title} for choice in part.choices]
        buttons = [{"type": "reply", "reply": reply} for reply in replies]
        return {"type": "button", **content, "action": {"buttons": buttons}}
    rows = [{"id": choice.id, "title": choice.title} for choice in part.choices]
    sections = [{"title": _LIST["title"], "rows": rows}]
    action = {"button": _LIST["button"], "sections": sections}
    return {"type": "list", **content, "action": action}

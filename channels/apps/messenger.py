"""MessengerChannel: messages to the clinic's Facebook page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from channels.apps.call_content import objects
from channels.apps.commands import chosen, typed
from channels.apps.meta import JSON, Dated, MetaChannel, inner, variables, word
from channels.apps.sending.delivery import Call
from channels.apps.sending.message_shape import MessagePart, Shape, utf16
from channels.apps.sending.pace import Rate
from channels.message.incoming import Incoming, Said

#: Sticker ids of the thumb in three sizes: it needs no answer.
_THUMBS = (369239263222822, 369239343222814, 369239383222810)
#: Attachments that aren't messages to the clinic: somebody's story mentions it.
_IGNORED = {"story_mention"}
#: Milliseconds within which photos sent together, which arrive one by one, get one answer.
_TOGETHER = 60_000
#: An impossible time stamp, in milliseconds since 1970.
_LATEST = 10**15


class MessengerChannel(MetaChannel):
    """Instagram has the same events and calls, with its own limits and variables."""

    title = "Messenger"
    prefix, subject = "MESSENGER", "page"
    variables = variables("MESSENGER", "graph.facebook.com")
    proves = ("MESSENGER_TOKEN",)
    shape = Shape(text=2000, buttons=13, title=20, measure=utf16)
    #: Meta allows 300 messages a second per page, and states no limit per person.
    overall = Rate(per_second=20, burst=10)
    chat = Rate(per_second=1, burst=6)

    @classmethod
    def name(cls) -> str:
        return "messenger"

    def events(self, body: JSON) -> Iterator[Dated]:
        for entry in objects(body.get("entry")):
            for event in objects(entry.get("messaging")):
                yield from _of_event(event, str(entry.get("id")))

    def compose(self, said: Said, part: MessagePart) -> Call:
        message: JSON = {"text": part.text}
        if part.choices:
            message["quick_replies"] = [
                {"content_type": "text", "title": choice.title, "payload": choice.id}
                for choice in part.choices
            ]
        content = {"recipient": said.to, "messaging_type": "RESPONSE", "message": message}
        return self.call("me/messages", content)

    def hints(self, said: Said) -> Iterable[Call]:
        for action in ("mark_seen", "typing_on"):
            content = {"recipient": said.to, "sender_action": action}
            yield self.call("me/messages", content, optional=True)


def _of_event(event: JSON, page: str) -> Iterator[Dated]:
    """The event as something to answer; nothing for echoes, receipts, reactions and the like."""
    sender, stamp = word(event, "sender", "id"), event.get("timestamp")
    if not sender or sender == page or not isinstance(stamp, int) or not 0 <= stamp < _LATEST:
        return
    for kind, read in (("message", _message), ("postback", _postback), ("message_edit", _edit)):
        part = event.get(kind)
        content = read(part) if isinstance(part, dict) else {}
        if content:
            id_ = word(part, "mid") or f"{kind} {stamp}"
            if content == {"text": ""}:
                id_ = f"without words {stamp // _TOGETHER}"
            if kind == "message_edit":
                id_ += f" edit {inner(part, 'num_edit')}"
            yield Dated(stamp / 1000, Incoming(id_, sender, {"id": sender}, **content))


def _message(message: JSON) -> dict[str, str]:
    """A message as fields of an `Incoming`; {} if it needs no answer."""
    if message.get("is_echo") or message.get("is_deleted"):
        return {}
    payload = word(message, "quick_reply", "payload")
    if content := chosen(payload, word(message, "text")):
        return content
    kinds = {word(attachment, "type") for attachment in objects(message.get("attachments"))}
    is_aside = kinds <= _IGNORED and not message.get("is_unsupported")
    return {} if is_aside or message.get("sticker_id") in _THUMBS else {"text": ""}


def _postback(postback: JSON) -> dict[str, str]:
    """A pressed button: ours, the start button, or one the clinic made, whose title is asked."""
    payload, title = word(postback, "payload"), word(postback, "title")
    if payload.lower().replace("_", " ") in ("get started", "getting started"):
        return {"command": "start"}
    return chosen(payload, title)


def _edit(edit: JSON) -> dict[str, str]:
    words = word(edit, "text")
    return typed(words) if words else {}

"""WebMessages: reads what a website's visitor sends, a text or a button, checked and masked."""

from __future__ import annotations

from typing import Any, NamedTuple

from sanic.request import Request

from actions.answer import knowledge_store
from channels.message.buttons import PERSON, REQUEST, Buttons, Press, parse_data
from channels.message.errors import EMPTY, INVALID, NOT_JSON, TOO_LONG, ChatError
from channels.message.intake import Intake
from channels.message.turns import Message
from channels.web.openapi import Interface


class Typed(NamedTuple):
    """A message, its text as it was typed, and the id of the button if one was pressed."""

    message: Message
    words: str
    button: str = ""


class WebMessages:
    """Turns a call's JSON into a message."""

    def __init__(self, interface: Interface, buttons: Buttons, intake: Intake) -> None:
        self._interface, self._buttons, self._intake = interface, buttons, intake

    def read(self, value: Any, sender: str) -> Typed:
        """The message; `sender` is the address that it came from.

        Raises:
            ChatError: says what is wrong with the JSON.
        """
        knowledge = knowledge_store().current
        if isinstance(value, dict) and "button" in value:
            value = self._interface.check("ButtonMessage", value)
            press = self._press(value["button"])
            meaning = parse_data(press, knowledge)
            id_, text = value["id"].lower(), press.payload
            message = Message(id_, text, parse_data=meaning, sender=sender)
            return Typed(message, text, value["button"])
        if isinstance(value, dict) and self._intake.is_too_long(len(str(value.get("text")))):
            emergency = knowledge.clinic.lines().emergency
            raise ChatError(TOO_LONG, limit=self._intake.longest, emergency=emergency)
        value = self._interface.check("TextMessage", value)
        words = self._intake.words(value["text"])
        if not words.text:
            raise ChatError(EMPTY)
        message = Message(value["id"].lower(), words.text, words.kinds, sender=sender)
        return Typed(message, words.typed)

    def _press(self, id_: str) -> Press:
        """What the button means.

        A button for a request or a chat with a person gets here only if that isn't possible any
        more; it then asks how to reach a person.
        """
        knowledge = knowledge_store().current
        if id_ in (REQUEST, PERSON):
            return Press(knowledge.clinic_replies["person"].question, "person", None)
        press = self._buttons.pressed(id_, knowledge)
        if press is None:
            raise ChatError(INVALID)
        return press


def body_of(request: Request) -> Any:
    """The JSON that was sent.

    Raises:
        ChatError: the content type is not JSON.
    """
    if request.content_type.partition(";")[0].strip().lower() != "application/json":
        raise ChatError(NOT_JSON)
    return request.json

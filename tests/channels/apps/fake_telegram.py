"""Telegram's Bot API for tests, by core.telegram.org/bots/api and /bots/faq (limits)."""

from __future__ import annotations

import re
import time
from itertools import count
from typing import Any

import requests

from tests.channels.apps.fake_app import JSON, Answer, Call, FakeApp

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
_ACTIONS = {"typing", "upload_photo", "record_voice", "upload_document", "find_location"}
_UPDATES = {"message", "edited_message", "callback_query", "channel_post", "my_chat_member"}


class RefusedError(Exception):
    """Status 400 with a description in Telegram's words."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.answer = Answer(
            status,
            {"ok": False, "error_code": status, "description": description}
            | ({"parameters": parameters} if parameters else {}),
        )


class FakeTelegram(FakeApp):
    """Knows the chats that people have opened; delivers updates by webhook or getUpdates."""

    def __init__(self) -> None:
        super().__init__()
        self.webhook: JSON = {}
        self.blocked: set[int] = set()
        self.chats: set[int] = set()
        self.updates: list[JSON] = []
        self._ids = count(5_000_000_017)
        self._queries: set[str] = set()
        self._times: list[float] = []

    def handle(self, call: Call) -> Answer:
        found = re.fullmatch(r"/bot([^/]+)/(\w+)", call.path)
        try:
            if not found or found[1] != TOKEN:
                raise RefusedError(401, "Unauthorized")
            method = getattr(self, f"_{found[2]}", None)
            if method is None:
                raise RefusedError(404, "Not Found")
            return Answer(200, {"ok": True, "result": method(call.body)})
        except RefusedError as refused:
            return refused.answer

    def person(self) -> Person:
        """A new person who has found the bot."""
        id_ = next(self._ids)
        self.chats.add(id_)
        return Person(self, id_)

    def said_to(self, chat: int) -> list[JSON]:
        """The messages that arrived in a chat."""
        return [
            call.body
            for call in self.called("/sendMessage")
            if call.status == 200 and call.body.get("chat_id") == chat
        ]

    def post(self, update: Any, **headers: str) -> requests.Response:
        """Deliver an update to the webhook, with the secret that it was registered with."""
        path = re.sub(r"^https?://[^/]+", "", self.webhook["url"])
        given = {"X-Telegram-Bot-Api-Secret-Token": self.webhook["secret_token"], **headers}
        return requests.post(self.bot + path, json=update, headers=given, timeout=30)

    def deliver(self, update: JSON) -> None:
        """Deliver as Telegram does: again until it gets a 200, or stored until it is fetched."""
        if not self.webhook:
            self.updates.append(update)
            return
        for _ in range(5):
            if self.post(update).status_code == 200:
                return
            time.sleep(0.2)
        raise AssertionError("the bot does not take an update")

    def update(self, **content: Any) -> JSON:
        return {"update_id": next(self._ids), **content}

    def query(self) -> str:
        """The id of a pressed button's callback query, which must be acknowledged."""
        id_ = str(next(self._ids))
        self._queries.add(id_)
        return id_

    def _sendMessage(self, body: JSON) -> JSON:  # noqa: N802
        chat, text = body.get("chat_id"), body.get("text")
        if chat not in self.chats:
            raise RefusedError(400, "Bad Request: chat not found")
        if chat in self.blocked:
            raise RefusedError(403, "Forbidden: bot was blocked by the user")
        if not isinstance(text, str) or not text.strip():
            raise RefusedError(400, "Bad Request: message text is empty")
        if len(text.encode("utf-16-le")) // 2 > 4096:
            raise RefusedError(400, "Bad Request: message is too long")
        if "reply_markup" in body:
            _check_keyboard(body["reply_markup"])
        self._check_flood()
        return {"message_id": next(self._ids), "chat": {"id": chat, "type": "private"}}

    def _check_flood(self) -> None:
        """Refuse more than about 30 messages a second, as far as the fake's clock can tell."""
        now = time.monotonic()
        self._times = [at for at in self._times if at > now - 1] + [now]
        if len(self._times) > 45:
            raise RefusedError(429, "Too Many Requests: retry after 1", retry_after=1)

    def _sendChatAction(self, body: JSON) -> bool:  # noqa: N802
        if body.get("chat_id") not in self.chats:
            raise RefusedError(400, "Bad Request: chat not found")
        if body.get("action") not in _ACTIONS:
            raise RefusedError(400, "Bad Request: wrong parameter action in request")
        return True

    def _answerCallbackQuery(self, body: JSON) -> bool:  # noqa: N802
        if body.get("callback_query_id") not in self._queries:
            raise RefusedError(400, "Bad Request: query is too old and response timeout expired")
        self._queries.discard(body["callback_query_id"])
        return True

    def _getMe(self, _: JSON) -> JSON:  # noqa: N802
        return {"id": int(TOKEN.partition(":")[0]), "is_bot": True, "first_name": "Bot"}

    def _setWebhook(self, body: JSON) -> bool:  # noqa: N802
        if not str(body.get("url")).startswith("https://"):
            raise RefusedError(400, "Bad Request: bad webhook: An HTTPS URL must be provided")
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", str(body.get("secret_token"))):
            raise RefusedError(400, "Bad Request: secret token contains unallowed characters")
        if not set(body.get("allowed_updates", [])) <= _UPDATES:
            raise RefusedError(400, "Bad Request: can't parse allowed updates")
        self.webhook = body
        return True

    def _deleteWebhook(self, body: JSON) -> bool:  # noqa: N802
        self.webhook = {}
        return True

    def _getUpdates(self, body: JSON) -> list[JSON]:  # noqa: N802
        if self.webhook:
            raise RefusedError(409, "Conflict: can't use getUpdates method while webhook is active")
        self.updates = [u for u in self.updates if u["update_id"] >= body.get("offset", 0)]
        end = time.monotonic() + min(body.get("timeout", 0), 1)
        while not self.updates and time.monotonic() < end:
            time.sleep(0.05)
        return list(self.updates[:100])


class Person:
    """Writes to the bot from a private chat."""

    def __init__(self, telegram: FakeTelegram, id_: int) -> None:
        self.telegram, self.id = telegram, id_
        self.read = 0

    def message(self, **content: Any) -> JSON:
        person = {"id": self.id, "is_bot": False, "first_name": "Quentina", "username": "quibble"}
        chat = {"id": self.id, "type": "private", "first_name": "Quentina"}
        base = {"message_id": self.id * 7, "date": int(time.time()), "from": person, "chat": chat}
        return {**base, **content}

    def say(self, text: str) -> list[JSON]:
        """Write a text; returns the messages that come back."""
        return self.send(message=self.message(text=text))

    def press(self, data: str) -> list[JSON]:
        """Press a button; returns the messages that come back."""
        query = {"id": self.telegram.query(), "chat_instance": "1", "data": data}
        message = self.message()
        return self.send(callback_query=query | {"message": message, "from": message["from"]})

    def send(self, **content: Any) -> list[JSON]:
        self.telegram.deliver(self.telegram.update(**content))
        return self.new()

    def new(self, least: int = 1) -> list[JSON]:
        """New messages, at least so many; the bot is done when it is quiet for a moment."""
        wanted = self.read + least
        self.telegram.wait(lambda: len(self.telegram.said_to(self.id)) >= wanted)
        time.sleep(0.15)
        fresh = self.telegram.said_to(self.id)[self.read :]
        self.read += len(fresh)
        return fresh


def buttons(message: JSON) -> list[JSON]:
    """The buttons of a message, from top to bottom."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    assert all(len(row) == 1 for row in rows), "one below the other"
    return [row[0] for row in rows]


def _check_keyboard(markup: JSON) -> None:
    rows = markup.get("inline_keyboard")
    if not isinstance(rows, list) or not all(isinstance(row, list) and row for row in rows):
        raise RefusedError(400, "Bad Request: object expected as reply markup")
    for button in (button for row in rows for button in row):
        if not button.get("text"):
            raise RefusedError(
                400, "Bad Request: text buttons are unallowed in the inline keyboard"
            )
        if not 1 <= len(str(button.get("callback_data", "")).encode()) <= 64:
            raise RefusedError(400, "Bad Request: BUTTON_DATA_INVALID")

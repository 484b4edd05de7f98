"""TelegramChannel: the clinic's Telegram bot, by webhook or by long polling."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import math
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sanic.request import Request

from channels.apps.app_variables import ADDRESS, Variable
from channels.apps.call_content import objects, read_json
from channels.apps.messaging_channel import MessagingChannel
from channels.apps.sending.delivery import Answered, Call, Verdict, judge
from channels.apps.sending.delivery_metrics import FETCHES
from channels.apps.sending.lasting_trouble import LastingTrouble
from channels.apps.sending.message_shape import MessagePart, Shape, utf16
from channels.apps.sending.pace import Rate
from channels.message.errors import FORGED, STALE, ChatError
from channels.message.incoming import Incoming, Said
from storage.sql.store_errors import StoreError

logger = logging.getLogger(__name__)

_KINDS = ["message", "edited_message", "callback_query"]
#: Messages without words that get an answer which says so. Other events without words, such as
#: a pinned message, are ignored.
_MEDIA = (
    "photo video animation audio voice video_note document sticker location venue contact poll "
    "dice story game paid_media"
).split()
#: A command, and the text after it, from a link to the bot or from a person.
_COMMAND = re.compile(r"/([a-z0-9_]{1,32})(?:@\w+)?(?:\s+(.*))?", re.IGNORECASE | re.DOTALL)
_LINK = re.compile(r"[\w-]{1,64}")
#: How many updates Telegram may deliver at the same time.
_CONNECTIONS = 10
_LARGEST = 2**53
#: Seconds after which an update counts as a replay: Telegram keeps one for a day.
_TOO_OLD = 86400 + 3600
#: Seconds that Telegram may hold a call open while nothing happens, and between failed calls.
_HOLD = 25
_WAIT = 2.0


class TelegramChannel(MessagingChannel):
    """Private chats only: in a group the bot would read messages that are not meant for it."""

    title = "Telegram"
    variables = (
        Variable("TELEGRAM_TOKEN", r"\d+:[\w-]{20,}", "the token from @BotFather, like 123:ABC…"),
        Variable(
            "TELEGRAM_URL",
            f"(?=https:){ADDRESS}",
            "an address such as https://bot.example.com, no further",
            "",
        ),
        Variable("TELEGRAM_API", r"https?://\S+", "an address", "https://api.telegram.org"),
    )
    proves = ("TELEGRAM_TOKEN",)
    shape = Shape(text=4096, buttons=10, title=60, measure=utf16)
    #: Telegram allows 30 messages a second, about one a second to the same chat.
    overall = Rate(per_second=30, burst=15)
    chat = Rate(per_second=1, burst=4)

    @classmethod
    def name(cls) -> str:
        return "telegram"

    @property
    def standing(self) -> str:
        if self.setup.is_on and not self.value("TELEGRAM_URL"):
            return "on, by long polling (set TELEGRAM_URL for a webhook)"
        return super().standing

    async def begin(self) -> None:
        """Tell Telegram where to send updates, or start to fetch them."""
        self.processing.spawn(self._poll() if not self.value("TELEGRAM_URL") else self._announce())

    def verify(self, request: Request) -> None:
        given = request.headers.get("x-telegram-bot-api-secret-token", "")
        if not hmac.compare_digest(self._secret.encode(), given.encode("utf-8", "replace")):
            raise ChatError(FORGED)

    def read(self, request: Request) -> Iterable[Incoming]:
        update = read_json(request.body)
        if time.time() - _when(update) > _TOO_OLD:
            raise ChatError(STALE)
        return _incoming(update)

    def compose(self, said: Said, part: MessagePart) -> Call:
        message: dict[str, Any] = {"chat_id": said.to["chat"], "text": part.text}
        message["link_preview_options"] = {"is_disabled": True}
        if part.choices:
            rows = [[{"text": c.title, "callback_data": c.id}] for c in part.choices]
            message["reply_markup"] = {"inline_keyboard": rows}
        return self._call("sendMessage", message)

    def check(self) -> Call:
        return self._call("getMe", {})

    def hints(self, said: Said) -> Iterable[Call]:
        """A typing sign; for a press also its acknowledgement, which ends the button's spinner."""
        if "callback" in said.to:
            yield self._call("answerCallbackQuery", {"callback_query_id": said.to["callback"]})
        typing = {"chat_id": said.to["chat"], "action": "typing"}
        yield self._call("sendChatAction", typing, optional=True)

    def judge(self, answered: Answered) -> Verdict:
        """Telegram says in the body how long to wait."""
        verdict = judge(answered)
        body = answered.body if isinstance(answered.body, dict) else {}
        if verdict.outcome == "sent" and body.get("ok") is not True:
            return Verdict("again", reason="an answer that is not Telegram's")
        parameters = body.get("parameters")
        wait = parameters.get("retry_after") if isinstance(parameters, dict) else None
        if verdict.outcome == "again" and isinstance(wait, int):
            return verdict._replace(wait=float(wait))
        return verdict

    @property
    def _secret(self) -> str:
        """Telegram repeats this token in each call; it is derived from our secret and the bot's."""
        token = self.value("TELEGRAM_TOKEN").encode()
        return hmac.digest(self.settings.secret.encode(), token, hashlib.sha256).hex()

    def _call(self, method: str, content: Mapping[str, Any], *, optional: bool = False) -> Call:
        api = self.value("TELEGRAM_API").rstrip("/")
        url = f"{api}/bot{self.value('TELEGRAM_TOKEN')}/{method}"
        return Call(url, json=content, optional=optional)

    async def _announce(self) -> None:
        url = self.value("TELEGRAM_URL").rstrip("/") + f"/webhooks/{self.name()}"
        hook: dict[str, Any] = {"url": url, "secret_token": self._secret}
        hook |= {"allowed_updates": _KINDS, "max_connections": _CONNECTIONS}
        await self._repeat_until_done("setWebhook", hook)

    async def _repeat_until_done(self, method: str, content: Mapping[str, Any]) -> None:
        """Repeat the call until it succeeds; each failure is logged."""
        wait = _WAIT
        while True:
            answered = await self.delivery.ask(self._call(method, content))
            if answered and self.judge(answered).outcome == "sent":
                return
            said = f"status {answered.status}" if answered else "no answer"
            logger.warning("telegram: %s failed (%s); tried again in %.0f s", method, said, wait)
            await asyncio.sleep(wait)
            wait = min(300.0, wait * 2)

    async def _poll(self) -> None:
        await self._repeat_until_done("deleteWebhook", {})
        trouble, offset = LastingTrouble(self.name()), 0
        while True:
            if not self.membership.is_oldest:  # only one of several processes fetches updates
                await asyncio.sleep(_WAIT)
                continue
            content = {"offset": offset, "timeout": _HOLD, "allowed_updates": _KINDS}
            answered = await self.delivery.ask(self._call("getUpdates", content), _HOLD + 10)
            verdict = self.judge(answered) if answered else Verdict("again", reason="no answer")
            is_done = answered is not None and verdict.outcome == "sent"
            FETCHES.labels(self.name(), "done" if is_done else "failed").inc()
            if answered is None or not is_done:
                why = "TELEGRAM_TOKEN was refused, " * (verdict.outcome == "refused")
                trouble.note(f"getUpdates failed ({why}{verdict.reason})")
                await asyncio.sleep(verdict.wait or _WAIT)
                continue
            trouble.note()
            offset = await self._fetched(answered.body.get("result"), offset)

    async def _fetched(self, updates: Any, offset: int) -> int:
        """Take the updates; the returned offset tells Telegram which ones it may forget."""
        for update in objects(updates):
            try:
                await self.take(_incoming(update))
            except (ChatError, StoreError):
                await asyncio.sleep(_WAIT)
                break
            except Exception:
                logger.exception("telegram: an update could not be read")
            offset = max(offset, _number(update.get("update_id")) + 1)
        return offset


def _when(update: Mapping[str, Any]) -> float:
    """Seconds since 1970; infinity for a press, as the message with its button may be old."""
    message = update.get("message") or update.get("edited_message")
    if not isinstance(message, dict):
        return math.inf
    return _number(message.get("edit_date")) or _number(message.get("date")) or math.inf


def _incoming(update: Any) -> Iterator[Incoming]:
    """What is to be answered in an update; nothing unless a person sent it in a private chat."""
    if not isinstance(update, dict) or not _number(update.get("update_id")):
        return
    press = update.get("callback_query")
    edited = update.get("edited_message")
    message = update.get("message") or edited
    if isinstance(press, dict):
        message = press.get("message")
    if not isinstance(message, dict):
        return
    person = (press if isinstance(press, dict) else message).get("from")
    chat = message.get("chat")
    if not isinstance(person, dict) or not isinstance(chat, dict) or person.get("is_bot"):
        return
    sender, to = _number(person.get("id")), _number(chat.get("id"))
    if chat.get("type") != "private" or not sender or not to:
        return
    event = str(update["update_id"])
    if isinstance(press, dict):
        back = {"chat": to, "callback": str(press.get("id"))}
        yield Incoming(event, str(sender), back, press=str(press.get("data") or "-"))
    else:
        yield from _message(message, event, str(sender), {"chat": to}, bool(edited))


def _message(
    message: Mapping[str, Any], event: str, sender: str, to: Mapping[str, Any], edited: bool
) -> Iterator[Incoming]:
    words = message.get("text") or message.get("caption")
    if isinstance(words, str):
        yield Incoming(event, sender, to, **_typed(words))
    elif not edited and any(kind in message for kind in _MEDIA):
        album = message.get("media_group_id")  # ten photos are ten updates, but get one answer
        yield Incoming(f"album {album}" if album else event, sender, to)


def _typed(words: str) -> dict[str, str]:
    """A command or a text: what follows a command is read, except a link's parameter for /start."""
    command = _COMMAND.fullmatch(words)
    if command is None:
        return {"text": words}
    behind = (command[2] or "").strip()
    if behind and not (command[1].lower() == "start" and _LINK.fullmatch(behind)):
        return {"text": behind}
    return {"command": command[1].lower()}


def _number(value: Any) -> int:
    """A number of Telegram's, which has at most 52 bits; 0 for anything else."""
    is_one = isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LARGEST
    return value if is_one else 0

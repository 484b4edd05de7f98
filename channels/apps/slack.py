"""SlackChannel: answers the clinic's staff in their own Slack, in direct messages and mentions."""

from __future__ import annotations

import hmac
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sanic.request import Request
from sanic.response import HTTPResponse, text

from channels.apps.app_variables import Variable
from channels.apps.call_content import objects, read_json
from channels.apps.messaging_channel import MessagingChannel
from channels.apps.sending.delivery import Answered, Call, Verdict, judge
from channels.apps.sending.message_shape import MessagePart, Shape
from channels.apps.sending.pace import Rate
from channels.apps.slack_text import plain
from channels.message.errors import FORGED, STALE, ChatError
from channels.message.incoming import Incoming, Said

#: Seconds after which a signed call counts as a replay, as Slack recommends.
_FRESH = 300
#: Seconds that a visitor waits for Slack.
_PATIENCE = 5
_STAMP = re.compile(r"[0-9]{1,12}")
#: Subtypes of messages that a person has written.
_SAID = (None, "file_share", "thread_broadcast")
#: Slack's errors, which come with status 200. `_PASSING` are temporary.
_REFUSED = {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"}
_PASSING = {
    *("ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable"),
    *("request_timeout", "team_added_to_org", "message_limit_exceeded"),
}
JSON = dict[str, Any]


def _escape(words: str) -> str:
    """Escape Slack's three special characters, so no text can mention anyone or hide a link."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class SlackChannel(MessagingChannel):
    """In a channel it answers where it is mentioned, within that thread."""

    title = "Slack"
    variables = (
        Variable("SLACK_TOKEN", r"xoxb-[\w-]+", "the bot token, which begins with xoxb-"),
        Variable("SLACK_SIGNING_SECRET", r"\w{16,}", "the signing secret of Basic Information"),
        Variable("SLACK_API", r"https?://\S+", "an address", "https://slack.com/api"),
    )
    proves = ("SLACK_TOKEN",)
    shape = Shape(text=3000, buttons=10, title=75, bold="*", escape=_escape)
    #: Slack allows one message a second in a channel and some hundred a minute, with short bursts.
    overall = Rate(per_second=5, burst=10)
    chat = Rate(per_second=1, burst=3)

    @classmethod
    def name(cls) -> str:
        return "slack"

    def verify(self, request: Request) -> None:
        stamp = request.headers.get("x-slack-request-timestamp", "")
        given = request.headers.get("x-slack-signature", "")
        expected = signature(self.value("SLACK_SIGNING_SECRET"), stamp, request.body)
        if not hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace")):
            raise ChatError(FORGED)
        if not _STAMP.fullmatch(stamp) or abs(time.time() - int(stamp)) > _FRESH:
            raise ChatError(STALE)

    def read(self, request: Request) -> Iterable[Incoming]:
        call = _content(request)
        if call.get("type") == "event_callback":
            return _of_event(call)
        return _of_press(call) if call.get("type") == "block_actions" else ()

    def accepted(self, request: Request) -> HTTPResponse:
        """Respond to Slack's URL verification with its challenge."""
        call = _content(request)
        challenge = call.get("challenge")
        if call.get("type") == "url_verification" and isinstance(challenge, str):
            return text(challenge.encode("utf-8", "replace").decode())
        return text("")

    def compose(self, said: Said, part: MessagePart) -> Call:
        message: JSON = {"channel": said.to["channel"], "text": part.text}
        message |= {"unfurl_links": False, "unfurl_media": False}
        if said.to.get("thread"):
            message["thread_ts"] = said.to["thread"]
        if part.choices:
            words = {"type": "section", "text": {"type": "mrkdwn", "text": part.text}}
            message["blocks"] = [words, *map(_button, enumerate(part.choices))]
        return self._call("chat.postMessage", message, said.to["channel"])

    def check(self) -> Call:
        return self._call("auth.test", {})

    async def receive(self, request: Request) -> HTTPResponse:
        """Events as usual, and what the clinic writes to a visitor in a thread."""
        response = await super().receive(request)
        channel = self.settings.handover_slack
        if channel and (heard := _of_thread(_content(request), channel)):
            await self.live_chat.heard(*heard)
        return response

    async def begin(self) -> None:
        if self.live_chat.is_on:
            self.processing.spawn(self.live_chat.keep())

    async def begin_thread(self, channel: str, text: str) -> str | None:
        """The new thread's time stamp, which is its id; None if Slack can't open it now."""
        message: JSON = {"channel": channel, "text": _escape(text)}
        answered = await self.delivery.ask(self._call("chat.postMessage", message), _PATIENCE)
        if answered is None or self.judge(answered).outcome != "sent":
            return None
        return str(answered.body.get("ts"))

    def _call(self, method: str, content: JSON, chat: str = "") -> Call:
        headers = {"Authorization": f"Bearer {self.value('SLACK_TOKEN')}"}
        url = f"{self.value('SLACK_API').rstrip('/')}/{method}"
        return Call(url, json=content, headers=headers, chat=chat)

    def judge(self, answered: Answered) -> Verdict:
        """Slack tells the result in the body, whatever the status."""
        verdict = judge(answered)
        body = answered.body if isinstance(answered.body, dict) else {}
        if verdict.outcome != "sent" or body.get("ok") is True:
            return verdict
        reason = body.get("error")
        if not isinstance(reason, str) or reason in _PASSING:
            return Verdict("again", reason=reason if isinstance(reason, str) else "no answer")
        return Verdict("refused" if reason in _REFUSED else "never", reason=reason)


def signature(secret: str, stamp: str, body: bytes) -> str:
    """Signature, version 0, of the time stamp and the body."""
    content = b"v0:" + stamp.encode("utf-8", "replace") + b":" + body
    return "v0=" + hmac.digest(secret.encode(), content, "sha256").hex()


def _content(request: Request) -> JSON:
    """Events come as JSON, button presses as JSON within a form."""
    if request.content_type.startswith("application/x-www-form-urlencoded"):
        return read_json(request.form.get("payload", "{}"))
    return read_json(request.body)


def _of_event(call: JSON) -> Iterator[Incoming]:
    event = call.get("event")
    if isinstance(event, dict) and not event.get("bot_id"):
        read = _READERS.get(str(event.get("type")))
        yield from read(event, str(call.get("team_id"))) if read else ()


def _of_message(event: JSON, team: str) -> Iterator[Incoming]:
    """A direct message, new or edited; other people's messages in channels are ignored."""
    if event.get("channel_type") != "im":
        return
    if event.get("subtype") == "message_changed":
        yield from _of_edit(event, team)
    elif event.get("subtype") in _SAID:
        yield from _incoming(event, event.get("channel"), team, team)


def _of_thread(call: JSON, channel: str) -> tuple[str, str, str, bool] | None:
    """Thread, event id and text of what a person wrote in a thread of that channel, and whether
    there is a file, too; None for anything else, and for mentions of the app, which the app itself
    answers."""
    event = call.get("event")
    if not isinstance(event, dict) or event.get("channel") != channel:
        return None
    is_said = event.get("type") == "message" and event.get("subtype") in _SAID
    thread, stamp, text = event.get("thread_ts"), event.get("ts"), str(event.get("text") or "")
    if not (is_said and isinstance(thread, str) and isinstance(stamp, str)):
        return None
    authorizations = call.get("authorizations")
    own = [str(each.get("user_id")) for each in objects(authorizations)]
    if event.get("bot_id") or any(f"<@{user}" in text for user in own):
        return None
    return f"{channel}:{thread}", stamp, plain(text), bool(event.get("files"))


def _of_edit(event: JSON, team: str) -> Iterator[Incoming]:
    """Only if the text has changed, since the preview of a link counts as an edit, too."""
    now, before = event.get("message"), event.get("previous_message")
    if isinstance(now, dict) and isinstance(before, dict) and not now.get("bot_id"):
        edited = now.get("edited")
        if isinstance(edited, dict) and now.get("text") != before.get("text"):
            stamp = f"{now.get('ts')} {edited.get('ts')}"
            yield from _incoming({**now, "ts": stamp}, event.get("channel"), team, team)


def _of_mention(event: JSON, team: str) -> Iterator[Incoming]:
    """In a conversation apart from direct messages, which must not be repeated in a channel."""
    channel, thread = event.get("channel"), event.get("thread_ts") or event.get("ts")
    yield from _incoming({**event, "thread_ts": thread}, channel, team, f"{team} {channel}")


_READERS = {"message": _of_message, "app_mention": _of_mention}


def _incoming(message: JSON, channel: Any, team: str, place: str) -> Iterator[Incoming]:
    user, stamp, words = message.get("user"), message.get("ts"), message.get("text")
    if not (isinstance(user, str) and isinstance(stamp, str) and isinstance(channel, str)):
        return
    to = {"channel": channel, "thread": str(message.get("thread_ts") or "")}
    said = plain(words) if isinstance(words, str) else ""
    yield Incoming(f"{team} {channel} {stamp}", f"{place} {user}", to, text=said)


def _of_press(call: JSON) -> Iterator[Incoming]:
    parts = [call.get(name) or {} for name in ("user", "channel", "message", "team")]
    actions = call.get("actions")
    if not all(isinstance(part, dict) for part in parts) or not isinstance(actions, list):
        return
    user, channel, message, team = parts
    for action in actions[:1]:
        if not isinstance(action, dict) or not channel.get("id") or not user.get("id"):
            return
        place = f"{team.get('id')}" + ("" if _is_direct(channel) else f" {channel['id']}")
        event = f"press {channel['id']} {action.get('action_ts')} {action.get('action_id')}"
        to = {"channel": str(channel["id"]), "thread": str(message.get("thread_ts") or "")}
        yield Incoming(event, f"{place} {user['id']}", to, press=str(action.get("value") or "-"))


def _is_direct(channel: Mapping[str, Any]) -> bool:
    return str(channel["id"]).startswith("D")


def _button(numbered: tuple[int, Any]) -> JSON:
    """Each button in a block of its own, so that they stand below each other."""
    number, choice = numbered
    button = {"type": "button", "action_id": f"ask{number}", "value": choice.id}
    button["text"] = {"type": "plain_text", "text": choice.title}
    return {"type": "actions", "elements": [button]}

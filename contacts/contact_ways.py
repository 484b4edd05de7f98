"""ContactWays: sends a request to the clinic by e-mail, by a signed webhook or by Slack."""

from __future__ import annotations

import base64
import hmac
import json
import ssl
import time
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import asdict
from datetime import datetime, timezone
from email.message import EmailMessage
from email.utils import formatdate
from typing import Any
from urllib.parse import unquote, urlsplit

import aiohttp
import aiosmtplib

from operations.settings import Settings, written
from storage.contact_requests import ContactRequest
from storage.request_deliveries import Due

#: Seconds for one attempt.
_PATIENCE = 30
_TIMEOUT = aiohttp.ClientTimeout(total=_PATIENCE)
#: Most bytes of an answer that are read.
_LONGEST = 1_000_000
#: Seconds by which Slack's clock may be behind ours.
_CLOCKS = 300
_SUBJECT = "A request from the chat"
_LINES = {
    "name": "Name",
    "phone": "Phone",
    "email": "E-mail",
    "time": "Best time",
    "about": "About",
    "consent": "Agreed to",
    "channel": "Came by",
}

Send = Callable[[Due, ContactRequest], Coroutine[Any, Any, None]]


class DeliveryError(RuntimeError):
    """The request may not have arrived. The message says why, and nothing about the request.

    `pause` is for how many seconds the receiver wants to be left alone.
    """

    def __init__(self, reason: str, pause: float = 0.0) -> None:
        super().__init__(reason)
        self.pause = pause


def ways(settings: Settings) -> Mapping[str, Send]:
    """The configured ways, by name."""
    known: Mapping[str, Callable[[Settings], Send]] = {
        "mail": _by_mail,
        "webhook": _by_webhook,
        "slack": _by_slack,
    }
    return {name: known[name](settings) for name in settings.request_ways}


def _by_mail(settings: Settings) -> Send:
    """With TLS from the start (smtps) or by STARTTLS before anything is sent; never without."""
    server = urlsplit(settings.smtp or "")
    is_tls = server.scheme == "smtps"
    user, password = (part and unquote(part) for part in (server.username, server.password))

    async def send(due: Due, request: ContactRequest) -> None:
        try:
            await aiosmtplib.send(
                _mail(due, request, settings),
                hostname=server.hostname,
                port=server.port or (465 if is_tls else 587),
                username=user,
                password=password,
                use_tls=is_tls,
                start_tls=None if is_tls else True,
                tls_context=ssl.create_default_context(),
                timeout=_PATIENCE,
            )
        except aiosmtplib.SMTPResponseException as error:
            raise DeliveryError(f"{type(error).__name__}, code {error.code}") from None
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise DeliveryError(type(error).__name__) from None

    return send


def _mail(due: Due, request: ContactRequest, settings: Settings) -> EmailMessage:
    (sender, *_), recipients = settings.smtp_from or ("",), settings.requests_mail or ()
    message = EmailMessage()
    message["Subject"], message["From"] = _SUBJECT, sender
    message["To"], message["Date"] = ", ".join(recipients), formatdate()
    # The same at every attempt, so that a second copy is recognised as one.
    message["Message-ID"] = f"<{due.id}@{sender.partition('@')[2]}>"
    if request.email:
        message["Reply-To"] = request.email
    message.set_content(_text(due, request))
    return message


def _by_webhook(settings: Settings) -> Send:
    """As standardwebhooks.com specifies; receivers recognise repetitions by webhook-id."""
    url, secret = settings.requests_webhook or "", settings.requests_webhook_secret or ""

    async def send(due: Due, request: ContactRequest) -> None:
        content = {
            "type": "contact_request.created",
            "timestamp": _moment(due.received),
            "data": {"id": due.id} | asdict(request),
        }
        body = json.dumps(content).encode()
        stamp = str(int(time.time()))
        headers = {
            "Content-Type": "application/json",
            "webhook-id": due.id,
            "webhook-timestamp": stamp,
            "webhook-signature": signature(secret, due.id, stamp, body),
        }
        status, _ = await _post(url, headers, body)
        if not 200 <= status < 300:
            raise DeliveryError(f"status {status}")

    return send


def signature(secret: str, id_: str, stamp: str, body: bytes) -> str:
    """HMAC-SHA256 of id, time stamp and body; a secret that begins with whsec_ is base64."""
    key = secret.encode()
    if secret.startswith("whsec_"):
        key = base64.b64decode(secret.removeprefix("whsec_"))
    content = f"{id_}.{stamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, content, "sha256")).decode()


def _by_slack(settings: Settings) -> Send:
    """Slack recognises no repetitions, so before another try the channel is searched for the first.

    Without the right to read the channel, the message appears twice after a lost confirmation.
    """
    given = written()
    api = (given.get("SLACK_API") or "https://slack.com/api").rstrip("/")
    headers = {"Authorization": f"Bearer {given.get('SLACK_TOKEN', '').strip()}"}
    headers["Content-Type"] = "application/json; charset=utf-8"

    async def is_there(due: Due) -> bool:
        since = {"oldest": str(due.received - _CLOCKS), "limit": 200}
        body = json.dumps({"channel": settings.requests_slack} | since).encode()
        _, answer = await _post(f"{api}/conversations.history", headers, body)
        messages = answer.get("messages") if isinstance(answer, dict) else None
        return any(_number(due) in str(message.get("text")) for message in messages or ())

    async def send(due: Due, request: ContactRequest) -> None:
        if due.attempts > 1 and await is_there(due):
            return
        text = _text(due, request)
        for sign, word in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
            text = text.replace(sign, word)
        message: dict[str, object] = {"channel": settings.requests_slack, "text": text}
        message |= {"unfurl_links": False, "unfurl_media": False, "mrkdwn": False}
        body = json.dumps(message).encode()
        status, answer = await _post(f"{api}/chat.postMessage", headers, body)
        reason = answer.get("error") if isinstance(answer, dict) else None
        if status != 200 or not isinstance(answer, dict) or answer.get("ok") is not True:
            raise DeliveryError(f"status {status}, {str(reason)[:60]}")

    return send


async def _post(url: str, headers: dict[str, str], body: bytes) -> tuple[int, object]:
    try:
        # No redirects: they would send the request, and our secrets, elsewhere.
        async with (
            aiohttp.ClientSession(timeout=_TIMEOUT) as session,
            session.post(url, data=body, headers=headers, allow_redirects=False) as response,
        ):
            pause = response.headers.get("Retry-After", "")
            if response.status in (429, 503) and pause.isdecimal():
                raise DeliveryError(
                    f"status {response.status}, wait {pause[:9]} s", float(pause[:9])
                )
            content = bytearray()
            async for piece in response.content.iter_any():
                content += piece
                if len(content) > _LONGEST:
                    break
            try:
                return response.status, json.loads(content)
            except ValueError:
                return response.status, None
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise DeliveryError(type(error).__name__) from None  # its message has the address


def _text(due: Due, request: ContactRequest) -> str:
    """One line for each field; line breaks that somebody typed become spaces."""
    said = ((title, " ".join(getattr(request, name).split())) for name, title in _LINES.items())
    lines = [f"{title}: {words}" for title, words in said if words]
    return "\n".join([*lines, f"Asked: {_when(due.received)}", _number(due)])


def _number(due: Due) -> str:
    return f"Reference: {due.id}"


def _when(timestamp: float) -> str:
    """In words that staff read at once, and in no doubt about the time zone."""
    moment = datetime.fromtimestamp(timestamp, timezone.utc)
    return f"{moment:%A}, {moment.day} {moment:%B %Y}, {moment:%H:%M} UTC"


def _moment(timestamp: float) -> str:
    return datetime.fromtimestamp(timestamp, timezone.utc).isoformat(timespec="seconds")

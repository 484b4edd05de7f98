"""MetaChannel: the webhooks and the Graph API of WhatsApp, Messenger and Instagram."""

from __future__ import annotations

import hmac
import json
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar, NamedTuple

from sanic.request import Request
from sanic.response import HTTPResponse, text

from channels.apps.app_variables import Variable
from channels.apps.call_content import objects, read_json
from channels.apps.messaging_channel import Handler, MessagingChannel
from channels.apps.sending.delivery import Answered, Call, Verdict, judge
from channels.message.errors import FORGED, ChatError
from channels.message.incoming import Incoming

#: Seconds after a person's message within which a business may answer freely.
WINDOW = 86400
#: The version of the Graph API whose documentation this module follows.
_VERSION = "v25.0"
#: Graph API error codes, which come with any status, mostly 400. `_PASSING` are temporary.
_REFUSED = 190  # the token is wrong
_PASSING = {
    *(1, 2, 4, 17, 32, 341, 613, 1200),  # Graph API and Messenger: busy, or too many calls
    *(80002, 80006, 80007, 130429, 131056),  # too many calls or messages; 131056: to one person
    *(131000, 131016, 131057, 133004),  # WhatsApp: internal error, unavailable, being moved
}
_CHALLENGE = re.compile(r"[\w.-]{1,256}")
JSON = dict[str, Any]


class Dated(NamedTuple):
    """What a person did, and when, in seconds since 1970."""

    when: float
    incoming: Incoming


class MetaChannel(MessagingChannel):
    """A connector sets these and implements `events` and `compose`."""

    prefix: ClassVar[str]  # of the names of its variables
    subject: ClassVar[str]  # the value of "object" in its webhook calls

    def verify(self, request: Request) -> None:
        given = request.headers.get("x-hub-signature-256", "")
        expected = signature(self.own("APP_SECRET"), request.body)
        if not hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace")):
            raise ChatError(FORGED)

    def routes(self) -> list[tuple[str, str, Handler]]:
        return [*super().routes(), ("GET", "/", self.handshake)]

    async def handshake(self, request: Request) -> HTTPResponse:
        """Meta's check when the clinic enters the webhook's address: return the challenge.

        Raises:
            ChatError: the call doesn't have the clinic's verify token.
        """
        given = request.args.get("hub.verify_token", "").encode("utf-8", "replace")
        challenge = request.args.get("hub.challenge", "")
        is_right = hmac.compare_digest(self.own("VERIFY_TOKEN").encode(), given)
        if not is_right or request.args.get("hub.mode") != "subscribe":
            raise ChatError(FORGED)
        return text(challenge if _CHALLENGE.fullmatch(challenge) else "")

    def read(self, request: Request) -> Iterable[Incoming]:
        body = read_json(request.body)
        if body.get("object") != self.subject:
            return
        for when, incoming in self.events(body):
            if time.time() - when > WINDOW:
                late = "it came after the 24 hours in which it may be answered"
                self.failed(late, incoming.sender, incoming.event)
            else:
                yield incoming

    def check(self) -> Call:
        """Ask for the id of the account that the token is for."""
        return self.call(f"{self.account()}?fields=id", None, method="GET")

    def account(self) -> str:
        """The account's path in the Graph API."""
        return "me"

    def events(self, body: JSON) -> Iterator[Dated]:
        """Everything in a batch that is to be answered."""
        raise NotImplementedError

    def judge(self, answered: Answered) -> Verdict:
        """Meta tells the error in the body, whatever the status."""
        verdict = judge(answered)
        if not isinstance(answered.body, dict):
            return verdict if verdict.outcome != "sent" else Verdict("again", reason="no JSON")
        error = answered.body.get("error")
        if not isinstance(error, dict):
            return verdict
        code = error.get("code") if isinstance(error.get("code"), int) else 0
        reason = f"code {code}"
        if code == _REFUSED:
            return Verdict("refused", reason=reason)
        if code in _PASSING or error.get("is_transient") is True or verdict.outcome == "again":
            regained = _regained(answered.headers)
            return Verdict("again", regained or verdict.wait, reason, for_all=bool(regained))
        return Verdict("never", reason=reason)

    def own(self, name: str) -> str:
        """The value of one of this channel's variables, by its name without the prefix."""
        return self.value(f"{self.prefix}_{name}")

    def call(
        self,
        path: str,
        content: Mapping[str, Any] | None,
        *,
        optional: bool = False,
        method: str = "POST",
    ) -> Call:
        """A call to the Graph API; the token is in a header, where access logs can't show it."""
        headers = {"Authorization": f"Bearer {self.own('TOKEN')}"}
        url = f"{self.own('API').rstrip('/')}/{path}"
        return Call(url, json=content, headers=headers, optional=optional, method=method)


def variables(prefix: str, host: str) -> tuple[Variable, ...]:
    """The variables that each of Meta's apps needs."""
    return (
        Variable(f"{prefix}_TOKEN", r"[\w|.-]{20,}", "the access token"),
        Variable(f"{prefix}_APP_SECRET", r"[0-9a-f]{32}", "the app secret, 32 of 0-9 and a-f"),
        Variable(f"{prefix}_VERIFY_TOKEN", r"\S{8,}", "8 characters or more, without spaces"),
        Variable(f"{prefix}_API", r"https?://\S+", "an address", f"https://{host}/{_VERSION}"),
    )


def signature(secret: str, body: bytes) -> str:
    """Signature of the body's raw bytes: Meta escapes characters before it signs."""
    return "sha256=" + hmac.digest(secret.encode(), body, "sha256").hex()


def _regained(headers: Mapping[str, str]) -> float | None:
    """Seconds until Meta accepts calls again, if it says so; the header has minutes."""
    try:
        usage = json.loads(headers.get("X-Business-Use-Case-Usage", "{}"))
    except ValueError:
        return None
    kinds = (
        [kind for use in usage.values() for kind in objects(use)] if isinstance(usage, dict) else []
    )
    minutes = [kind.get("estimated_time_to_regain_access") for kind in kinds]
    longest = max((number for number in minutes if isinstance(number, int)), default=0)
    return 60.0 * longest if longest > 0 else None


def inner(value: Any, *names: str) -> Any:
    """The value at this path in nested objects, or None."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def word(value: Any, *names: str) -> str:
    """The text at this path in nested objects, or ""."""
    found = inner(value, *names)
    return found if isinstance(found, str) else ""

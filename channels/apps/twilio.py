"""TwilioChannel: what SMS and WhatsApp at Twilio share."""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import parse_qsl

from sanic.request import Request
from sanic.response import HTTPResponse

from channels.apps.app_variables import ADDRESS, Variable
from channels.apps.commands import typed
from channels.apps.messaging_channel import Handler, MessagingChannel
from channels.apps.sending.delivery import Answered, Call, Verdict, judge
from channels.apps.sending.delivery_metrics import EVENTS
from channels.apps.sending.message_shape import MessagePart
from channels.apps.sending.pace import Rate
from channels.message.errors import FORGED, ChatError
from channels.message.incoming import Incoming, Said

#: A response without a message, since answers are sent by the API.
_NOTHING = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
#: Types of messages that need no answer.
_IGNORED = {"reaction"}
Fields = dict[str, str]


class TwilioChannel(MessagingChannel):
    """Answers from the number that was written to, so several numbers can share the webhook.

    It sends no typing signs: Twilio's are in beta, and Twilio advises health care against them.
    """

    variables = (
        Variable("TWILIO_ACCOUNT_SID", r"AC[0-9a-f]{32}", "the account SID, which begins with AC"),
        Variable("TWILIO_AUTH_TOKEN", r"[0-9a-f]{32}", "the auth token, 32 of 0-9 and a-f"),
        Variable("TWILIO_URL", ADDRESS, "an address such as https://bot.example.com, no further"),
        Variable("TWILIO_API", r"https?://\S+", "an address", "https://api.twilio.com"),
    )
    proves = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN")
    #: Twilio queues messages that a number may not send yet, but refuses too many calls at once.
    overall = Rate(per_second=10, burst=10)
    #: Twilio takes 30 answers to one person within 30 seconds for an endless loop.
    chat = Rate(per_second=0.9, burst=4)

    def verify(self, request: Request) -> None:
        """Twilio signs the address that it called, which a proxy may have changed on the way."""
        given = request.headers.get("x-twilio-signature", "").encode("utf-8", "replace")
        token = self.value("TWILIO_AUTH_TOKEN")
        pairs = _pairs(request)
        known = [signature(token, address, pairs) for address in self._addresses(request)]
        if not any(hmac.compare_digest(expected.encode(), given) for expected in known):
            raise ChatError(FORGED)

    def read(self, request: Request) -> Iterable[Incoming]:
        return self._incoming(dict(_pairs(request)))

    def content(self, fields: Fields) -> dict[str, str]:
        """What a person did, as fields of an `Incoming`; {} if Twilio answers it itself."""
        return typed(fields.get("Body", ""))

    def compose(self, said: Said, part: MessagePart) -> Call:
        form = {"To": said.to["person"], "From": said.to["number"], "Body": part.text}
        form["StatusCallback"] = f"{self._base}/webhooks/{self.name()}/status"
        return self._call("/Messages.json", form)

    def check(self) -> Call:
        return self._call(".json", method="GET")

    def _call(self, path: str, form: Fields | None = None, method: str = "POST") -> Call:
        account, api = self.value("TWILIO_ACCOUNT_SID"), self.value("TWILIO_API").rstrip("/")
        url = f"{api}/2010-04-01/Accounts/{account}{path}"
        auth = (account, self.value("TWILIO_AUTH_TOKEN"))
        return Call(url, form=form, auth=auth, method=method)

    def judge(self, answered: Answered) -> Verdict:
        """By the status, with Twilio's own error code in the reason."""
        verdict = judge(answered)
        body = answered.body if isinstance(answered.body, dict) else {}
        if verdict.outcome == "sent" and "sid" not in body:
            return Verdict("again", reason="an answer that is not Twilio's")
        code = body.get("code")
        if verdict.outcome != "sent" and isinstance(code, int):
            return verdict._replace(reason=f"{verdict.reason}, code {code}")
        return verdict

    def accepted(self, request: Request) -> HTTPResponse:
        return HTTPResponse(_NOTHING, content_type="text/xml")

    def routes(self) -> list[tuple[str, str, Handler]]:
        return [*super().routes(), ("POST", "/status", self.status)]

    async def status(self, request: Request) -> HTTPResponse:
        """Twilio accepts a message first and reports later if it could not be delivered.

        Raises:
            ChatError: the call is not signed by Twilio.
        """
        try:
            self.verify(request)
        except ChatError:
            EVENTS.labels(self.name(), "refused").inc()
            raise
        fields = dict(_pairs(request))
        if fields.get("MessageStatus") in ("failed", "undelivered"):
            code = re.sub("[^0-9]", "", fields.get("ErrorCode", ""))[:6] or "unknown"
            to = fields.get("To", "")
            self.failed(f"code {code}", fields.get("MessageSid", ""), person=to)
        return HTTPResponse(status=204)

    @property
    def _base(self) -> str:
        return self.value("TWILIO_URL").rstrip("/")

    def _addresses(self, request: Request) -> set[str]:
        """The called address with its port and without: Twilio doesn't always sign the port."""
        full = self._base + request.raw_url.decode("latin-1")
        return {full, re.sub(r"^(https?://[^/:@]+):\d+", r"\1", full)}

    def _incoming(self, fields: Fields) -> Iterator[Incoming]:
        names = ("MessageSid", "From", "To")
        event, person, number = (fields.get(name, "") for name in names)
        if not (event and person and number) or fields.get("MessageType") in _IGNORED:
            return
        if person == number:  # the bot's own message
            return
        if content := self.content(fields):
            yield Incoming(event, person, {"person": person, "number": number}, **content)


def signature(token: str, address: str, pairs: Sequence[tuple[str, str]]) -> str:
    """Signature of the address and the fields, sorted by name and joined without separators."""
    content = address + "".join(name + value for name, value in sorted(set(pairs)))
    return base64.b64encode(hmac.digest(token.encode(), content.encode(), "sha1")).decode()


def _pairs(request: Request) -> list[tuple[str, str]]:
    return parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True)

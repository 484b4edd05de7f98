"""Twilio for tests: incoming messages, the Messages resource, status callbacks, stop words."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import time
from itertools import count
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import requests

from tests.channels.apps.fake_app import JSON, Answer, Call, FakeApp

SID = "AC0123456789abcdef0123456789abcdef"
AUTH = "fedcba9876543210fedcba9876543210"
#: The address that Twilio was told; a proxy behind it maps /bot/ to the server's root.
PUBLIC = "https://clinic.example:8443/bot"
NUMBER = "+15005550006"
_STOP = {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "OPTOUT", "REVOKE"}
_START = {"START", "YES", "UNSTOP"}


class FakeTwilio(FakeApp):
    """An account with one number, for SMS and WhatsApp."""

    def __init__(self) -> None:
        super().__init__()
        self.stopped: set[str] = set()
        self.wrote: dict[str, float] = {}
        self._ids = count(1)

    def person(self, whatsapp: bool = False) -> TwilioPerson:
        """A new person."""
        return TwilioPerson(self, f"+1415555{next(self._ids):04d}", whatsapp)

    def handle(self, call: Call) -> Answer:
        login = base64.b64encode(f"{SID}:{AUTH}".encode()).decode()
        if call.headers.get("authorization") != f"Basic {login}":
            return _refused(401, 20003, "Authenticate")
        if (call.method, call.path) == ("GET", f"/2010-04-01/Accounts/{SID}.json"):
            return Answer(200, {"sid": SID, "status": "active"})
        if call.path != f"/2010-04-01/Accounts/{SID}/Messages.json":
            return _refused(404, 20404, "The requested resource was not found")
        fault = self._fault(call.body)
        if fault:
            return _refused(400, *fault)
        sid = self.sid()
        return Answer(201, {"sid": sid, "status": "queued", "error_code": None})

    def _fault(self, form: JSON) -> tuple[int, str] | None:
        to, sender, body = form.get("To", ""), form.get("From", ""), form.get("Body", "")
        if not re.fullmatch(r"(whatsapp:)?\+\d{8,15}", to) or to not in self.wrote:
            return 21211, "Invalid 'To' Phone Number"
        if sender != to.partition("+")[0] + NUMBER:
            return 21910, "Invalid 'From' and 'To' pair"
        if not body.strip():
            return 21602, "Message body is required"
        if len(body.encode("utf-16-le")) // 2 > 1600:
            return 21617, "The concatenated message body exceeds the 1600 character limit"
        if to in self.stopped:
            return 21610, "Attempt to send to unsubscribed recipient"
        if not form.get("StatusCallback", "").startswith(PUBLIC):
            return 21609, "Invalid 'StatusCallback' URL"
        return None

    def sid(self) -> str:
        return f"SM{next(self._ids):032x}"

    def post(
        self, path: str, fields: JSON, *, signed: str = PUBLIC, **headers: str
    ) -> requests.Response:
        """Make a call, signed for its public address."""
        text = f"{signed}{path}" + "".join(name + fields[name] for name in sorted(fields))
        digest = hmac.new(AUTH.encode(), text.encode(), hashlib.sha1).digest()
        given = {"X-Twilio-Signature": base64.b64encode(digest).decode()}
        given |= {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        sent = urlencode(fields)
        return requests.post(self.bot + path, data=sent, headers=given, timeout=15)

    def said_to(self, address: str) -> list[JSON]:
        """The messages that were accepted for a person."""
        return [
            call.body
            for call in self.called("/Messages.json")
            if call.status == 201 and call.is_taken and call.body["To"] == address
        ]


class TwilioPerson:
    """Writes text messages or WhatsApp messages."""

    def __init__(self, fake: FakeTwilio, number: str, whatsapp: bool) -> None:
        self.fake, self.read = fake, 0
        self._kind = "whatsapp:" if whatsapp else ""
        self.address = self._kind + number
        self.path = "/webhooks/twilio_whatsapp" if whatsapp else "/webhooks/sms"

    def fields(self, body: str, **more: Any) -> JSON:
        """A message in the form in which Twilio forwards it."""
        self.fake.wrote[self.address] = time.time()
        base = {"MessageSid": self.fake.sid(), "AccountSid": SID, "ApiVersion": "2010-04-01"}
        base |= {"From": self.address, "To": self._kind + NUMBER, "Body": body, "NumMedia": "0"}
        return {**base, "NumSegments": "1", "FromCity": "SAN FRANCISCO", **more}

    def deliver(self, fields: JSON) -> None:
        """Deliver a message; Twilio answers stop words itself and still forwards them."""
        word = fields["Body"].strip().upper()
        if not self._kind and word in _STOP:
            self.fake.stopped.add(self.address)
        if not self._kind and word in _START:
            self.fake.stopped.discard(self.address)
        response = self.fake.post(self.path, fields)
        assert response.status_code == 200
        assert response.headers["Content-Type"].startswith("text/xml")
        assert list(ElementTree.fromstring(response.text)) == [], "nothing is said by TwiML"

    def say(self, body: str, **more: Any) -> list[str]:
        """Write a text; returns the texts that come back."""
        return self.send(self.fields(body, **more))

    def send(self, fields: JSON, times: int = 1) -> list[str]:
        for _ in range(times):
            self.deliver(fields)
        self.fake.wait(lambda: len(self.fake.said_to(self.address)) > self.read)
        time.sleep(0.2)
        fresh = self.fake.said_to(self.address)[self.read :]
        self.read += len(fresh)
        return [message["Body"] for message in fresh]


def _refused(status: int, code: int, message: str) -> Answer:
    more = f"https://www.twilio.com/docs/errors/{code}"
    return Answer(status, {"code": code, "message": message, "more_info": more, "status": status})

"""The contract: every connector renders every reply within its limits, as in its snapshot."""

from __future__ import annotations

import base64
import hmac
import re
from types import SimpleNamespace
from typing import Any

import pytest

from channels.apps.app_variables import setup
from channels.apps.instagram import InstagramChannel
from channels.apps.messaging_channel import MessagingChannel
from channels.apps.messenger import MessengerChannel
from channels.apps.sending.delivery import Answered
from channels.apps.sending.rendering import render
from channels.apps.slack import SlackChannel
from channels.apps.sms import SmsChannel
from channels.apps.telegram import TelegramChannel
from channels.apps.twilio_whatsapp import TwilioWhatsAppChannel
from channels.apps.whatsapp import WhatsAppChannel
from channels.message.errors import ChatError
from channels.message.incoming import Said
from operations.settings import Settings
from tests.channels.apps import contract, fake_meta, fake_slack, fake_telegram, fake_twilio
from tests.channels.apps.fake_app import Call, FakeApp
from tests.channels.apps.fake_slack import FakeSlack
from tests.channels.apps.fake_telegram import FakeTelegram
from tests.channels.apps.fake_twilio import FakeTwilio

CHANNELS = [
    *(TelegramChannel, SlackChannel, WhatsAppChannel, MessengerChannel, InstagramChannel),
    *(TwilioWhatsAppChannel, SmsChannel),
]

GIVEN = {
    "TELEGRAM_TOKEN": fake_telegram.TOKEN,
    "SLACK_TOKEN": fake_slack.TOKEN,
    "SLACK_SIGNING_SECRET": fake_slack.SECRET,
    "TWILIO_ACCOUNT_SID": fake_twilio.SID,
    "TWILIO_AUTH_TOKEN": fake_twilio.AUTH,
    "TWILIO_URL": fake_twilio.PUBLIC,
    "WHATSAPP_PHONE_ID": "12345",
}
for prefix in ("WHATSAPP", "MESSENGER", "INSTAGRAM"):
    GIVEN[f"{prefix}_TOKEN"] = "EAA" + "x" * 20
    GIVEN[f"{prefix}_APP_SECRET"] = fake_meta.APP_SECRET
    GIVEN[f"{prefix}_VERIFY_TOKEN"] = fake_meta.VERIFY_TOKEN


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda channel: channel.name())
def test_contract(channel: type[MessagingChannel]) -> None:
    contract.check(channel.name(), channel.shape)


@pytest.mark.parametrize("case", contract.REPLIES)
@pytest.mark.parametrize(
    "channel", [TelegramChannel, SlackChannel, SmsChannel, TwilioWhatsAppChannel]
)
def test_every_kind_of_reply_is_taken_by_the_app(
    channel: type[MessagingChannel],
    case: str,
    telegram_app: FakeTelegram,
    slack_app: FakeSlack,
    twilio_app: FakeTwilio,
) -> None:
    """By the fakes' rules, which come from the providers' documents; for Meta see test_meta.py."""
    person = twilio_app.person(channel is TwilioWhatsAppChannel)
    person.fields("hello")
    ends: dict[str, tuple[FakeApp, dict[str, Any]]] = {
        "telegram": (telegram_app, {"chat": telegram_app.person().id}),
        "slack": (slack_app, {"channel": slack_app.member().direct, "thread": ""}),
    }
    numbers = {"person": person.address, "number": person.fields("")["To"]}
    fake, to = ends.get(channel.name(), (twilio_app, numbers))
    made = channel(Settings.load({"CHAT_SECRET": "x" * 32}), setup(channel.variables, GIVEN))
    for part in render(contract.REPLIES[case], channel.shape):
        sent = made.compose(Said("key", "conversation", to), part)
        path = re.sub(r"^https://[^/]+(/api)?", "", sent.url)
        headers = {name.lower(): value for name, value in sent.headers.items()}
        if sent.auth:
            login = base64.b64encode(":".join(sent.auth).encode()).decode()
            headers["authorization"] = f"Basic {login}"
        answer = fake.handle(Call("POST", path, headers, sent.json or sent.form, 0.0))
        said = Answered(answer.status, {}, answer.body)
        assert made.judge(said).outcome == "sent", answer.body


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda channel: channel.name())
def test_a_signature_is_compared_in_constant_time(
    channel: type[MessagingChannel], monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[Any, Any]] = []

    def compare(one: Any, other: Any) -> bool:
        compared.append((one, other))
        return False

    monkeypatch.setattr(hmac, "compare_digest", compare)
    names = "x-hub-signature-256 x-slack-signature x-twilio-signature"
    headers = dict.fromkeys([*names.split(), "x-telegram-bot-api-secret-token"], "given")
    made = channel(Settings.load({"CHAT_SECRET": "x" * 32}), setup(channel.variables, GIVEN))
    request: Any = SimpleNamespace(headers=headers, body=b"{}", raw_url=b"/webhooks/x")
    with pytest.raises(ChatError):
        made.verify(request)
    assert compared and all(other == b"given" for _, other in compared)

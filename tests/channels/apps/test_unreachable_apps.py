"""Apps that can't be reached delay neither each other nor the server's stop."""

from __future__ import annotations

import hmac
from pathlib import Path
from typing import Any

from prometheus_client.parser import text_string_to_metric_families

from tests.channels.apps import fake_meta, fake_slack, fake_telegram, fake_twilio, fake_whatsapp
from tests.channels.apps.fake_messenger import FakeInstagram, FakeMessenger
from tests.channels.apps.fake_slack import FakeSlack
from tests.channels.apps.fake_telegram import FakeTelegram
from tests.channels.apps.fake_twilio import FakeTwilio
from tests.channels.apps.fake_whatsapp import FakeWhatsApp
from tests.channels.conftest import SECRET
from tests.live import LiveServer, Visitor

#: An address at which nothing listens.
AWAY = "http://127.0.0.1:9"
#: Seconds. If one stopped after the other, each of the seven would take three.
_SOON = 14
SETTINGS = {
    "CHAT_SECRET": SECRET,
    "TELEGRAM_TOKEN": fake_telegram.TOKEN,
    "TELEGRAM_URL": "https://bot.example",
    "SLACK_TOKEN": fake_slack.TOKEN,
    "SLACK_SIGNING_SECRET": fake_slack.SECRET,
    "WHATSAPP_PHONE_ID": fake_whatsapp.PHONE,
    "TWILIO_ACCOUNT_SID": fake_twilio.SID,
    "TWILIO_AUTH_TOKEN": fake_twilio.AUTH,
    "TWILIO_URL": fake_twilio.PUBLIC,
    **{f"{name}_API": AWAY for name in ("TELEGRAM", "SLACK", "TWILIO")},
}


def waiting(server: LiveServer) -> dict[str, float]:
    """The number of unanswered messages, by app."""
    text = Visitor(server).http.get(f"{server.base_url}/metrics", timeout=30).text
    families = text_string_to_metric_families(text)
    samples = [sample for family in families for sample in family.samples]
    found = [each for each in samples if each.name == "clinic_chat_channel_waiting"]
    return {each.labels["channel"]: each.value for each in found if each.value}


def test_a_stop_waits_for_all_of_them_together(model: Path, tmp_path: Path) -> None:
    metas = [FakeWhatsApp(), FakeMessenger(), FakeInstagram()]
    telegram, slack, twilio = FakeTelegram(), FakeSlack(), FakeTwilio()
    fakes: list[Any] = [*metas, telegram, slack, twilio]
    settings = dict(SETTINGS)
    for fake in metas:
        prefix = fake.name.upper()
        settings |= {f"{prefix}_TOKEN": fake.token, f"{prefix}_API": AWAY}
        settings |= {f"{prefix}_APP_SECRET": fake_meta.APP_SECRET}
        settings |= {f"{prefix}_VERIFY_TOKEN": fake_meta.VERIFY_TOKEN}
    server = LiveServer(tmp_path, model, **settings).start()
    try:
        for fake in fakes:
            fake.bot = server.base_url
        for fake in metas:
            fake.deliver(fake.person().text("How much does PRP cost?"))
        proof = hmac.digest(SECRET.encode(), fake_telegram.TOKEN.encode(), "sha256").hex()
        telegram.webhook = {"url": "https://bot.example/webhooks/telegram", "secret_token": proof}
        telegram.deliver(telegram.update(message=telegram.person().message(text="Is PRP safe?")))
        member = slack.member()
        slack.deliver(member.event("Is PRP safe?"))
        for person_ in (twilio.person(), twilio.person(whatsapp=True)):
            person_.deliver(person_.fields("Is PRP safe?"))
        assert len(waiting(server)) == 7
        assert server.process
        server.process.terminate()
        assert server.process.wait(_SOON) == 0
    finally:
        server.stop()
        for fake in fakes:
            fake.stop()
    assert "Traceback" not in server.said() and "destroyed" not in server.said()

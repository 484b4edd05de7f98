"""A wrong token is reported at the start by its variable's name; a right one is never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.channels.apps import fake_meta, fake_slack, fake_twilio, fake_whatsapp
from tests.channels.apps.fake_app import FakeApp
from tests.channels.apps.fake_meta import FakeMeta
from tests.live import LiveServer

WRONG = {
    "TELEGRAM_TOKEN": "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "SLACK_TOKEN": "xoxb-wrong-and-refused",
    "WHATSAPP_TOKEN": "EAAwrongandrefused1234567",
    "MESSENGER_TOKEN": "EAAwrongandrefused1234568",
    "INSTAGRAM_TOKEN": "EAAwrongandrefused1234569",
    "TWILIO_AUTH_TOKEN": "0" * 32,
}
SAID = [
    "telegram: TELEGRAM_TOKEN was refused (status 401)",
    "slack: SLACK_TOKEN was refused (invalid_auth)",
    "whatsapp: WHATSAPP_TOKEN or WHATSAPP_PHONE_ID was refused (code 190)",
    "messenger: MESSENGER_TOKEN was refused (code 190)",
    "instagram: INSTAGRAM_TOKEN was refused (code 190)",
    "sms: TWILIO_ACCOUNT_SID or TWILIO_AUTH_TOKEN was refused (status 401, code 20003)",
    "twilio_whatsapp: TWILIO_ACCOUNT_SID or TWILIO_AUTH_TOKEN was refused (status 401, code 20003)",
]


def test_each_wrong_token_is_named_at_the_start(
    model: Path,
    tmp_path: Path,
    telegram_app: FakeApp,
    slack_app: FakeApp,
    twilio_app: FakeApp,
    meta_apps: dict[str, FakeMeta],
) -> None:
    settings = {
        "TELEGRAM_API": telegram_app.url,
        "SLACK_SIGNING_SECRET": fake_slack.SECRET,
        "SLACK_API": slack_app.url,
        "WHATSAPP_PHONE_ID": fake_whatsapp.PHONE,
        "TWILIO_ACCOUNT_SID": fake_twilio.SID,
        "TWILIO_URL": fake_twilio.PUBLIC,
        "TWILIO_API": twilio_app.url,
    }
    for name, fake in meta_apps.items():
        settings[f"{name.upper()}_APP_SECRET"] = fake_meta.APP_SECRET
        settings[f"{name.upper()}_VERIFY_TOKEN"] = fake_meta.VERIFY_TOKEN
        settings[f"{name.upper()}_API"] = fake.api
    server = LiveServer(tmp_path, model, **settings, **WRONG).start()
    try:
        twilio_app.wait(lambda: all(line in server.said() for line in SAID))
    finally:
        server.stop()
    for token in WRONG.values():
        assert token not in server.said()


@pytest.mark.usefixtures("telegram", "slack", "twilio")
def test_right_ones_are_not(apps_server: LiveServer, telegram_app: FakeApp) -> None:
    telegram_app.wait(lambda: telegram_app.called("/getMe"))
    assert "was refused (" not in apps_server.said()

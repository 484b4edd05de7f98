"""Fakes of the messaging apps, and one server that is connected to all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from channels.apps.sending.message_shape import Shape
from operations.settings import Settings
from tests.channels.apps import fake_meta, fake_slack, fake_telegram, fake_twilio, fake_whatsapp
from tests.channels.apps.fake_messenger import FakeInstagram, FakeMessenger
from tests.channels.apps.fake_meta import FakeMeta
from tests.channels.apps.fake_slack import FakeSlack
from tests.channels.apps.fake_telegram import FakeTelegram
from tests.channels.apps.fake_twilio import FakeTwilio
from tests.channels.apps.fake_whatsapp import FakeWhatsApp
from tests.live import LiveServer

if TYPE_CHECKING:
    from rasa.core.agent import Agent

    from channels.apps.events.answering import Answering

SECRET = "s" * 32
Make = Callable[..., "Answering"]


@pytest.fixture(scope="session")
def telegram_app() -> Iterator[FakeTelegram]:
    fake = FakeTelegram()
    yield fake
    fake.stop()


@pytest.fixture(scope="session")
def slack_app() -> Iterator[FakeSlack]:
    fake = FakeSlack()
    yield fake
    fake.stop()


@pytest.fixture(scope="session")
def meta_apps() -> Iterator[dict[str, FakeMeta]]:
    """WhatsApp, Messenger and Instagram, by name."""
    fakes: list[FakeMeta] = [FakeWhatsApp(), FakeMessenger(), FakeInstagram()]
    yield {fake.name: fake for fake in fakes}
    for fake in fakes:
        fake.stop()


@pytest.fixture(scope="session")
def twilio_app() -> Iterator[FakeTwilio]:
    fake = FakeTwilio()
    yield fake
    fake.stop()


@pytest.fixture(scope="session")
def apps_server(
    model: Path,
    tmp_path_factory: pytest.TempPathFactory,
    telegram_app: FakeTelegram,
    slack_app: FakeSlack,
    meta_apps: dict[str, FakeMeta],
    twilio_app: FakeTwilio,
) -> Iterator[LiveServer]:
    """A server that is connected to every app; add a new app's variables here."""
    server = LiveServer(
        tmp_path_factory.mktemp("apps"),
        model,
        TELEGRAM_TOKEN=fake_telegram.TOKEN,
        TELEGRAM_URL="https://bot.example",
        TELEGRAM_API=telegram_app.url,
        SLACK_TOKEN=fake_slack.TOKEN,
        SLACK_SIGNING_SECRET=fake_slack.SECRET,
        SLACK_API=slack_app.url,
        WHATSAPP_PHONE_ID=fake_whatsapp.PHONE,
        TWILIO_ACCOUNT_SID=fake_twilio.SID,
        TWILIO_AUTH_TOKEN=fake_twilio.AUTH,
        TWILIO_URL=fake_twilio.PUBLIC,
        TWILIO_API=twilio_app.url,
        **{name: value for fake in meta_apps.values() for name, value in _meta(fake)},
    ).start()
    for fake in (telegram_app, slack_app, twilio_app, *meta_apps.values()):
        fake.bot = server.base_url
    yield server
    server.stop()


@pytest.fixture
def telegram(apps_server: LiveServer, telegram_app: FakeTelegram) -> FakeTelegram:
    """Telegram, once the bot has registered its webhook."""
    telegram_app.wait(lambda: telegram_app.webhook)
    return telegram_app


@pytest.fixture
def slack(apps_server: LiveServer, slack_app: FakeSlack) -> FakeSlack:
    """Slack, connected to the server."""
    return slack_app


@pytest.fixture
def make(agent: Agent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Makes `Answering` objects as after a restart: they share nothing but the database."""
    from channels.apps.events.answering import Answering
    from channels.message.limits import Limits
    from channels.message.turns import Turns
    from storage.conversation_store import ConversationStore

    def made(shape: Shape, rate: str = "") -> Answering:
        store = ConversationStore(agent.domain, host=f"sqlite:///{tmp_path}/c.db")
        assert agent.processor
        monkeypatch.setattr(agent, "tracker_store", store)
        monkeypatch.setattr(agent.processor, "tracker_store", store)
        settings = Settings.load({"CHAT_SECRET": SECRET}, Path("no.env"))
        limits = Limits(rate, "", 5)
        return Answering(Turns(agent, limits), limits, settings, shape, "app")

    return made


@pytest.fixture(params=["whatsapp", "messenger", "instagram"])
def meta(
    apps_server: LiveServer, meta_apps: dict[str, FakeMeta], request: pytest.FixtureRequest
) -> FakeMeta:
    """Each of Meta's apps in turn, connected to the server."""
    return meta_apps[request.param]


@pytest.fixture
def whatsapp(apps_server: LiveServer, meta_apps: dict[str, FakeMeta]) -> FakeWhatsApp:
    """WhatsApp, connected to the server."""
    fake = meta_apps["whatsapp"]
    assert isinstance(fake, FakeWhatsApp)
    return fake


@pytest.fixture(params=["messenger", "instagram"])
def page(
    apps_server: LiveServer, meta_apps: dict[str, FakeMeta], request: pytest.FixtureRequest
) -> FakeMessenger:
    """Messenger and Instagram in turn, connected to the server."""
    fake = meta_apps[request.param]
    assert isinstance(fake, FakeMessenger)
    return fake


@pytest.fixture
def twilio(apps_server: LiveServer, twilio_app: FakeTwilio) -> FakeTwilio:
    """Twilio, connected to the server."""
    return twilio_app


def _meta(fake: FakeMeta) -> Iterator[tuple[str, str]]:
    prefix = fake.name.upper()
    yield f"{prefix}_TOKEN", fake.token
    yield f"{prefix}_APP_SECRET", fake_meta.APP_SECRET
    yield f"{prefix}_VERIFY_TOKEN", fake_meta.VERIFY_TOKEN
    yield f"{prefix}_API", fake.api

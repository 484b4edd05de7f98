"""A real Chromium, a fake bot, and pages with the chat in them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.widget.chat import Chat
from tests.widget.fake_bot import FakeBot
from tests.widget.host import visit

QUIET = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update "
    "--disable-sync --no-first-run"
)
MISSING = (
    "No Chromium on this machine, so the widget was not tried in a browser "
    "(apt-get install chromium)."
)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where the browser is; without one the tests are skipped on a laptop and fail in CI."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path:
        return path
    if os.environ.get("CI") == "true":
        pytest.fail(MISSING)
    pytest.skip(MISSING)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Per module: Playwright's event loop must be gone before other tests use theirs."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET.split())
        yield browser
        browser.close()


@pytest.fixture
def fake_bot() -> Iterator[FakeBot]:
    bot = FakeBot()
    bot.start()
    yield bot
    bot.stop()


@pytest.fixture
def elsewhere() -> Iterator[FakeBot]:
    """A server of its own origin, for host pages that are not the bot's."""
    host = FakeBot()
    host.start()
    yield host
    host.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(5_000)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page on which no script error may happen."""
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert errors == []


@pytest.fixture
def chat(page: Page, fake_bot: FakeBot) -> Chat:
    """The chat on a plain page of its own server, still closed."""
    return visit(page, fake_bot)

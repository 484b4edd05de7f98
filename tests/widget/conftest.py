"""A real Chromium, a fake bot, and pages with the chat in them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, sync_playwright

from tests.widget.chat_handled import Chat
from tests.widget.fake_bot import FakeBot
from tests.widget.host import visit

QUIET = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update "
    "--disable-sync --no-first-run --disable-features=LocalNetworkAccessChecks"
)
MISSING = (
    "No Chromium on this machine, so the widget was not tried in a browser "
    "(apt-get install chromium)."
)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's path; without one the tests are skipped on a laptop and fail in CI."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path:
        return path
    if os.environ.get("CI") == "true":
        pytest.fail(MISSING)
    pytest.skip(MISSING)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Runs these tests last: an open browser's event loop keeps others from starting one."""
    items.sort(key=lambda item: item.path.parent == Path(__file__).parent)


@pytest.fixture(scope="session")
def engine() -> Iterator[BrowserType]:
    with sync_playwright() as playwright:
        yield playwright.chromium


@pytest.fixture(scope="session")
def browser(engine: BrowserType, chromium: str) -> Iterator[Browser]:
    """A headless Chromium, if it is installed: a page costs a third."""
    path = shutil.which("chromium-headless-shell") or chromium
    browser = engine.launch(executable_path=path, args=QUIET.split())
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def whole_browser(engine: BrowserType, chromium: str) -> Iterator[Browser]:
    """The complete browser, for tests of the real server and of Chrome's own settings."""
    browser = engine.launch(executable_path=chromium, args=QUIET.split())
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
    """A server with another origin, for host pages that are not the bot's."""
    host = FakeBot()
    host.start()
    yield host
    host.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A context without animations, so that tests needn't wait for them."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, reduced_motion="reduce"
    )
    context.set_default_timeout(5_000)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page on which any script error makes the test fail."""
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert errors == []


@pytest.fixture
def chat(page: Page, fake_bot: FakeBot) -> Chat:
    """The chat on a plain page of its own server, still closed."""
    return visit(page, fake_bot)

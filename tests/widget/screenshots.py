"""Pictures of the main states for the documents: `pytest tests/widget/screenshots.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, PdfMargins, expect

from actions.knowledge import Knowledge
from tests.channels import fake_slack
from tests.channels.fake_slack import FakeSlack
from tests.channels.test_live_chat import DESK, Desk, without_hours
from tests.live import LiveServer
from tests.widget.chat import Chat
from tests.widget.host import visit_server
from tests.widget.tools import needed, run

IMAGES = Path(__file__).parents[2] / "docs" / "images"
LARGEST = 150 * 1024
#: Of the conversation on paper: two beside each other, so that they can be read.
PAGES_IN_A_ROW = 2
DOTS_PER_INCH = "72"
DESKTOP: dict[str, Any] = {"viewport": {"width": 1360, "height": 800}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 780},
    "device_scale_factor": 1.5,
    "has_touch": True,
    "is_mobile": True,
}
DARK: dict[str, Any] = {"color_scheme": "dark"}
Step = Callable[[Chat], object]


def ask(*questions: str) -> Step:
    return lambda chat: [chat.ask(question) for question in questions]


def lose_the_server(chat: Chat) -> None:
    chat.ask("How does PRP work?")
    chat.page.context.set_offline(True)
    chat.send("Are there side effects?")
    expect(chat.notice).to_be_visible()


STATES: dict[str, tuple[str, dict[str, Any], Step]] = {
    "chat-home": ("/", DESKTOP, ask("How much does PRP cost?")),
    "chat-prices": ("/prices", DESKTOP, lambda chat: None),
    "chat-comparison": ("/treatments", DESKTOP, ask("What is the difference between them?")),
    "chat-dark": ("/", {**DESKTOP, **DARK}, ask("How much does PRP cost?", "and exosomes?")),
    "chat-embed": ("/embed", DESKTOP, lambda chat: None),
    "chat-urgent": ("/", DESKTOP, ask("I can't breathe after my injection")),
    "chat-offline": ("/", DESKTOP, lose_the_server),
    "chat-phone": ("/", PHONE, ask("How many sessions do I need?")),
    "chat-phone-comparison": ("/", {**PHONE, **DARK}, ask("Compare PRP and exosomes")),
    "chat-phone-urgent": ("/", PHONE, ask("my face is swelling up after the treatment")),
}


@pytest.mark.parametrize("name", STATES)
def test_picture(browser: Browser, server: LiveServer, name: str) -> None:
    path, screen, reach = STATES[name]
    page = browser.new_page(**screen, reduced_motion="reduce")
    chat = visit_server(page, server.base_url, path).open()
    expect(chat.chips.first).to_be_visible()
    reach(chat)
    keep(page, name)
    page.close()


def keep(page: Page, name: str) -> None:
    picture = Image.open(BytesIO(take(page))).convert("RGB").quantize(256)
    IMAGES.mkdir(parents=True, exist_ok=True)
    picture.save(IMAGES / f"{name}.png", optimize=True)
    assert (IMAGES / f"{name}.png").stat().st_size < LARGEST


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    fake = FakeSlack()
    yield fake
    fake.stop()


@pytest.fixture
def clinics(model: Path, tmp_path: Path, slack: FakeSlack) -> Iterator[LiveServer]:
    """A server whose clinic takes requests, and answers in the chat at any time."""
    slack_app = {"SLACK_TOKEN": fake_slack.TOKEN, "SLACK_SIGNING_SECRET": fake_slack.SECRET}
    ways = {"CHAT_HANDOVER_SLACK": DESK, "CHAT_REQUESTS_SLACK": DESK, "SLACK_API": slack.url}
    knowledge = {"CHAT_KNOWLEDGE": str(without_hours(tmp_path))}
    server = LiveServer(tmp_path, model, **slack_app, **ways, **knowledge).start()
    slack.bot = server.base_url
    yield server
    server.stop()


def test_what_the_clinic_gets(browser: Browser, clinics: LiveServer, slack: FakeSlack) -> None:
    desk = Desk(slack)
    page = browser.new_page(**PHONE, reduced_motion="reduce")
    chat = visit_server(page, clinics.base_url).open()
    chat.ask("can someone call me back?")
    chat.button("Please contact me").click()
    chat.panel.get_by_label("Your name").fill("Tomasina Quibble")
    chat.panel.get_by_label("Phone number").fill("202 555 0187")
    chat.panel.get_by_label("Best time").fill("mornings")
    keep(page, "chat-request")
    chat.button("Back to the chat").click()
    chat.button("Chat with a person").click()
    expect(chat.replies.last).to_contain_text("asked the team")
    chat.send("Can I come on Saturday?")
    (thread,) = desk.threads()
    desk.reads(thread, "Visitor: Can I come on Saturday?")
    desk.writes(thread, "Hello, this is Anna. Yes, we are here from 9 to 13.")
    expect(chat.replies.last).to_contain_text("Anna")
    keep(page, "chat-person")
    page.close()


def take(page: Page) -> bytes:
    page.mouse.move(0, 0)
    page.evaluate("document.querySelector('clinic-chat').shadowRoot.activeElement?.blur()")
    page.wait_for_timeout(300)
    return page.screenshot()


def test_a_conversation_of_40_turns_on_paper(
    browser: Browser, server: LiveServer, knowledge: Knowledge, tmp_path: Path
) -> None:
    page = browser.new_page(**DESKTOP, reduced_motion="reduce")
    page.set_default_timeout(90_000)  # 30 messages are let through in a minute
    chat = visit_server(page, server.base_url).open()
    topics = knowledge.topics.values()
    questions = [topic.ask(which) for topic in topics for which in ("prp", "exosomes", "both")]
    for question in questions[:40]:
        chat.ask(question)
    page.evaluate("window.print = () => dispatchEvent(new Event('beforeprint'))")
    page.evaluate("document.querySelector('clinic-chat').print()")
    edge = "8mm"
    margin: PdfMargins = {"top": edge, "right": edge, "bottom": edge, "left": edge}
    page.pdf(path=tmp_path / "paper.pdf", format="A4", margin=margin)
    page.close()
    run(needed("pdftoppm", "poppler-utils"), "-r", DOTS_PER_INCH, "-png", "paper.pdf", "page", at=tmp_path)
    sheets = [Image.open(path).convert("L") for path in sorted(tmp_path.glob("page-*.png"))]
    width, height = sheets[0].size
    rows = -(-len(sheets) // PAGES_IN_A_ROW)
    picture = Image.new("L", ((width + 8) * PAGES_IN_A_ROW, (height + 8) * rows), 200)
    for at, sheet in enumerate(sheets):
        row, column = divmod(at, PAGES_IN_A_ROW)
        picture.paste(sheet, (4 + column * (width + 8), 4 + row * (height + 8)))
    picture.quantize(4).save(IMAGES / "chat-paper.png", optimize=True)
    assert (IMAGES / "chat-paper.png").stat().st_size < LARGEST

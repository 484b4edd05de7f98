"""Pictures of the main states for the documents: `pytest tests/widget/screenshots.py`."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, PdfMargins, expect

from actions.knowledge import Knowledge
from storage.contact_requests import ContactRequest
from tests.channels.apps import fake_slack
from tests.channels.apps.fake_slack import FakeSlack
from tests.channels.message.test_live_chat import DESK, Desk, without_hours
from tests.desk.staff import PASSWORD, SETTINGS, leave
from tests.live import LiveServer, Visitor
from tests.serving.faults import eventually
from tests.widget.chat_handled import Chat
from tests.widget.host import visit_server
from tests.widget.programs import needed, run

IMAGES = Path(__file__).parents[2] / "docs" / "images"
LARGEST = 150 * 1024
PRINT = "window.print = () => dispatchEvent(new Event('beforeprint'))"
#: Pages of the printed conversation side by side, so that they can be read.
PAGES_IN_A_ROW = 2
DOTS_PER_INCH = "72"
DESKTOP: dict[str, Any] = {"viewport": {"width": 1360, "height": 800}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 780},
    "device_scale_factor": 1.5,
    "has_touch": True,
    "is_mobile": True,
}
AT_DESK: dict[str, Any] = {"viewport": {"width": 1000, "height": 720}}
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
    """A server whose clinic takes requests, and whose staff answer in the chat at any time."""
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
    page.evaluate("document.querySelector('clinic-chat')?.shadowRoot.activeElement?.blur()")
    page.wait_for_timeout(300)
    return page.screenshot()


#: Name, phone, e-mail, best time, what it is about, and why it could not be delivered.
REQUESTS = [
    ("Maria Keller", "+1 202-555-0119", "", "weekday mornings", "How many sessions of PRP?", None),
    ("Sam Okafor", "", "sam@mail.example", "", "Can I come on Saturday?", "no answer in time"),
    ("Ines Duarte", "+1 202-555-0173", "", "after 5 pm", "What do exosomes cost?", ""),
]


def test_the_desk(browser: Browser, model: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    server = LiveServer(tmp_path_factory.mktemp("desk"), model, **SETTINGS).start()
    for name, phone, email, best, about, _ in REQUESTS:
        leave(server, name, ContactRequest(name, phone, email, best, about))
    time.sleep(8)  # until each was tried once
    with closing(sqlite3.connect(server.var / "conversations.db")) as database:
        for *what, problem in REQUESTS:
            delivered = time.time() if problem == "" else None
            change = "UPDATE contact_deliveries SET problem = ?, delivered = ? WHERE request = ?"
            database.execute(change, (problem or None, delivered, what[0]))
        database.commit()
    for name, screen in (("desk-requests", AT_DESK), ("desk-phone", PHONE)):
        page = browser.new_page(**screen, reduced_motion="reduce")
        page.goto(f"{server.base_url}/desk")
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Requests")
        keep(page, name)
        page.close()
    server.stop()


UNANSWERED = (
    *("does rosemary oil do anything?", "can castor oil help my hair", "what about onion juice"),
    *("how long will results last?", "how many years does it hold", "can women have it too"),
)


def test_the_desk_learns_and_changes(
    browser: Browser, model: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    server = LiveServer(
        tmp_path_factory.mktemp("learns"), model, **SETTINGS, CHAT_LEARN="on"
    ).start()
    visitor = Visitor(server).begin()
    for words in UNANSWERED:
        visitor.say(words)
    eventually(lambda: len([r for r in server.rows()["unanswered"] if r[7]]) == len(UNANSWERED))
    page = browser.new_page(**AT_DESK, reduced_motion="reduce")
    page.goto(f"{server.base_url}/desk")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Without an answer").click()
    page.get_by_text("How people asked it").first.click()
    keep(page, "desk-questions")
    page.get_by_role("link", name="Write an answer").first.click()
    page.get_by_label("The clinic's answer").fill(
        "We don't sell oils, and know of no study of ours. Please ask the team at {phone}."
    )
    page.get_by_role("button", name="Preview").click()
    page.locator(".bubble").wait_for()
    keep(page, "desk-answer")
    server.stop()


def test_a_conversation_of_40_turns_on_paper(
    browser: Browser, server: LiveServer, knowledge: Knowledge, tmp_path: Path
) -> None:
    page = browser.new_page(**DESKTOP, reduced_motion="reduce")
    page.set_default_timeout(90_000)  # the limit is 30 messages a minute
    chat = visit_server(page, server.base_url).open()
    topics = knowledge.topics.values()
    questions = [topic.ask(which) for topic in topics for which in ("prp", "exosomes", "both")]
    for question in questions[:40]:
        chat.ask(question)
    page.evaluate(PRINT)
    page.evaluate("document.querySelector('clinic-chat').print()")
    keep_paper(page, "chat-paper", tmp_path)


def test_the_consultation_sheet(browser: Browser, server: LiveServer, tmp_path: Path) -> None:
    page = browser.new_page(**DESKTOP, reduced_motion="reduce")
    chat = visit_server(page, server.base_url).open()
    for question in ("How much does PRP cost?", "Are exosomes safe?", "Is there an age limit?"):
        chat.ask(question)
    chat.ask("What happens at a consultation?")
    for words in ("Prepare my questions", "Moderate", "Skip", "Several are fine"):
        before = chat.replies.count()
        chat.button(words).click()
        chat.replies.nth(before).wait_for()
    chat.ask("my own blood, if the needle is small")
    chat.ask("skip")
    page.evaluate(PRINT)
    chat.button("Print").click()
    page.locator("article").last.wait_for(state="attached")
    keep_paper(page, "consultation-sheet", tmp_path)


def keep_paper(page: Page, name: str, folder: Path) -> None:
    """Store a picture of the printed page, and close it."""
    edge = "8mm"
    margin: PdfMargins = {"top": edge, "right": edge, "bottom": edge, "left": edge}
    page.pdf(path=folder / "paper.pdf", format="A4", margin=margin)
    page.close()
    needs = needed("pdftoppm", "poppler-utils")
    run(needs, "-r", DOTS_PER_INCH, "-png", "paper.pdf", "page", at=folder)
    sheets = [Image.open(path).convert("L") for path in sorted(folder.glob("page-*.png"))]
    width, height = sheets[0].size
    columns = min(PAGES_IN_A_ROW, len(sheets))
    rows = -(-len(sheets) // columns)
    picture = Image.new("L", ((width + 8) * columns, (height + 8) * rows), 200)
    for at, sheet in enumerate(sheets):
        row, column = divmod(at, columns)
        picture.paste(sheet, (4 + column * (width + 8), 4 + row * (height + 8)))
    picture.quantize(4).save(IMAGES / f"{name}.png", optimize=True)
    assert (IMAGES / f"{name}.png").stat().st_size < LARGEST

"""Whole conversations with the real server, without any fakes."""

from __future__ import annotations

import json
import re
import signal
from html import escape
from pathlib import Path
from typing import cast

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Response, expect

from benchmarks import browsing
from channels.web.pages import WIDGET
from tests.live import CLINIC, LiveServer, Visitor
from tests.serving.faults import eventually
from tests.widget.accessibility import violations
from tests.widget.chat_handled import Chat
from tests.widget.host import HTML, SCREENS, visit_server

#: A clinic's page whose policy allows only the chat, and whose styles match everything.
POLICY = (
    "default-src 'none'; style-src 'nonce-page'; script-src {server}; connect-src {server}; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
STYLE = "* { all: unset !important; display: block !important; font: 40px/1 serif !important; }"
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50e3, "uploadThroughput": 20e3}
#: Modules that are loaded only when needed.
LATER = {"person.js", "takeout.js", "teaser.js", "request.js", "sheet.js"}
PAGES = ["/", "/treatments", "/prices", "/embed"]


@pytest.fixture(scope="module")
def browser(whole_browser: Browser) -> Browser:
    return whole_browser


@pytest.fixture
def real(page: Page, server: LiveServer) -> Chat:
    """The chat on the sample clinic's home page, still closed."""
    return visit_server(page, server.base_url)


def source(reply: str) -> str:
    return f"From the guide: {reply}"


def test_a_whole_conversation(real: Chat) -> None:
    real.open()
    cost = real.ask("How much does PRP cost?")
    expect(cost.locator(".source")).to_have_text(source("Cost and Accessibility Considerations"))
    expect(real.ask("and exosomes?")).to_contain_text("exosomes")
    real.button("More detail").click()
    expect(real.replies).to_have_count(4)
    table = real.ask("how do they differ?").get_by_role("table")
    expect(table.get_by_role("columnheader")).to_have_text(["PRP", "Exosomes"])
    expect(real.ask("how long do results last?")).to_have_class("message bot uncovered latest")
    expect(real.ask("what is the weather like?")).to_have_class("message bot off_topic latest")


def test_where_print_is_is_said_as_it_is(real: Chat) -> None:
    reply = real.open().ask("can I print this")
    expect(reply).to_contain_text("the three dots at the top of this chat")
    expect(reply).to_contain_text("In a messaging app,")
    menu = real.panel.get_by_label("More options")
    menu.click()
    for name in ("Print", "Save a copy"):
        expect(reply).to_contain_text(name)
        expect(real.button(name)).to_be_visible()
    assert lies_above(menu, real.log)


def lies_above(one: Locator, other: Locator) -> bool:
    above, below = one.bounding_box(), other.bounding_box()
    return bool(above and below and above["y"] + above["height"] <= below["y"])


def test_every_answer_has_an_id_that_the_log_knows(
    page: Page, server: LiveServer, real: Chat
) -> None:
    ids: list[str | None] = []

    def note(answer: Response) -> None:
        if "/chat/" in answer.url:
            ids.append(answer.headers.get("x-request-id"))

    page.on("response", note)
    real.open().ask("How much does PRP cost?")
    assert len(ids) >= 3 and len(set(ids)) == len(ids)
    eventually(lambda: all(f'"request": "{id_}"' in server.said() for id_ in ids), 10)


def test_an_emergency_ends_everything_else(real: Chat) -> None:
    reply = real.open().ask("I can't breathe after my injection")
    expect(reply).to_contain_text("Please get help now")
    numbers = reply.locator(".numbers").get_by_role("link")
    expect(numbers.first).to_have_attribute("href", "tel:911")
    expect(real.chips).to_have_count(0)


def test_two_questions_get_two_replies(real: Chat) -> None:
    real.open().ask("How much does PRP cost and how many sessions do I need?", replies=2)
    expect(real.replies).to_have_count(3)


@pytest.mark.parametrize("path", PAGES)
def test_every_suggestion_is_answered(page: Page, server: LiveServer, path: str) -> None:
    chat = visit_server(page, server.base_url, path).open()
    for number, words in enumerate(chat.chips.all_inner_texts(), 2):
        chat.restart()
        chat.button(words).click()
        expect(chat.replies).to_have_count(2)
        expect(chat.replies.last).to_have_class("message bot answer latest")
        assert number <= 9


def test_personal_data_is_gone_after_a_reload(real: Chat) -> None:
    real.open().ask("I am at jane.doe@example.com, how long is a session?", replies=2)
    real.page.reload()
    expect(real.replies).to_have_count(3)
    assert "jane.doe" not in str(real.words())


def test_ratings_copies_and_erasing(real: Chat, tmp_path: Path) -> None:
    real.open().ask("Is PRP safe?")
    real.button("Not helpful").click()
    word = real.panel.get_by_label("Anything to add?")
    word.fill("too short")
    word.press("Enter")
    expect(word).to_have_count(0)
    with real.page.expect_download() as download:
        real.choose("Export my data")
    download.value.save_as(tmp_path / "saved.json")
    [saved] = json.loads((tmp_path / "saved.json").read_text())["conversations"]
    assert saved["messages"][0]["text"] == "Is PRP safe?" and "too short" in str(saved)
    real.choose("Erase my conversation")
    real.button("Erase").click()
    expect(real.notice).to_contain_text("Your conversation was erased.")
    assert real.stored()["local"] == {}


def test_two_tabs_and_a_reload(real: Chat, context: BrowserContext, server: LiveServer) -> None:
    other = visit_server(context.new_page(), server.base_url, "/prices")
    real.open().ask("How does PRP work?")
    other.open()
    other.ask("and exosomes?")
    expect(real.replies).to_have_count(3)
    said = real.words()[1:]
    real.page.reload()
    expect(real.replies).to_have_count(3)
    assert real.words()[1:] == said == other.words()[1:]


def test_a_strict_and_hostile_page_of_the_clinic_on_a_slow_network(
    page: Page, server: LiveServer
) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    policy = {"Content-Security-Policy": POLICY.format(server=server.base_url)}
    style = f'<style nonce="page">{STYLE}</style></head>'
    content = HTML.format(server=server.base_url, attributes="").replace("</head>", style)
    page.route(CLINIC + "/", lambda route: route.fulfill(body=content, headers=policy))
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    client.send("Network.emulateNetworkConditions", SLOW)
    page.set_default_timeout(20_000)
    chat = visit_server(page, CLINIC).open()
    table = chat.ask("compare PRP and exosomes").get_by_role("table")
    expect(table.get_by_role("columnheader")).to_have_text(["PRP", "Exosomes"])
    expect(table).to_have_css("display", "table")
    assert [text for text in complaints if "Policy" in text or "Trusted" in text] == []


def test_a_server_that_was_killed_is_found_again_with_200_messages(real: Chat, server: LiveServer) -> None:
    real.open().ask("How does PRP work?")
    server.stop(signal.SIGKILL)
    real.send("and exosomes?")
    expect(real.notice).to_contain_text("we keep trying")
    server.start(CHAT_RATE_CONVERSATION="off")
    real.page.evaluate("dispatchEvent(new Event('online'))")  # like "Try again", which may be gone
    expect(real.replies).to_have_count(3, timeout=60_000)
    say_more(real, server, 98)
    real.page.reload()
    messages = real.page.locator("clinic-chat .message")
    expect(messages).to_have_count(101)
    real.log.evaluate("(log) => { log.scrollTop = 0; }")
    expect(messages).to_have_count(201)
    assert real.words()[3] == "and exosomes?"
    real.log.evaluate("(log) => { log.scrollTop = log.scrollHeight; }")
    expect(real.ask("Is it safe?")).to_be_in_viewport()


def say_more(chat: Chat, server: LiveServer, count: int) -> None:
    """Add messages to the page's own conversation, without the page."""
    [kept] = chat.stored()["local"].values()
    visitor = Visitor(server)
    visitor.token = json.loads(kept)["token"]
    assert sum(len(visitor.say("Is PRP safe?")) for _ in range(count)) == count


def test_the_keyboard_alone_on_a_phone(browser: Browser, server: LiveServer) -> None:
    page = browser.new_page(**SCREENS["phone"])
    chat = visit_server(page, server.base_url)
    chat.launcher.focus()
    page.keyboard.press("Enter")
    chat.chips.first.focus()
    page.keyboard.press("Enter")
    expect(chat.replies).to_have_count(2)
    chat.field.focus()
    page.keyboard.type("Is it safe?")
    page.keyboard.press("Enter")
    expect(chat.replies).to_have_count(3)
    page.keyboard.press("Escape")
    expect(chat.launcher).to_be_focused()
    page.close()


def test_a_website_that_is_not_let_in_shows_the_way_to_the_clinic(
    page: Page, server: LiveServer
) -> None:
    """With the code that `/embed` shows; the log tells the operator which setting to change."""
    page.goto(server.base_url + "/embed")
    code = page.locator("#code")
    expect(code).to_contain_text("phone=")
    other = "https://other-clinic.example"
    content = f"<!doctype html><title>Other</title>{code.inner_text()}"
    page.route(other + "/", lambda route: route.fulfill(body=content, content_type="text/html"))
    chat = visit_server(page, other)
    chat.launcher.click()
    expect(chat.notice).to_contain_text("We cannot reach the guide.")
    expect(chat.notice.get_by_role("link")).to_have_attribute("href", re.compile("^tel:"))
    assert f"set CHAT_ORIGINS={CLINIC},{other} and start again" in server.said()


def test_a_frame_without_an_origin_says_so_at_once_and_may_be_let_in(
    page: Page, server: LiveServer
) -> None:
    attributes = 'phone="+1 202-555-0142" booking-url="https://clinic.example/book"'
    inner = HTML.format(server=server.base_url, attributes=attributes)
    frame = f'<iframe sandbox="allow-scripts" width="900" height="800" srcdoc="{escape(inner)}">'
    page.route(CLINIC + "/", lambda route: route.fulfill(body=frame, content_type="text/html"))
    page.goto(CLINIC)
    chat = Chat(cast("Page", page.frames[1]))
    chat.launcher.click()
    expect(chat.notice).to_contain_text("We cannot reach the guide.")
    expect(chat.notice.get_by_role("link")).to_have_attribute("href", "tel:+12025550142")
    way = chat.panel.get_by_role("link", name="Book a visit")
    expect(way).to_have_attribute("href", "https://clinic.example/book")
    chat.send("I can't breathe")
    expect(chat.questions).to_contain_text("Waiting to be sent")
    server.stop()
    server.start(CHAT_ORIGINS=f"{CLINIC},null")
    expect(chat.panel.get_by_role("link", name="911")).to_be_visible(timeout=60_000)
    server.stop()
    server.start()


def test_axe_finds_nothing_in_real_replies(real: Chat) -> None:
    real.open()
    for question in ("Is PRP safe?", "compare PRP and exosomes", "are exosomes FDA approved?"):
        real.ask(question)
    assert violations(real.page) == []


@pytest.mark.parametrize("path", PAGES)
def test_pages_keep_their_own_policy(page: Page, server: LiveServer, path: str) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    visit_server(page, server.base_url, path).open().ask("What is PRP?")
    assert complaints == []


def test_what_the_chat_costs_the_page(browser: Browser, server: LiveServer) -> None:
    """The benchmark's measurements, once; checks those that are the same on every machine."""
    url = server.base_url + "/"
    weight = browsing.weigh(browser, url)
    assert weight["files"] == len({path.name for path in WIDGET.glob("*.js")} - LATER)
    assert weight["scripts"] <= 24_000
    assert 0 < weight["open"] < 20_000 and 0 < weight["first_message"] < 20_000
    assert browsing.load(browser, url, "phone", 1)["cls"] == 0
    clicks = browsing.click(browser, url, "desktop", 1)
    asked = browsing.ask(browser, url, server.base_url, ["Is PRP safe?", "and exosomes?"])
    assert all(time > 0 for time in (*clicks.values(), *asked.values()))

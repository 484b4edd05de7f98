"""Low screens and on-screen keyboards: header, field and questions stay within reach."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.widget import sample_replies as sample
from tests.widget import scripts
from tests.widget.chat_handled import Chat
from tests.widget.fake_bot import FakeBot, Fault
from tests.widget.host import html, visit

LOW = [(844, 390), (640, 400), (320, 256), (568, 320), (1280, 480)]
#: To run before the page loads: a keyboard covers the lower part, and the page moves up.
KEYBOARD = """
window.seen = Object.assign(new EventTarget(), {height: innerHeight, offsetTop: 0, scale: 1});
Object.defineProperty(window, 'visualViewport', {value: window.seen});
window.raise = (height, offsetTop) => {
    Object.assign(seen, {height, offsetTop});
    for (const name of ['resize', 'scroll']) seen.dispatchEvent(new Event(name));
};
"""


@pytest.fixture
def low(browser: Browser, size: tuple[int, int]) -> Iterator[Page]:
    """A page of the test's size."""
    width, height = size
    page = browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
    yield page
    page.close()


def lies_within(target: Locator, top: float, bottom: float, right: float) -> bool:
    box = target.bounding_box()
    assert box
    return bool(
        box["y"] >= top - 0.5
        and box["y"] + box["height"] <= bottom + 0.5
        and box["x"] >= 0
        and box["x"] + box["width"] <= right + 0.5
    )


def is_clear(target: Locator, top: float, bottom: float, right: float) -> bool:
    """Whether the target is completely visible and nothing covers it."""
    return lies_within(target, top, bottom, right) and bool(target.evaluate(scripts.IS_CLEAR))


def overlap(one: Locator, other: Locator) -> bool:
    a, b = one.bounding_box(), other.bounding_box()
    assert a and b
    across = min(a["x"] + a["width"], b["x"] + b["width"]) - max(a["x"], b["x"])
    down = min(a["y"] + a["height"], b["y"] + b["height"]) - max(a["y"], b["y"])
    return min(across, down) > 0.5


def needed(chat: Chat) -> dict[str, Locator]:
    reach = chat.panel.get_by_role("navigation").get_by_role("link")
    return {
        "panel": chat.panel,
        "close": chat.button("Close chat"),
        "menu": chat.page.locator("clinic-chat summary"),
        "call": reach.nth(0),
        "book": reach.nth(1),
        "field": chat.field,
        "send": chat.button("Send"),
    }


@pytest.mark.parametrize("size", LOW, ids=str)
def test_everything_needed_is_in_sight(low: Page, fake_bot: FakeBot, size: tuple[int, int]) -> None:
    width, height = size
    chat = visit(low, fake_bot).open()
    for question in ("", "compare", "What does PRP cost?", "I can't breathe"):
        if question:
            chat.ask(question)
        away = [
            name for name, part in needed(chat).items() if not lies_within(part, 0, height, width)
        ]
        assert (question, away) == (question, [])
        assert chat.panel.evaluate(scripts.OVERFLOW) == 0
        assert chat.log.evaluate("(log) => log.clientHeight") >= 75


@pytest.mark.parametrize("size", LOW, ids=str)
def test_the_menu_can_be_reached_to_its_end(
    low: Page, fake_bot: FakeBot, size: tuple[int, int]
) -> None:
    width, height = size
    chat = visit(low, fake_bot).open()
    chat.page.locator("clinic-chat summary").click()
    last = chat.button("Erase my conversation")
    last.scroll_into_view_if_needed()
    assert lies_within(last, 0, height, width)
    assert lies_within(chat.button("Close chat"), 0, height, width)


@pytest.mark.parametrize("screen", [(390, 844), (844, 390), (1024, 768)], ids=str)
def test_a_keyboard_on_the_screen_covers_nothing(
    page: Page, fake_bot: FakeBot, screen: tuple[int, int]
) -> None:
    width, height = screen
    page.set_viewport_size({"width": width, "height": height})
    page.add_init_script(KEYBOARD)
    chat = visit(page, fake_bot).open()
    chat.ask("compare")
    for seen, top in ((height // 2, 0), (height // 2, height // 3), (height, 0)):
        page.evaluate("([seen, top]) => raise(seen, top)", [seen, top])
        away = [
            name
            for name, part in needed(chat).items()
            if not lies_within(part, top, top + seen, width)
        ]
        assert (seen, top, away) == (seen, top, [])


SMALL_KEYBOARDS = [(320, 256, 128), (320, 256, 150), (568, 320, 140), (640, 400, 190)]


@pytest.mark.parametrize("screen", SMALL_KEYBOARDS, ids=str)
def test_a_keyboard_that_leaves_little_leaves_the_field_and_the_emergency_number(
    page: Page, fake_bot: FakeBot, screen: tuple[int, int, int]
) -> None:
    width, height, seen = screen
    page.set_viewport_size({"width": width, "height": height})
    page.add_init_script(KEYBOARD)
    chat = visit(page, fake_bot).open()
    chat.field.focus()
    page.evaluate("(seen) => raise(seen, 0)", seen)
    for question in ("", "What does PRP cost?", "compare", "I can't breathe"):
        if question:
            chat.ask(question)
        for part in (chat.field, chat.button("Send"), chat.panel):
            assert lies_within(part, 0, seen, width)
        assert chat.log.evaluate("(log) => log.clientHeight") >= 48
    assert is_clear(chat.panel.get_by_role("link", name="911"), 0, seen, width)
    page.evaluate("(height) => raise(height, 0)", height)
    assert [n for n, part in needed(chat).items() if not lies_within(part, 0, height, width)] == []


@pytest.mark.parametrize("size", LOW, ids=str)
def test_whom_to_call_in_an_emergency_is_seen_at_once(
    low: Page, fake_bot: FakeBot, size: tuple[int, int]
) -> None:
    width, height = size
    chat = visit(low, fake_bot).open()
    chat.ask("compare")
    chat.ask("I can't breathe")
    assert is_clear(chat.panel.get_by_role("link", name="911"), 0, height, width)


@pytest.mark.parametrize("size", [(1280, 800), (390, 844), (844, 390), (640, 400)], ids=str)
def test_the_greetings_suggestions_are_seen_in_full(
    page: Page, fake_bot: FakeBot, size: tuple[int, int]
) -> None:
    """With the real bot's greeting, which is longer."""
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
    titles = [
        "How much do PRP and exosomes cost?",
        "How many sessions of PRP or exosomes are needed?",
        "How easy is it to find PRP or exosomes?",
    ]
    fake_bot.pages["/long"] = html(fake_bot).replace("<clinic-chat", '<clinic-chat page="/long"'), {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sample.SUGGESTIONS, "/long", titles)
        page.goto(fake_bot.url + "/long")
        chat = Chat(page).open()
    expect(chat.chips).to_have_text(titles)
    away = [title for title, chip in zip(titles, chat.chips.all()) if not is_clear(chip, 0, height, width)]
    assert away == []


def test_on_the_smallest_screen_suggestions_are_reached_by_scrolling_down_alone(
    page: Page, fake_bot: FakeBot
) -> None:
    page.set_viewport_size({"width": 320, "height": 256})
    chat = visit(page, fake_bot).open()
    assert is_clear(chat.chips.first, 0, 256, 320)
    assert chat.chips.first.evaluate("(chip) => chip.parentNode.scrollWidth - chip.parentNode.clientWidth") == 0
    chat.chips.last.scroll_into_view_if_needed()
    assert is_clear(chat.chips.last, 0, 256, 320)


@pytest.mark.parametrize("size", [(1280, 800), (390, 844), *LOW], ids=str)
def test_the_way_to_the_latest_covers_nothing(
    page: Page, fake_bot: FakeBot, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    chat = visit(page, fake_bot).open()
    chat.ask("compare")
    chat.ask("compare")
    fake_bot.delay = 0.6
    for words in ("", "What does PRP cost?"):
        if words:
            chat.send(words)
        chat.log.evaluate("(log) => { log.scrollTop = log.scrollHeight / 4; }")
        jump = chat.panel.locator(".jump")
        expect(jump).to_have_text("New message" if words else "Latest message", timeout=10_000)
        assert lies_within(jump, 0, size[1], size[0])
        parts = [chat.log, chat.field, chat.button("Send"), chat.panel.locator(".next")]
        assert [str(part) for part in parts if part.is_visible() and overlap(jump, part)] == []


def test_the_fields_name_is_seen_until_something_is_typed(page: Page, fake_bot: FakeBot) -> None:
    page.set_viewport_size({"width": 320, "height": 256})
    chat = visit(page, fake_bot).open()
    label = chat.panel.get_by_text("Your question")
    expect(label).to_have_css("clip-path", "none")
    chat.field.fill("cost")
    expect(label).not_to_have_css("clip-path", "none")


def test_the_distance_from_the_lower_edge_has_a_property_of_its_own(
    page: Page, fake_bot: FakeBot
) -> None:
    """For pages with a cookie bar at the lower edge."""
    chat = visit(page, fake_bot)
    page.add_style_tag(content="clinic-chat { --clinic-chat-gap-block: 140px; }")
    box = chat.launcher.bounding_box()
    assert box and box["y"] + box["height"] == 900 - 140 and box["x"] + box["width"] == 1280 - 20
    chat.open()
    assert lies_within(chat.panel, 0, 900 - 140, 1280)


@pytest.mark.parametrize("size", LOW, ids=str)
def test_what_is_wrong_is_said_without_covering_the_field(
    low: Page, fake_bot: FakeBot, size: tuple[int, int]
) -> None:
    width, height = size
    fake_bot.fail("/chat/messages", Fault(503, retry_after=60))
    chat = visit(low, fake_bot).open()
    chat.send("What does PRP cost?")
    expect(chat.notice).to_be_visible()
    away = [n for n, part in needed(chat).items() if not lies_within(part, 0, height, width)]
    assert away == []
    chat.button("Try again").scroll_into_view_if_needed()
    assert lies_within(chat.button("Try again"), 0, height, width)


@pytest.mark.parametrize("size", LOW, ids=str)
def test_whether_to_erase_is_asked_in_full(
    low: Page, fake_bot: FakeBot, size: tuple[int, int]
) -> None:
    width, height = size
    chat = visit(low, fake_bot).open()
    chat.ask("compare")
    chat.choose("Erase my conversation")
    assert chat.notice.evaluate("(notice) => notice.scrollHeight - notice.clientHeight") <= 0
    away = [n for n, part in needed(chat).items() if not lies_within(part, 0, height, width)]
    assert away == []


@pytest.mark.parametrize("size", LOW, ids=str)
def test_a_greeting_is_shown_from_its_beginning(
    page: Page, fake_bot: FakeBot, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    chat = visit(page, fake_bot).open()
    expect(chat.chips.first).to_be_visible()
    assert chat.log.evaluate("(log) => log.scrollTop") == 0


def test_a_header_without_numbers_has_no_empty_row(page: Page, fake_bot: FakeBot) -> None:
    chat = visit(page, fake_bot)
    fake_bot.stop()
    chat.open()
    expect(chat.notice).to_be_visible()
    expect(chat.panel.locator("nav")).to_be_hidden()

"""What a visitor takes along: the conversation on paper and as text, and all data."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.widget import sample_replies as sample
from tests.widget.chat_handled import Chat
from tests.widget.fake_bot import FakeBot, Fault
from tests.widget.host import html, visit, visit_html
from tests.widget.test_host_page import HOSTILE, NONCE, ORIGIN
from tests.widget.programs import needed, run

#: Replaces the print dialog, which would wait for somebody.
PRINT = """() => {
    const open = (done) => { window.print = () => { dispatchEvent(new Event('beforeprint')); done(document.title); }; };
    window.printed = new Promise(open);
}"""
AFTER = "dispatchEvent(new Event('afterprint'))"
CRAMPED = """html, body { height: 100%; overflow: hidden; margin: 3em; }
body { display: grid; transform: scale(.5); columns: 3; } @media print { * { opacity: 0; } }"""
Taken = Callable[[str], tuple[str, str]]


@pytest.fixture
def taken(page: Page, tmp_path: Path) -> Taken:
    """Choose an item of the menu; returns the name and content of the downloaded file."""

    def take(choice: str) -> tuple[str, str]:
        with page.expect_download() as download:
            Chat(page).choose(choice)
        download.value.save_as(tmp_path / "taken")
        return download.value.suggested_filename, (tmp_path / "taken").read_text("utf-8")

    return take


@pytest.fixture
def paper(page: Page, tmp_path: Path) -> Callable[[], list[str]]:
    """Print from the menu; returns the text of each page."""
    pdftotext = needed("pdftotext", "poppler-utils")

    def printed() -> list[str]:
        page.evaluate(PRINT)
        Chat(page).choose("Print")
        page.evaluate("window.printed")
        page.pdf(path=tmp_path / "paper.pdf", format="A4")
        text = run(pdftotext, "-layout", tmp_path / "paper.pdf", "-")
        return [" ".join(page.split()) for page in text.split("\f") if page.strip()]

    return printed


def today() -> str:
    return f"{datetime.now():%B %-d, %Y}"


COPY = f"""{sample.NAME}

{{date}}

Call {sample.PHONE}

Book a visit: {sample.BOOKING}

Automated guide. General information, not medical advice.

{sample.GREETING}

---
You said: compare

Here is what the guide says about each, side by side.
 | PRP | Exosomes
Comes from | Your own blood | Stem cells grown in a laboratory
Sessions | Often a series, weeks apart | May need fewer
Cost | Usually less per session | May cost more at first
Consistency | Varies with your health | Described as standardised

From the guide: Key Differences Between PRP and Exosomes

---
You said: I can't breathe

Please get help now
Emergency 911
The clinic {sample.PHONE}

Trouble breathing or a swollen face or throat can be a sign of a severe reaction. \
Do not wait for an answer here.

---
You said: how long do results last

The guide does not say how long results last. It does say that changes usually show within \
three to six months.

The clinic team can tell you: {sample.PHONE}.
Ask for a consultation: {sample.BOOKING}
"""


def test_a_copy_is_a_text_to_be_read(chat: Chat, taken: Taken) -> None:
    chat.open()
    for question in ("compare", "I can't breathe", "how long do results last"):
        chat.ask(question)
    name, text = taken("Save a copy")
    assert name == f"{sample.NAME}, {today()}.txt"
    assert text == COPY.format(date=today())


def test_a_copy_tells_the_last_day_it_was_written_on(
    chat: Chat, fake_bot: FakeBot, taken: Taken
) -> None:
    chat.open().ask("What does PRP cost?")
    (messages,) = fake_bot.conversations.values()
    messages[0]["time"] = "2026-02-27T12:00:00+00:00"
    messages[1]["time"] = "2026-03-01T12:00:00+00:00"
    chat.page.reload()
    expect(chat.replies).to_have_count(2)
    name, text = taken("Save a copy")
    assert text.startswith(f"{sample.NAME}\n\nMarch 1, 2026\n")
    assert name == f"{sample.NAME}, March 1, 2026.txt"


def test_a_copy_says_what_was_not_sent(chat: Chat, fake_bot: FakeBot, taken: Taken) -> None:
    chat.open().ask("compare")
    fake_bot.fail("/chat/messages", Fault(503, retry_after=60))
    chat.send("What does PRP cost?")
    expect(chat.notice).to_be_visible()
    assert taken("Save a copy")[1].endswith("You said: What does PRP cost?\n\nWaiting to be sent\n")


def test_a_copy_is_in_the_language_of_the_interface(
    page: Page, fake_bot: FakeBot, tmp_path: Path
) -> None:
    chat = visit(page, fake_bot, 'lang="de"').open()
    chat.ask("What does PRP cost?")
    page.locator("clinic-chat summary").click()
    with page.expect_download() as download:
        chat.button("Kopie speichern").click()
    download.value.save_as(tmp_path / "copy.txt")
    assert "Sie schrieben: What does PRP cost?" in (tmp_path / "copy.txt").read_text("utf-8")


def test_all_data_come_as_json(chat: Chat, taken: Taken) -> None:
    chat.open().ask("What does PRP cost?")
    name, text = taken("Export my data")
    assert name == "conversation.json"
    (conversation,) = json.loads(text)["conversations"]
    assert [message["role"] for message in conversation["messages"]] == ["visitor", "bot"]


def test_what_cannot_be_taken_along_is_said(chat: Chat, fake_bot: FakeBot) -> None:
    chat.open().ask("What does PRP cost?")
    fake_bot.stop()
    chat.choose("Export my data")
    expect(chat.notice).to_contain_text("That did not work")


@pytest.mark.parametrize("width", [1280, 390])
def test_printing_the_chat_leaves_the_page_out(
    page: Page, fake_bot: FakeBot, paper: Callable[[], list[str]], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    chat = visit(page, fake_bot).open()
    chat.ask("compare")
    (printed,) = paper()
    assert printed.startswith(f"{sample.NAME} {today()} Call {sample.PHONE}")
    assert "You said: compare Here is what the guide" in printed
    assert "A page of a clinic" not in printed and "Your question" not in printed
    assert page.evaluate("window.printed") == f"{sample.NAME}, {today()}"
    page.evaluate(AFTER)
    assert page.title() == "Host"
    assert page.evaluate("document.documentElement.children.length") == 2
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="A page of a clinic")).to_be_visible()


def test_on_paper_every_question_stays_with_its_answer(
    chat: Chat, fake_bot: FakeBot, paper: Callable[[], list[str]]
) -> None:
    def answer(text: str) -> list[sample.Reply]:
        number = int(text.split()[-1])
        return [sample.reply("answer", f"Words. {'word ' * (number * 37 % 190)} End {number}.")]

    fake_bot.answer = answer
    chat.open()
    for number in range(1, 41):
        chat.ask(f"Question {number}")
    pages = paper()
    assert len(pages) > 3
    where = {
        number: [
            [at for at, text in enumerate(pages) if words in text]
            for words in (f"said: Question {number} Words.", f"End {number}.")
        ]
        for number in range(1, 41)
    }
    assert {number: at for number, at in where.items() if at[0] != at[1] or len(at[0]) != 1} == {}


def test_a_print_that_the_browser_swallowed_leaves_nothing_behind(chat: Chat) -> None:
    """As in a frame that may not open dialogs, where no event tells that printing is over."""
    chat.open().ask("compare")
    for _ in range(2):
        chat.page.evaluate(PRINT)
        chat.choose("Print")
        chat.page.evaluate("window.printed")
    assert chat.page.locator("article").count() == 1
    chat.page.evaluate(AFTER)
    assert chat.page.title() == "Host"
    chat.page.emulate_media(media="print")
    expect(chat.page.get_by_role("heading", name="A page of a clinic")).to_be_visible()


@pytest.mark.parametrize("asked", ["() => {}", "() => { throw Error('denied'); }"])
def test_a_print_that_does_not_begin_is_said_and_undone(chat: Chat, asked: str) -> None:
    chat.open().ask("compare")
    chat.page.evaluate(f"() => {{ window.print = {asked}; }}")
    chat.choose("Print")
    expect(chat.notice).to_contain_text("That did not work")
    assert chat.page.locator("article").count() == 0 and chat.page.title() == "Host"


@pytest.mark.parametrize("style", [CRAMPED, HOSTILE], ids=["cramped", "hostile"])
def test_on_paper_no_style_of_the_page_shows(
    page: Page, fake_bot: FakeBot, paper: Callable[[], list[str]], style: str
) -> None:
    visit(page, fake_bot).open().ask("compare")
    plain = paper()
    page.evaluate("localStorage.clear(); sessionStorage.clear()")
    content = html(fake_bot).replace("</head>", f"<style>{style}</style></head>")
    visit_html(page, fake_bot, content).open().ask("compare")
    assert paper() == plain


@pytest.mark.parametrize("policy", [ORIGIN, NONCE], ids=["origin", "nonce"])
def test_a_strict_policy_lets_all_be_taken(
    page: Page, fake_bot: FakeBot, paper: Callable[[], list[str]], taken: Taken, policy: str
) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    content = html(fake_bot).replace("<script", "<script nonce='abc'")
    visit_html(page, fake_bot, content, policy).open().ask("compare")
    assert "You said: compare" in paper()[0] and "You said: compare" in taken("Save a copy")[1]
    assert [text for text in complaints if "Policy" in text or "Trusted" in text] == []


def test_words_that_look_like_markup_stay_words(chat: Chat, taken: Taken) -> None:
    chat.open().ask("<h1>compare</h1> & <script>alert(1)</script>")
    assert "You said: <h1>compare</h1> & <script>alert(1)</script>" in taken("Save a copy")[1]

"""Unanswered questions appear on the desk, and an answer written there is said in the chat."""

from __future__ import annotations

import csv
import io
import random
import re
import shutil
import sqlite3
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from html import unescape
from pathlib import Path

import pytest
import requests

from actions.knowledge.opening import WEEKDAYS
from privacy.masking import mask
from tests.conftest import ROOT
from tests.desk.hostile import HTML, LONG
from tests.desk.staff import PASSWORD, SETTINGS, Staff
from tests.live import LiveServer, Visitor
from tests.serving.faults import eventually

DAY = 86400
OIL = "/clinic/answers?gap=other_treatments"
Form = dict[str, str]


@pytest.fixture(scope="module")
def bot(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server with its own knowledge that stores unanswered questions."""
    folder = tmp_path_factory.mktemp("clinic")
    knowledge = shutil.copytree(ROOT / "data" / "knowledge", folder / "knowledge")
    var = folder / "var"
    var.mkdir()
    own = {"CHAT_KNOWLEDGE": str(knowledge), "CHAT_LEARN": "1"}
    server = LiveServer(var, model, **SETTINGS, **own).start()
    yield server
    server.stop()


@pytest.fixture
def file(bot: LiveServer) -> Iterator[Path]:
    """The clinic's file, which is restored afterwards."""
    path = bot.var.parent / "knowledge" / "clinic.yml"
    before = path.read_bytes()
    yield path
    path.write_bytes(before)


def shown(page: requests.Response) -> dict[str, str]:
    """The fields of the form on a page, as a browser would send them."""
    found = dict(re.findall(r'<input[^>]* name="(\w+)"[^>]* value="([^"]*)"', page.text))
    found |= dict(
        re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>\n(.*?)</textarea>', page.text, re.S)
    )
    for name, options in re.findall(
        r'<select[^>]* name="(\w+)"[^>]*>(.*?)</select>', page.text, re.S
    ):
        found[name] = re.findall(r'value="(\w*)" selected', options)[0]
    return {name: unescape(value) for name, value in found.items() if name not in ("id", "name_")}


def post(
    staff: Staff, path: str, changes: Mapping[str, str], do: str = "save"
) -> requests.Response:
    return staff.post(path, {**shown(staff.get(path)), "do": do, **changes})


ASKED = "does rosemary oil help with my hair? my name is Jane Roe, jane.roe@example.com"


def test_what_got_no_answer_is_kept_masked_and_is_nobodys(bot: LiveServer, staff: Staff) -> None:
    """Erasing a conversation deletes none of it, as it has no owner; urgent ones aren't stored."""
    visitor = Visitor(bot).begin()
    visitor.say(ASKED)
    visitor.say("=1+1, does castor oil help my hair?")
    visitor.say("my throat is swelling and I can't breathe. does rosemary oil help?")
    visitor.say("does rosemary oil help?")
    assert visitor.call("DELETE", "/chat/conversation").status_code == 204
    eventually(lambda: len(bot.rows()["unanswered"]) == 2)
    rows = {str(row[4]): row for row in bot.rows()["unanswered"]}
    _, day, kind, topic, text, count, *_ = rows[mask(ASKED).text]
    assert (kind, topic, count) == ("uncovered", "other_treatments", 1)
    assert isinstance(day, int) and "Jane" not in str(text) and "example.com" not in str(text)
    assert b"jane" not in bot.files().lower()
    with sqlite3.connect(bot.var / "conversations.db") as stored:
        names = [name for _, name, *_ in stored.execute("PRAGMA table_info(unanswered)")]
    assert names == "key day kind topic text count encoder vector".split()
    eventually(lambda: [bool(row[7]) for row in bot.rows()["unanswered"]] == [True, True])
    page = staff.get("/questions").text
    assert "Asked <strong>2</strong> times. Not in the guide: Other treatments." in page
    assert f'href="/desk{OIL}"' in page and "Jane" not in page
    assert "There are none" in staff.get("/questions?kind=off_topic").text
    others = staff.get("/questions?kind=off_topic").text
    link = re.search(r'href="/desk(/questions.csv[^"]*)"', others)
    assert link and staff.get(unescape(link[1])).text.count("\n") == 1, "as the page shows it"
    table = staff.get("/questions.csv").content.decode("utf-8-sig")
    found = {row["question"] for row in csv.DictReader(io.StringIO(table))}
    assert found == {mask(ASKED).text, "'=1+1, does castor oil help my hair?"}


def test_an_answer_is_previewed_saved_said_and_taken_back(
    bot: LiveServer, staff: Staff, file: Path
) -> None:
    before, answer = (
        file.read_text("utf-8"),
        "We don't sell oils. Call us at {phone} before you try one.",
    )
    empty = staff.get(OIL)
    silence = Visitor(bot).begin().say("does rosemary oil help?")[0]
    assert shown(empty)["answer"] == ""
    assert all(part in unescape(empty.text) for part in silence["text"].split("\n\n"))
    buttons = [button["title"] for button in silence["buttons"]]
    assert "Please contact me" in buttons
    assert re.findall(r"<span>(.*?)</span>", unescape(empty.text)) == buttons
    assert post(staff, OIL, {}).headers["Location"].split("said=")[1].startswith("unchanged&")
    preview = post(staff, OIL, {"answer": answer}, "preview")
    assert "Call us at +1 202-555-0142 before you try one." in unescape(preview.text)
    assert "Reading level: school grade" in preview.text and "not saved yet" in preview.text
    assert file.read_text("utf-8") == before
    assert shown(preview)["answer"] == answer
    saved = post(staff, OIL, {"answer": f"  {answer}\r\n"})
    assert saved.headers["Location"].startswith("/desk/clinic/answers?said=saved&")
    kept = f'answers:\n  other_treatments: "{answer}"\n'
    assert file.read_text("utf-8") == before.replace("answers: {}\n", kept)

    def said() -> list[str]:
        replies = Visitor(bot).begin().say("does rosemary oil help?")
        return [reply["custom"]["kind"] for reply in replies]

    eventually(lambda: said() == ["clinic"])
    assert post(staff, OIL, {}).headers["Location"].split("said=")[1].startswith("unchanged&")
    history = staff.get("/clinic/history")
    form = shown(history)
    name = re.search(r'name="name" value="([^"]+)"', history.text)
    assert name
    back = staff.post("/clinic/history/restore", {**form, "name": name[1]})
    assert back.headers["Location"].startswith("/desk/clinic/history?said=restored&")
    assert file.read_text("utf-8") == before
    eventually(lambda: said() == ["uncovered"])


def test_the_preview_offers_what_the_chat_does(bot: LiveServer, staff: Staff) -> None:
    page = staff.get("/clinic/replies?id=consultation").text
    reply = Visitor(bot).begin().say("What happens at a consultation?")[0]
    titles = [button["title"] for button in reply["buttons"]]
    assert len(titles) > 1
    assert re.findall(r"<span>(.*?)</span>", unescape(page))[: len(titles)] == titles


HOSTILE: dict[str, tuple[str, dict[str, str | None], int, str]] = {
    "HTML in the phone": ("/clinic", {"phone": HTML}, 422, "does not fit"),
    "a phone for emergencies": ("/clinic", {"phone": "911"}, 422, "short number"),
    "a phone too short": ("/clinic", {"phone": "+1 202"}, 422, "can be dialled"),
    "10,000 characters": ("/clinic", {"name": LONG}, 422, "too long"),
    "81 characters": ("/clinic", {"name": "x" * 81}, 422, "at most 80"),
    "a second line": ("/clinic", {"name": "a\nb: c"}, 422, "on one line"),
    "NUL": ("/clinic", {"name": "a\0"}, 422, "U+0000"),
    "turned around": ("/clinic", {"name": "a\u202ebc"}, 422, "U+202E"),
    "an unknown placeholder": ("/clinic", {"name": "{secret}"}, 422, "placeholder"),
    "no button of the form": ("/clinic", {"name": "Mine", "do": "explode"}, 422, "did not"),
    "no switch": ("/clinic", {"sample": "maybe"}, 422, "did not understand"),
    "one field more": ("/clinic", {"color": "#000000"}, 422, "did not understand"),
    "another field": ("/clinic", {"name": None, "color": "#000000"}, 422, "did not understand"),
    "another treatment": ("/clinic/prices", {"treatment1": "botox"}, 422, "did not understand"),
    "half a price": ("/clinic/prices", {"title1": "PRP session"}, 422, "is missing"),
    "a booking page with a script": (
        "/clinic",
        {"booking_url": 'https://evil.example/"><script>'},
        422,
        "does not fit",
    ),
    "a booking page with a password": (
        "/clinic",
        {"booking_url": "https://user:pw@evil.example/"},
        422,
        "does not fit",
    ),
    "a name with a tag": ("/clinic", {"name": "<b>Crown</b>"}, 422, "has a < or >"),
    "an answer with a tag": (OIL, {"answer": "Ask <b>us</b> about that, please."}, 422, "< or >"),
    "hours twice": ("/clinic", {"hours": "", "sunday": "9:00-18:00, 10:00-12:00"}, 422, "overlap"),
    "no hours, which answers tell": (
        "/clinic",
        {"hours": "", **dict.fromkeys(map(str.lower, WEEKDAYS), "")},
        422,
        'id="hours-bad">It is left out, but these texts have {hours} in them: Contact the clinic',
    ),
    "a day that the words contradict": (
        "/clinic",
        {"monday": "9:00-19:00"},
        422,
        'id="monday-bad">It is 9:00 to 19:00, but the hours in words say 9:00 to 18:00;',
    ),
    "a letter as an answer": (OIL, {"answer": "x"}, 422, "It has 1 character; write at least 2."),
    "a letter as a second answer": (
        "/clinic/replies?id=hours",
        {"again1": "x"},
        422,
        'id="again1-bad">It has 1 character; write at least 2.',
    ),
    "a promise": (OIL, {"answer": "It cures baldness, guaranteed to work."}, 422, "promises no"),
    "no gap": ("/clinic/answers?gap=../../x", {"answer": "x" * 30}, 404, "no such question"),
    "no reply": ("/clinic/replies?id=x", {"title": "x"}, 404, "no such question"),
    "an old form": ("/clinic", {"name": "Mine", "version": "0" * 16}, 409, "Somebody else"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_value_is_told_and_nothing_is_written(
    staff: Staff, file: Path, name: str
) -> None:
    path, changes, status, sentence = HOSTILE[name]
    before = (file.read_bytes(), len(list(file.parent.parent.glob("var/clinic-history/*"))))
    for do in ("save", "preview"):
        if name == "an old form" and do == "preview":
            continue
        response = staff.post(path, {**shown(staff.get(path)), "do": do, **changes})
        assert response.status_code == status, response.text
        assert sentence in unescape(response.text) and HTML not in response.text
        assert "clinic.yml" not in response.text
    assert (file.read_bytes(), len(list(file.parent.parent.glob("var/clinic-history/*")))) == before


def test_a_form_that_cannot_be_saved_keeps_what_was_typed(staff: Staff, file: Path) -> None:
    before, copies = file.read_bytes(), file.parent.parent / "var" / "clinic-history"
    away = copies.with_name("away")
    if copies.exists():
        copies.rename(away)
    copies.write_text("in the way of the folder for copies")
    try:
        page = post(staff, "/clinic", {"name": "Crown Clinic", "hours": ""})
    finally:
        copies.unlink()
        if away.exists():
            away.rename(copies)
    assert page.status_code == 503
    assert "clinic.yml can't be written: File exists" in unescape(page.text)
    assert "What you wrote is still in the form" in page.text and "is marked" not in page.text
    assert (shown(page)["name"], shown(page)["hours"]) == ("Crown Clinic", "")
    assert file.read_bytes() == before
    assert staff.post("/clinic", {**shown(page), "do": "save"}).status_code == 303


def test_a_layout_that_the_desk_cannot_change_is_told_at_its_field(
    staff: Staff, file: Path
) -> None:
    days = "  closed: [2026-12-25, # Xmas\n    2027-01-01]\n"
    file.write_text(file.read_text("utf-8").replace("  zone: ", f"{days}  zone: "), "utf-8")
    before = file.read_bytes()
    for do in ("save", "preview"):
        page = post(staff, "/clinic", {"closed": "2027-01-01", "name": "Crown Clinic"}, do)
        assert page.status_code == 422 and 'id="closed-bad">In clinic.yml this is' in page.text
        assert (shown(page)["closed"], shown(page)["name"]) == ("2027-01-01", "Crown Clinic")
    assert file.read_bytes() == before


def test_what_is_too_long_is_given_back_to_be_shortened(staff: Staff, file: Path) -> None:
    page = post(staff, OIL, {"answer": LONG})
    assert page.status_code == 422 and shown(page)["answer"] == LONG
    assert 'id="answer-bad">That is too long' in page.text


def test_what_cannot_be_seen_is_told_at_its_field_and_a_tab_is_a_space(
    staff: Staff, file: Path
) -> None:
    page = post(staff, "/clinic", {"name": "Crown\x07", "address": "1 High Street\tTown"})
    assert 'id="name-bad">Holds a character that cannot be seen (U+0007)' in page.text
    assert shown(page)["address"] == "1 High Street Town" and "address-bad" not in page.text


def test_a_long_list_of_prices_can_be_changed(staff: Staff, file: Path) -> None:
    rows = "".join(
        f'  - {{title: "Visit {n}", treatment: prp, amount: "from ${n}"}}\n' for n in range(200)
    )
    text = re.sub(r"(?m)^prices:.*\n(  .*\n)*", f"prices:\n{rows}", file.read_text("utf-8"))
    file.write_text(text, "utf-8")
    assert post(staff, "/clinic/prices", {"amount7": "from $1"}).status_code == 303
    assert file.read_text("utf-8") == text.replace('"from $6"', "from $1")


def test_html_is_kept_as_text_and_shown_as_text(staff: Staff, file: Path) -> None:
    assert post(staff, "/clinic", {"name": "&lt;b Crown's &"}).status_code == 303
    eventually(lambda: "&amp;lt;b Crown&#39;s &amp;" in staff.get("/clinic").text)
    assert "&lt;b Crown's &" in file.read_text()


def test_two_editors_of_one_form_change_only_what_they_touched(
    bot: LiveServer, staff: Staff, file: Path
) -> None:
    mine, theirs = shown(staff.get("/clinic")), shown(staff.get("/clinic"))
    both = {"do": "save", "address": "1 High Street"}
    saved = staff.post("/clinic", {**theirs, **both, "name": "Crown Clinic"})
    assert saved.status_code == 303
    mine |= both | {"phone": "+1 202-555-0199"}
    assert staff.post("/clinic", mine).status_code == 303
    kept = file.read_text("utf-8")
    assert all(f": {value}\n" in kept for value in ("Crown Clinic", mine["phone"], both["address"]))


def test_two_editors_of_one_value_see_both(staff: Staff, file: Path) -> None:
    mine, theirs = shown(staff.get("/clinic")), shown(staff.get("/clinic"))
    new = {"do": "save", "phone": "+1 202-555-0199", "name": "Crown Clinic"}
    assert staff.post("/clinic", {**theirs, **new}).status_code == 303
    for do in ("preview", "save"):
        late = staff.post("/clinic", {**mine, "do": do, "phone": "+1 202-555-0123"})
        assert late.status_code == 409 and late.text.count("Saved now: ") == 1
        assert "Saved now: +1 202-555-0199" in late.text
        assert shown(late)["phone"] == "+1 202-555-0123"
        assert shown(late)["name"] == "Crown Clinic", "which only the other touched"
    assert staff.post("/clinic", {**shown(late), "do": "save"}).status_code == 303
    assert "phone: +1 202-555-0123\n" in file.read_text("utf-8")


def test_a_price_is_never_put_in_the_row_of_another(staff: Staff, file: Path) -> None:
    """The first row's amount is the same before and after somebody else deletes that row."""
    rows = {"title1": "Visit", "amount1": "$50", "title2": "Session", "amount2": "$50"}
    assert post(staff, "/clinic/prices", rows).status_code == 303
    mine = shown(staff.get("/clinic/prices"))
    assert post(staff, "/clinic/prices", {"title1": "", "amount1": ""}).status_code == 303
    late = staff.post("/clinic/prices", {**mine, "do": "save", "amount1": "$60"})
    assert late.status_code == 409 and "Saved now: Session" in late.text
    assert "$60" not in file.read_text("utf-8")


def expire(bot: LiveServer, staff: Staff) -> None:
    """As if nobody had clicked for 31 minutes since the latest log-in."""
    with sqlite3.connect(bot.var / "conversations.db") as stored:
        latest = "(SELECT max(started) FROM desk_sessions)"
        stored.execute(f"UPDATE desk_sessions SET used = used - 1860 WHERE started = {latest}")


def log_out(bot: LiveServer, staff: Staff) -> None:
    """As in another tab, like the one below."""
    staff.post("/logout", {"token": staff.token("/clinic")})


def log_in_again(bot: LiveServer, staff: Staff) -> None:
    log_out(bot, staff)
    staff.log_in()


OURS = "We don't sell oils. Call us before you try one."


def half_done(bot: LiveServer, end: Callable[[LiveServer, Staff], None]) -> tuple[Staff, Form]:
    """Somebody whose session has ended, and the form that they filled in before."""
    staff = Staff(bot)
    staff.log_in()
    form = {**shown(staff.get(OIL)), "answer": OURS, "do": "save"}
    end(bot, staff)
    return staff, form


@pytest.mark.parametrize("end", [expire, log_out])
def test_what_was_typed_outlasts_the_session(
    bot: LiveServer, file: Path, end: Callable[[LiveServer, Staff], None]
) -> None:
    before = file.read_bytes()
    staff, form = half_done(bot, end)
    asked = staff.post(OIL, form)
    assert asked.status_code == 403 and "Log in, and the form shows what you wrote" in asked.text
    wrong = staff.post("/login", {**shown(asked), "password": "a horse and no staples"})
    assert wrong.status_code == 403 and "That is not the password" in wrong.text
    page = staff.post("/login", {**shown(wrong), "password": PASSWORD})
    assert page.status_code == 200 and "it is not saved yet" in page.text
    assert shown(page)["answer"] == OURS and file.read_bytes() == before
    assert PASSWORD not in asked.text + wrong.text + page.text
    saved = staff.post(OIL, {**shown(page), "do": "save"})
    assert saved.headers["Location"].startswith("/desk/clinic/answers?said=saved&")
    assert OURS in file.read_text("utf-8")


def test_what_was_typed_in_other_tabs_outlasts_the_next_log_in(bot: LiveServer, file: Path) -> None:
    before = file.read_bytes()
    staff, form = half_done(bot, log_out)
    asked = staff.post(OIL, form)
    staff.log_in()
    for page in (
        staff.post(OIL, form),  # a tab that has not asked for the password yet, and one that has
        staff.post("/login", {**shown(asked), "password": ""}),
    ):
        assert page.status_code == 200 and "it is not saved yet" in page.text
        assert shown(page)["answer"] == OURS and file.read_bytes() == before
    assert shown(page)["token"] == staff.token("/clinic") != form["token"]


FORGED: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "no token": ({"token": ""}, {}),
    "a made-up token": ({"token": "WyJhIiwxXQ.c2lnbmF0dXJl"}, {}),
    "a token of nobody's": ({"token": "of a stranger"}, {}),
    "another website's": ({}, {"Origin": "https://evil.example"}),
    "across": ({}, {"Sec-Fetch-Site": "cross-site"}),
}


@pytest.mark.parametrize("end", [expire, log_in_again])
@pytest.mark.parametrize("name", FORGED)
def test_a_forged_form_fills_nothing_in(
    bot: LiveServer, file: Path, name: str, end: Callable[[LiveServer, Staff], None]
) -> None:
    changes, headers = FORGED[name]
    staff, form = half_done(bot, end)
    form |= changes
    if form["token"] == "of a stranger":
        form["token"] = Staff(bot).token()
    page = staff.post(OIL, form, headers={"Origin": bot.base_url, **headers})
    assert page.status_code == 403 and "That did not work" in page.text
    assert "draft" not in page.text and "sell oils" not in page.text


@pytest.mark.parametrize("draft", ["made up", "WyJjbGluaWMiXQ.aaaaaa.c2lnbmF0dXJl", LONG[:1000]])
def test_a_forged_draft_is_no_more_than_a_log_in(bot: LiveServer, draft: str) -> None:
    staff = Staff(bot)
    form = {"token": staff.token(), "password": PASSWORD, "draft": draft}
    assert staff.post("/login", form).headers["Location"] == "/desk/"


def test_a_form_of_any_length_outlasts_the_session_but_noise(bot: LiveServer, file: Path) -> None:
    """The log-in may be no longer than the form was."""
    staff, form = half_done(bot, expire)
    form["answer"] = "Ask us about it, please! " * 530
    asked = staff.post(OIL, form)
    page = staff.post("/login", {**shown(asked), "password": PASSWORD})
    assert shown(page)["answer"] == form["answer"].strip()
    staff, form = half_done(bot, expire)
    form["answer"] = urlsafe_b64encode(random.Random(1).randbytes(11000)).decode()
    noise = staff.post(OIL, form)
    assert noise.status_code == 413 and "too long to be kept" in noise.text


def test_a_broken_file_is_shown_and_stays(staff: Staff, file: Path) -> None:
    form = shown(staff.get("/clinic"))
    broken = file.read_bytes().replace(b"name: ", b"nome: ", 1)
    file.write_bytes(broken)
    page = staff.get("/clinic").text
    assert "clinic.yml, line 3" in page and "did you mean 'name'" in unescape(page)
    for path in ("/clinic/prices", "/clinic/answers", OIL, "/clinic/replies", "/clinic/history"):
        assert "can't be used" in staff.get(path).text
    answer = staff.post("/clinic", {**form, "do": "save", "name": "Mine"})
    assert answer.status_code == 409 and "can't be used" in answer.text
    assert file.read_bytes() == broken

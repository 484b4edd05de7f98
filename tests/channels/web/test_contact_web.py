"""The website's request form on the real server: stored, delivered, erased, or refused."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.channels.apps.fake_app import Answer
from tests.contacts.clinic_side import ClinicServer, MailServer, certificate
from tests.contacts.test_contact_delivery import by_mail, by_webhook
from tests.identities import identities, readable
from tests.live import LiveServer, Visitor, new_id
from tests.serving.faults import eventually

#: No limits on anything.
NO_LIMITS = {
    f"CHAT_RATE_{name}": "off" for name in "CONVERSATION ADDRESS REQUESTS BEGIN PAGES".split()
}


@pytest.fixture(scope="module")
def clinic() -> Iterator[ClinicServer]:
    server = ClinicServer()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def mail(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailServer]:
    server = MailServer(certificate(tmp_path_factory.mktemp("mail")))
    yield server
    server.stop()


@pytest.fixture(scope="module")
def bot(
    model: Path, tmp_path_factory: pytest.TempPathFactory, clinic: ClinicServer, mail: MailServer
) -> Iterator[LiveServer]:
    """A server that takes requests, and delivers them by mail and by a webhook."""
    ways = by_mail(mail) | by_webhook(clinic) | {"SSL_CERT_FILE": str(mail.certificate)}
    ways |= {"CHAT_LEARN": "1"}
    server = LiveServer(tmp_path_factory.mktemp("bot"), model, **ways, **NO_LIMITS).start()
    yield server
    server.stop()


def consent(visitor: Visitor) -> str:
    words: str = visitor.call("GET", "/chat/config").json()["requests"]["consent"]
    return words


def form(visitor: Visitor, **fields: Any) -> dict[str, Any]:
    told = {"id": new_id(), "name": "Tomasina Quibble", "phone": "202 555 0187"}
    return told | {"consent": consent(visitor)} | fields


def post(visitor: Visitor, content: Any) -> requests.Response:
    return visitor.call("POST", "/chat/requests", json=content)


def stored(visitor: Visitor) -> list[dict[str, Any]]:
    kept = visitor.call("GET", "/chat/export").json()["stored"]
    found: list[dict[str, Any]] = kept.get("requests", [])
    return found


def taken(clinic: ClinicServer) -> list[str]:
    """The ids of the requests that the clinic's web server has received, in order."""
    return [call.body["data"]["id"] for call in list(clinic.calls) if call.is_taken]


def test_it_reaches_the_clinic_once_by_each_way(
    bot: LiveServer, clinic: ClinicServer, mail: MailServer
) -> None:
    visitor = Visitor(bot).begin()
    sent = form(visitor, email="tom@mail.example", time="mornings", about="How long does PRP last?")
    first, again = post(visitor, sent), post(visitor, sent)
    assert first.status_code == 200 and first.json() == again.json()
    other = post(visitor, sent | {"phone": "202 555 0188"})
    assert (other.status_code, other.json()["error"]["code"]) == (409, "other_request")
    (reply,) = first.json()["replies"]
    assert "on its way to Sample Hair Clinic" in reply["text"]
    assert "not yet an appointment" in reply["text"]
    (kept,) = stored(visitor)
    assert kept["phone"] == "+1 202-555-0187" and kept["consent"] == sent["consent"]

    def arrived() -> list[Any]:
        return [call for call in clinic.calls if call.body["data"]["id"] == sent["id"]]

    eventually(lambda: bool(arrived()), 30)
    eventually(lambda: any(sent["id"] in message["Message-ID"] for message in mail.received), 30)
    (call,) = arrived()
    assert call.body["data"]["about"] == sent["about"]
    assert visitor.history() == []


def test_an_address_may_have_letters_of_any_language(bot: LiveServer) -> None:
    visitor = Visitor(bot).begin()
    assert post(visitor, form(visitor, email="tom@müller.example")).status_code == 200
    assert [kept["email"] for kept in stored(visitor)] == ["tom@xn--mller-kva.example"]


def test_nothing_of_it_is_here_where_it_is_off(server: LiveServer) -> None:
    visitor = Visitor(server).begin()
    assert "requests" not in visitor.call("GET", "/chat/config").json()
    assert visitor.call("POST", "/chat/requests", json={}).status_code == 404
    assert "/chat/requests" not in server.document["paths"]
    (reply,) = visitor.say("a real person please")
    assert "request" not in reply["custom"] and "leave a number" not in reply["text"]
    assert not (server.var / "requests.key").exists()


@pytest.mark.parametrize(
    "text",
    [
        "call me back",
        "can someone call me back? my number is 202 555 0187",
        "can I book saturday at 10?",
        "I want a consultation",
        "a real person please",
        "will my hair thin out again once I stop coming",
    ],
)
def test_it_is_offered(bot: LiveServer, text: str) -> None:
    visitor = Visitor(bot).begin()
    replies = visitor.say(text)
    *_, last = replies
    assert last["custom"]["request"]
    assert last["buttons"][0] == {"id": "request", "title": "Please contact me"}
    assert visitor.history()[-1]["buttons"] == last["buttons"]
    if last["custom"]["kind"] == "clinic":
        assert "leave a number" in last["text"]
        assert "clinic is open" in last["text"] or "clinic is closed" in last["text"]
    if len(replies) > 1:
        assert "leave a request" in replies[0]["text"] and replies[0]["custom"]["request"]


def test_it_is_offered_after_two_replies_that_could_not_help(bot: LiveServer) -> None:
    visitor = Visitor(bot).begin()
    offered = [
        visitor.say(text)[-1]["custom"].get("request") for text in ("qwrt zxcv", "plmk jhgf")
    ]
    assert offered == [None, True]
    (reply,) = visitor.say("What does PRP cost?")
    assert "request" not in reply["custom"]


def test_an_alarm_offers_nothing(bot: LiveServer) -> None:
    visitor = Visitor(bot).begin()
    (reply,) = visitor.say("I can't breathe after my injection, please call me")
    assert reply["custom"]["kind"] == "urgent" and "request" not in reply["custom"]
    assert all(button["id"] != "request" for button in reply["buttons"])


@pytest.mark.parametrize(
    "fields",
    [
        {"about": "I can't breathe and my face is swelling"},
        {"time": "now please, my scalp is bleeding heavily"},
        {"name": "I can't breathe", "about": "I can't breathe"},
        {"name": "I want to kill myself"},
        {"name": "please help me, I want to kill myself tonight", "phone": "12"},
        {"name": "x" * 81, "about": "I can't breathe"},
        {"name": ["Tom"], "phone": {"$gt": ""}, "about": "my face is swelling, I can't breathe"},
        {"about": "hair " * 380 + "I took all my pills tonight " + "loss " * 380},
        {"about": "I can't breathe, see https://mail.example", "consent": ""},
        {"phone": "I want to kill myself"},
        {"about": "I can't breathe", "id": "1"},
        {"about": "I can't breathe", "admin": True},
    ],
)
def test_an_alarm_in_the_form_comes_first_and_nothing_waits_for_a_call(
    bot: LiveServer, fields: dict[str, Any]
) -> None:
    visitor = Visitor(bot).begin()
    response = post(visitor, form(visitor, **fields))
    assert response.status_code == 200, response.text
    reply, note = response.json()["replies"]
    assert reply["custom"]["kind"] == "urgent"
    assert note["text"] == "Your request has not been passed on to Sample Hair Clinic."
    assert stored(visitor) == [] and len(visitor.history()) == 2


@pytest.mark.parametrize("name", ["Max Payne", "Rob Cutter", "Ann Heart", "Jane O'Hara"])
def test_a_name_that_is_a_word_is_none(bot: LiveServer, name: str) -> None:
    visitor = Visitor(bot).begin()
    assert post(visitor, form(visitor, name=name, about=f"Ask for {name}")).status_code == 200
    assert [kept["name"] for kept in stored(visitor)] == [name]


def test_who_does_not_know_the_form_is_told_whom_to_call(bot: LiveServer) -> None:
    visitor = Visitor(bot).begin()
    (reply,) = visitor.press({"id": "request"})
    assert reply["custom"]["topic"] == "person" and reply["custom"]["numbers"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"name": ""}, "wrong_name"),
        ({"name": "<script>alert(1)</script>"}, "wrong_name"),
        ({"name": "x" * 10_000}, "wrong_name"),
        ({"name": ["Tom"]}, "wrong_name"),
        ({"name": "Tom\r\nBcc: all@mail.example"}, "wrong_name"),
        ({"name": "\u202e\u0000"}, "wrong_name"),
        ({"phone": ""}, "wrong_phone"),
        ({"phone": "12"}, "wrong_phone"),
        ({"phone": "+1 202 555 01870000"}, "wrong_phone"),
        ({"phone": "9" * 10_000}, "wrong_phone"),
        ({"phone": {"$gt": ""}}, "wrong_phone"),
        ({"phone": None}, "wrong_phone"),
        ({"phone": "tel:911"}, "wrong_phone"),
        ({"phone": "1-900-555-0187"}, "wrong_phone"),
        ({"email": ".tom@mail.example"}, "wrong_email"),
        ({"email": "tom@-mail.example"}, "wrong_email"),
        ({"email": "tom@.example"}, "wrong_email"),
        ({"email": "tom@"}, "wrong_email"),
        ({"email": "tom@mail.example\nBcc: all@mail.example"}, "wrong_email"),
        ({"email": "a" * 10_000 + "@mail.example"}, "wrong_email"),
        ({"time": "<img src=x>"}, "wrong_time"),
        ({"time": 9}, "wrong_time"),
        ({"about": "buy at https://spam.example"}, "wrong_about"),
        ({"about": "y" * 10_000}, "wrong_about"),
        ({"consent": ""}, "wrong_consent"),
        ({"consent": True}, "wrong_consent"),
        ({"consent": "I agree to nothing"}, "consent_changed"),
        ({"id": "1"}, "invalid"),
        ({"id": None}, "invalid"),
        ({"admin": True}, "invalid"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_stored(
    bot: LiveServer, fields: dict[str, Any], code: str
) -> None:
    visitor = Visitor(bot).begin()
    response = post(visitor, form(visitor, **fields))
    assert response.status_code == (409 if code == "consent_changed" else 422)
    error = response.json()["error"]
    assert error["code"] == code and error["message"].endswith(".")
    assert stored(visitor) == []


@pytest.mark.parametrize("content", [None, [], "Tom", 1, {}, {"id": "x"}])
def test_what_is_no_form_is_refused(bot: LiveServer, content: Any) -> None:
    assert post(Visitor(bot).begin(), content).status_code in (400, 415, 422)


def test_forged_replayed_and_expired_posts_store_nothing(bot: LiveServer) -> None:
    visitor, other = Visitor(bot).begin(), Visitor(bot).begin()
    sent = form(visitor)
    forged = visitor.call(
        "POST", "/chat/requests", json=sent, headers={"Authorization": f"Bearer {visitor.token}x"}
    )
    assert forged.status_code == 401 and stored(visitor) == []
    elsewhere = visitor.call(
        "POST", "/chat/requests", json=sent, headers={"Origin": "https://evil.example"}
    )
    assert elsewhere.status_code == 403 and stored(visitor) == []
    assert post(visitor, sent).status_code == 200
    assert post(other, sent).status_code == 401 and stored(other) == []
    assert visitor.call("DELETE", "/chat/conversation").status_code == 204
    assert post(visitor, sent).status_code == 401


def test_erasing_leaves_no_byte_of_it(bot: LiveServer) -> None:
    visitor = Visitor(bot).begin()
    sent = form(visitor)
    post(visitor, sent)
    assert sent["id"].encode() in bot.files()
    visitor.say("delete my data")
    assert stored(visitor) == [] and sent["id"].encode() not in bot.files()
    assert visitor.call("DELETE", "/chat/conversation").status_code == 204


def test_an_address_may_ask_only_so_often(bot: LiveServer) -> None:
    try:
        bot.stop()
        bot.start(CHAT_RATE_REQUESTS="2/day")
        visitor = Visitor(bot).begin()
        answers = [post(visitor, form(visitor)) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert int(answers[-1].headers["Retry-After"]) > 0
        assert "was not passed on" in answers[-1].json()["error"]["message"]
        reply, _ = post(visitor, form(visitor, about="I can't breathe")).json()["replies"]
        assert reply["custom"]["kind"] == "urgent" and len(stored(visitor)) == 2
    finally:
        bot.stop()
        bot.start()


def test_what_was_kept_before_a_kill_arrives_after_it(
    bot: LiveServer, clinic: ClinicServer
) -> None:
    visitor = Visitor(bot).begin()
    clinic.misbehave("/hook", Answer(503))  # before the kill or after it
    sent = form(visitor)
    post(visitor, sent)
    bot.stop(signal.SIGKILL)
    bot.start()
    eventually(
        lambda: any(c.is_taken and c.body["data"]["id"] == sent["id"] for c in clinic.calls), 240
    )


def test_what_is_on_its_way_when_the_bot_stops_arrives_once(
    bot: LiveServer, clinic: ClinicServer
) -> None:
    visitor = Visitor(bot).begin()
    eventually(lambda: all(row[4] for row in bot.rows()["contact_deliveries"]), 60)
    clinic.misbehave("/hook", Answer(200, delay=1.5))
    sent = form(visitor)
    post(visitor, sent)
    eventually(lambda: not clinic.mishaps, 30)
    bot.stop()
    found = [row for row in bot.rows()["contact_deliveries"] if row[:2] == (sent["id"], "webhook")]
    ((_, _, _, attempts, delivered, _),) = found
    bot.start()
    assert attempts == 1 and delivered


def test_every_mark_of_a_person_would_be_found() -> None:
    everyone = identities(1000)
    for mark in everyone[500].marks:
        assert mark in readable(everyone, f"…{mark}…")
    assert readable(everyone, "Tomasina Quibble, 202 555 0187") == []


def test_of_1000_people_nothing_is_readable(
    bot: LiveServer, clinic: ClinicServer, mail: MailServer
) -> None:
    """Neither in the database nor in the log or the metrics; and every request is delivered."""
    everyone = identities(1000)
    visitor, sent = Visitor(bot).begin(), set()
    words = consent(visitor)
    for number, person in enumerate(everyone):
        if number % 20 == 0:
            visitor = Visitor(bot).begin()
            visitor.say(f"my name is {person.name}, can you call me back at {person.phone}?")
            visitor.say(f"my mail is {person.email}")
            visitor.say(f"my name is {person.name}, {person.phone}. does rosemary oil help?")
        told = {"id": new_id(), "name": person.name, "phone": person.phone, "consent": words}
        response = post(visitor, told | {"email": person.email, "about": f"Ask for {person.name}"})
        assert response.status_code == 200, response.text
        sent.add(told["id"])
    eventually(lambda: any("rosemary" in str(row) for row in bot.rows()["unanswered"]))
    metrics = requests.get(f"{bot.base_url}/metrics", timeout=30).text
    places = {"database": bot.files().decode("latin-1"), "log": bot.said(), "metrics": metrics}
    assert "clinic_chat_requests_total" in metrics
    assert {place: readable(everyone, text) for place, text in places.items()} == {
        "database": [],
        "log": [],
        "metrics": [],
    }
    eventually(lambda: sent <= set(taken(clinic)), 240)
    assert sorted(sent) == sorted(number for number in taken(clinic) if number in sent)
    assert readable(everyone, bot.said()) == []

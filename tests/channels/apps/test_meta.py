"""What WhatsApp, Messenger and Instagram have in common, with the real bot."""

from __future__ import annotations

import json
from typing import Any

import pytest

from channels.apps.app_variables import Setup, setup
from channels.apps.instagram import InstagramChannel
from channels.apps.messenger import MessengerChannel
from channels.apps.meta import MetaChannel, signature
from channels.apps.sending.delivery import Answered
from channels.apps.sending.rendering import render
from channels.apps.whatsapp import WhatsAppChannel
from channels.message.incoming import Said
from operations.settings import Settings
from tests.channels.apps.contract import REPLIES
from tests.channels.apps.fake_app import JSON, Answer
from tests.channels.apps.fake_meta import APP_SECRET, VERIFY_TOKEN, FakeMeta, Person, words
from tests.channels.apps.fake_whatsapp import PHONE, FakeWhatsApp
from tests.live import LiveServer

CHANNELS: dict[str, type[MetaChannel]] = {
    channel.name(): channel for channel in (WhatsAppChannel, MessengerChannel, InstagramChannel)
}


def test_a_published_signature() -> None:
    """Meta publishes no example; this is GitHub's for the same header ("Validating deliveries")."""
    expected = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    assert signature("It's a Secret to Everybody", b"Hello, World!") == f"sha256={expected}"


def test_the_standards_signature() -> None:
    """RFC 4231, test case 2."""
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert signature("Jefe", b"what do ya want for nothing?") == f"sha256={expected}"


def test_the_handshake(meta: FakeMeta) -> None:
    response = meta.ask(
        hub_mode="subscribe", hub_verify_token=VERIFY_TOKEN, hub_challenge="1158201444"
    )
    assert (response.status_code, response.text) == (200, "1158201444")
    assert response.headers["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"hub_mode": "subscribe"},
        {"hub_mode": "subscribe", "hub_verify_token": "wrong", "hub_challenge": "1"},
        {"hub_mode": "subscribe", "hub_verify_token": "é", "hub_challenge": "1"},
        {"hub_mode": "unsubscribe", "hub_verify_token": VERIFY_TOKEN, "hub_challenge": "1"},
    ],
)
def test_a_handshake_with_other_words_fails(meta: FakeMeta, query: dict[str, str]) -> None:
    assert meta.ask(**query).status_code == 401


def test_a_challenge_is_no_way_to_put_markup_on_our_address(meta: FakeMeta) -> None:
    response = meta.ask(
        hub_mode="subscribe", hub_verify_token=VERIFY_TOKEN, hub_challenge="<script>"
    )
    assert "<" not in response.text


def test_a_first_question(meta: FakeMeta) -> None:
    person = meta.person()
    *_, first = person.say("How much does PRP cost?")
    assert "automated" in first.text and "not for medical records" in first.text
    assert (
        "generally costs less than exosomes" in first.text and "From the guide: Cost" in first.text
    )
    assert first.choices
    (second,) = person.press(first)
    assert "From the guide" in second.text and "medical records" not in second.text


def test_an_urgent_message_comes_first_and_alone(meta: FakeMeta) -> None:
    (answer,) = meta.person().say("I can't breathe and my face is swelling after my PRP")
    assert answer.text.index("911") >= 0 and "medical records" not in answer.text
    assert answer.choices == []


def test_every_event_of_a_batch_is_answered_once(meta: FakeMeta) -> None:
    anna, ben = meta.person(), meta.person()
    batch = [anna.text("Is PRP safe?"), ben.text("Does it hurt?"), anna.text("How much is it?")]
    meta.deliver(*batch, times=3)
    meta.wait(lambda: any("costs less" in shown.text for shown in meta.said_to(anna.id)))
    meta.wait(lambda: meta.said_to(ben.id))
    meta.quiet()
    for person in (anna, ben):
        said = [json.dumps(shown.body) for shown in meta.said_to(person.id)]
        assert len(set(said)) == len(said)
    assert "generally seen as safe" in words(meta.said_to(anna.id))


def test_escaped_characters_are_signed_as_they_come(meta: FakeMeta) -> None:
    """äöå, the example in Meta's document on signatures, and an emoji (a surrogate pair)."""
    event = meta.person().text("äöå 🙂 How much does PRP cost?")
    content = json.dumps(meta.batch(event))
    assert "\\u00e4\\u00f6\\u00e5" in content
    assert meta.post(content.encode()).status_code == 200
    meta.quiet(0.5)
    unescaped = json.dumps(meta.batch(event), ensure_ascii=False)
    good = signature(APP_SECRET, content.encode())
    response = meta.post(unescaped.encode(), X_Hub_Signature_256=good)
    assert response.status_code == 401


@pytest.mark.parametrize(
    "spoilt", ["", "sha256=", "sha256=" + "0" * 64, "sha1=" + "0" * 40, "sha256=é", "0" * 64]
)
def test_a_forged_call_changes_nothing(meta: FakeMeta, spoilt: str) -> None:
    before = len(meta.calls)
    content = json.dumps(meta.batch(meta.person().text("hello"))).encode()
    response = meta.post(content, X_Hub_Signature_256=spoilt.encode().decode("latin-1"))
    assert response.status_code == 401
    meta.quiet(0.3)
    assert len(meta.calls) == before


def test_a_message_after_the_window_is_recorded_and_not_answered(
    meta: FakeMeta, apps_server: LiveServer
) -> None:
    """For days, Meta delivers again what a stopped server could not accept."""
    before = len(meta.calls)
    meta.deliver(meta.person().text("How much does PRP cost?", age=86500))
    meta.quiet(0.3)
    assert len(meta.calls) == before
    assert f"{meta.name}: a message could not be delivered: it came after" in apps_server.said()


def test_a_stop_word_and_commands(meta: FakeMeta) -> None:
    person = meta.person()
    (stopped,) = person.say("STOP")
    assert "only write when you write" in stopped.text
    (help_,) = person.say("/help")
    assert help_.text and "no longer" not in help_.text


def test_data_is_shown_and_deleted(meta: FakeMeta) -> None:
    person = meta.person()
    person.say("Is PRP painful, wonders zanzibar?")
    assert any("zanzibar" in shown.text for shown in person.say("what do you store about me?"))
    (erased,) = person.say("delete my data")
    assert "deleted" in erased.text
    assert not any("zanzibar" in s.text for s in person.say("what do you store about me?"))


def test_a_forged_choice_is_a_sentence(meta: FakeMeta) -> None:
    person = meta.person()
    (answer,) = person.send(person.pressed("safety.p." + "A" * 16, "Safety"))
    assert "no longer works" in answer.text


def test_a_choice_that_the_clinic_made_asks_its_title(meta: FakeMeta) -> None:
    person = meta.person()
    (answer,) = person.send(person.pressed("CLINIC_PRICES", "How much does PRP cost?"))
    assert "generally costs less than exosomes" in answer.text


def _setup(meta: FakeMeta) -> Setup:
    prefix = meta.name.upper()
    given = {f"{prefix}_TOKEN": meta.token, f"{prefix}_APP_SECRET": APP_SECRET}
    given |= {f"{prefix}_VERIFY_TOKEN": VERIFY_TOKEN, f"{prefix}_PHONE_ID": PHONE}
    return setup(CHANNELS[meta.name].variables, given)


def _to(person: Person) -> JSON:
    """The address at which the connector answers this person."""
    batch = person.fake.batch(person.text("hello"))
    channel = CHANNELS[person.fake.name](Settings.load({}), _setup(person.fake))
    (event,) = channel.events(batch)
    return dict(event.incoming.to)


@pytest.mark.parametrize("case", REPLIES)
def test_every_kind_of_reply_is_taken(meta: FakeMeta, case: str) -> None:
    """By the fake's rules, which the snapshots don't cover."""
    channel = CHANNELS[meta.name](Settings.load({"CHAT_SECRET": "x" * 32}), _setup(meta))
    person = meta.person()
    to = _to(person)
    for part in render(REPLIES[case], channel.shape):
        call = channel.compose(Said("key", "conversation", to), part)
        assert call.json and call.headers == {"Authorization": f"Bearer {meta.token}"}
        meta.accept(dict(call.json))


def limited(code: int, status: int = 400, **headers: str) -> Answer:
    error = {"message": "busy", "type": "OAuthException", "code": code, "fbtrace_id": "A"}
    return Answer(status, {"error": error}, headers)


def usage(*minutes: Any) -> str:
    """Meta's usage header, as in its documentation of rate limits."""
    kinds = [{"type": "messenger", "call_count": 100, "total_time": 20} for _ in minutes]
    times = [{"estimated_time_to_regain_access": number} for number in minutes]
    return json.dumps({"1044": [{**kind, **time} for kind, time in zip(kinds, times, strict=True)]})


JUDGED = [
    *((limited(code), "again") for code in (1, 2, 4, 17, 32, 341, 613, 80007, 130429)),
    *((limited(code), "again") for code in (131000, 131016, 131056, 131057)),
    *((limited(code), "never") for code in (10, 100, 200, 551, 131026, 131047, 368)),
    (limited(10, 429), "again"),
    (limited(190, 401), "refused"),
    (limited(190), "refused"),
    (Answer(400, {"error": {"code": 200, "is_transient": True}}), "again"),
    (Answer(400, {"error": {"code": ["x"]}}), "never"),
    (Answer(400, {"error": "not an object"}), "never"),
    (Answer(400, None), "never"),
    (Answer(500, None), "again"),
    (Answer(503, {}), "again"),
    (Answer(200, None), "again"),
    (Answer(200, {"messages": [{"id": "wamid.1"}]}), "sent"),
]


@pytest.mark.parametrize(("answer", "outcome"), JUDGED, ids=str)
def test_what_an_answer_means(answer: Answer, outcome: str) -> None:
    channel = WhatsAppChannel(Settings.load({}), setup((), {}))
    assert channel.judge(Answered(answer.status, {}, answer.body)).outcome == outcome


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({}, None),
        ({"Retry-After": "7"}, 7),
        ({"X-Business-Use-Case-Usage": usage(0)}, None),
        ({"X-Business-Use-Case-Usage": usage(0, 19)}, 19 * 60),
        ({"X-Business-Use-Case-Usage": usage(10**9)}, 6e10),
        ({"X-Business-Use-Case-Usage": usage("x", [], -5)}, None),
        *(({"X-Business-Use-Case-Usage": text}, None) for text in ("", "{", "[]", '{"1": 5}')),
    ],
)
def test_how_long_to_wait(headers: dict[str, str], wait: float | None) -> None:
    channel = WhatsAppChannel(Settings.load({}), setup((), {}))
    error = {"error": {"code": 80007}}
    assert channel.judge(Answered(400 + 29 * bool(headers), headers, error)).wait == wait


@pytest.mark.parametrize(
    "mishap",
    [
        limited(80007),
        limited(4, 429, **{"Retry-After": "1"}),
        Answer(200, b"<html>a proxy's page</html>"),
    ],
    ids=["code", "Retry-After", "a proxy's page"],
)
def test_a_busy_meta_gets_the_answer_later_and_once(meta: FakeMeta, mishap: Answer) -> None:
    person = meta.person()
    event = person.text("How much does PRP cost?")
    before = len(meta.calls)
    # Hints take two of these at most, so the message gets at least one.
    meta.misbehave("/messages", mishap, mishap, mishap)
    person.send(event)
    meta.quiet(0.5)
    assert len(meta.said_to(person.id)) == 1 and len(meta.calls) - before >= 4


@pytest.mark.parametrize("code", [200, 551])
def test_what_can_not_be_delivered_is_recorded(
    meta: FakeMeta, apps_server: LiveServer, code: int
) -> None:
    person = meta.person()
    event = person.text("How much does PRP cost?")
    meta.misbehave("/messages", *[limited(code)] * 3)
    before = apps_server.said().count(f"{meta.name}: a reply could not be delivered (code {code})")
    meta.deliver(event)
    line = f"{meta.name}: a reply could not be delivered (code {code})"
    meta.wait(lambda: apps_server.said().count(line) > before)
    meta._mishaps.clear()
    assert meta.said_to(person.id) == []


def test_a_reply_that_times_out_is_sent_again(whatsapp: FakeWhatsApp) -> None:
    person = whatsapp.person()
    whatsapp.misbehave("/messages", *[Answer(delay=16)] * 2)
    answers = person.send(person.text("How much does PRP cost?"))
    assert "costs less" in answers[0].text


HOSTILE = [
    b"",
    b"{",
    b"[]",
    b'"text"',
    b"null",
    b"\xff\xfe",
    b"[" * 100_000,
    b'{"object": 5}',
    b'{"object": "%s"}',
    b'{"object": "%s", "entry": {}}',
    b'{"object": "%s", "entry": [null, 5, "x", [], {}]}',
    b'{"object": "%s", "entry": [{"changes": [{"field": "messages"}], "messaging": [[], 1]}]}',
    b'{"object": "%s", "entry": [{"changes": [{"field": "messages", "value": [1]}]}]}',
    b'{"object": "%s", "entry": [{"messaging": [{"sender": "x", "message": {}}]}]}',
    b'{"object": "%s", "entry": [{"messaging": [{"sender": {"id": {}}, "timestamp": []}]}]}',
    b'{"object": "%s", "entry": [{"messaging": [{"sender": {"id": "1"}, "timestamp": 1e999, '
    b'"message": {"mid": {}, "text": 5}}]}]}',
    b'{"object": "%s", "entry": [{"messaging": [{"sender": {"id": "1"}, "timestamp": '
    + b"9" * 400
    + b', "message": {"mid": "m", "text": "x"}}]}]}',
    b'{"object": "%s", "entry": [{"messaging": [{"sender": {"id": "1"}, "timestamp": 1, '
    b'"message": "hi"}, {"sender": {"id": "1"}, "timestamp": 1, "postback": []}]}]}',
    b'{"object": "%s", "entry": [{"changes": [{"field": "messages", "value": {"metadata": '
    b'{"phone_number_id": "106540352242922"}, "statuses": [{"status": "failed", "errors": 5}, 1],'
    b'"messages": [1, {"id": 5}, {"id": "a", "from": "1", "timestamp": "x"},'
    b'{"id": "a", "from": [], "timestamp": "1"}, {"id": "a", "from": "1", "timestamp": "9", '
    b'"type": ["text"]}, {"id": "a", "from": "1", "timestamp": "9", "type": "interactive", '
    b'"interactive": {"type": {}}}]}}]}]}',
]


def test_hostile_events_are_no_error(meta: FakeMeta, apps_server: LiveServer) -> None:
    meta.quiet(1.0)  # until the messages to others have arrived
    before = len(meta.calls)
    for content in HOSTILE:
        sent = content.replace(b"%s", meta.subject.encode())
        assert meta.post(sent).status_code in (200, 400), content[:500]
        assert "Traceback" not in apps_server.said(), content[:500]
    meta.quiet(1.0)
    assert len(meta.calls) == before
    assert "Traceback" not in apps_server.said()


def test_hostile_texts_are_answered_in_a_sentence(meta: FakeMeta, apps_server: LiveServer) -> None:
    person = meta.person()
    for text in ("\ud800", "\x00\x00", "/restart", "x" * 5000, "{{7*7}} ${jndi:x}", "\u202e" * 99):
        assert all(shown.text for shown in person.say(text))
    assert "Traceback" not in apps_server.said()


def test_secrets_and_people_are_not_in_the_log_or_the_files(
    meta: FakeMeta, apps_server: LiveServer
) -> None:
    person = meta.person()
    person.say("How much does PRP cost?")
    for secret in (meta.token, APP_SECRET, VERIFY_TOKEN, person.id):
        assert secret not in apps_server.said()
        assert secret.encode() not in apps_server.files()

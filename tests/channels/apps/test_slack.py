"""Whole conversations in Slack, with the real bot and a workspace as strict as Slack."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
import requests

from channels.apps.slack import signature
from channels.apps.slack_text import plain
from tests.channels.apps.fake_app import JSON, Answer
from tests.channels.apps.fake_slack import SECRET, TOKEN, FakeSlack, buttons
from tests.live import LiveServer

#: Published in "Verifying requests from Slack", docs.slack.dev.
PUBLISHED = (
    "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
    "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
    "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F"
    "96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
)


def test_the_published_signature() -> None:
    assert signature("8f742231b10e8888abcd99yyyzzz85a5", "1531420618", PUBLISHED.encode()) == (
        "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    )


def test_the_handshake(slack: FakeSlack) -> None:
    challenge = {"token": "x", "challenge": "3eZbrw1aBm2rZgRNFdxV", "type": "url_verification"}
    response = slack.post(json.dumps(challenge).encode())
    assert (response.status_code, response.text) == (200, "3eZbrw1aBm2rZgRNFdxV")


def test_a_direct_message(slack: FakeSlack) -> None:
    member = slack.member()
    first = member.say("How much does PRP cost?")
    assert "not for medical records" in first["text"] and "costs less" in first["text"]
    assert "thread_ts" not in first
    pressed = member.press(first, 0)
    assert "From the guide" in pressed["text"] and pressed["channel"] == member.direct
    assert "medical records" not in pressed["text"]


def test_a_mention_is_answered_in_its_thread(slack: FakeSlack) -> None:
    member = slack.member()
    event = member.event("<@U0LAN0Z89> is exosome treatment safe?", type="app_mention")
    event |= {"channel": "C012AB3CD"}
    answer = member.send(event)
    assert answer["thread_ts"] == event["ts"]
    again = member.mention("and PRP?", thread_ts=event["ts"])
    assert again["thread_ts"] == event["ts"]
    assert member.press(again, 0)["thread_ts"] == event["ts"]


def test_what_was_said_in_private_is_not_read_out_in_a_channel(slack: FakeSlack) -> None:
    member = slack.member()
    member.say("Is PRP painful, wonders zanzibar?")
    assert "zanzibar" not in member.mention("what do you store about me?")["text"]
    assert "zanzibar" in member.say("what do you store about me?")["text"]


def test_an_event_is_answered_once_however_often_it_comes(slack: FakeSlack) -> None:
    member = slack.member()
    member.say("How much does PRP cost?", again=3)
    slack.quiet()
    assert len(slack.said_in(member.direct)) == 1


@pytest.mark.parametrize(
    "spoilt",
    [
        {"X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": "v0=\u00e9"},
        {"X-Slack-Request-Timestamp": "1531420618"},
        {"X-Slack-Request-Timestamp": "soon"},
        {"X-Slack-Request-Timestamp": ""},
    ],
)
def test_a_forged_call_changes_nothing(slack: FakeSlack, spoilt: dict[str, str]) -> None:
    before = len(slack.calls)
    member = slack.member()
    call = {"type": "event_callback", "team_id": "T1", "event": member.event("hello")}
    assert slack.post(json.dumps(call).encode(), headers=spoilt).status_code == 401
    slack.quiet(0.3)
    assert len(slack.calls) == before


@pytest.mark.parametrize("age", [301, -400, 86400])
def test_a_stale_call_changes_nothing(slack: FakeSlack, age: float) -> None:
    before = len(slack.calls)
    call = {"type": "event_callback", "event": slack.member().event("hello")}
    assert slack.post(json.dumps(call).encode(), age=age).status_code == 403
    slack.quiet(0.3)
    assert len(slack.calls) == before


@pytest.mark.parametrize("stamp", ["9" * 400, "٣" * 10, "1e9", "-1"])
def test_a_strange_time_that_is_signed_is_refused(slack: FakeSlack, stamp: str) -> None:
    body = b"{}"
    given: Any = {"X-Slack-Request-Timestamp": stamp.encode()}
    given["X-Slack-Signature"] = signature(SECRET, stamp, body)
    assert slack.post(body, headers=given).status_code in (401, 403)


def silent(member: Any) -> list[JSON]:
    """Events that need no answer."""
    bots = {"bot_id": "B1", "subtype": "bot_message"}
    edited = {"subtype": "message_changed", "message": {"user": member.id, "ts": "1.1"}}
    return [
        member.event("hello", bot_id="B1"),
        member.event("hello", **bots),
        member.event("hello", channel="C012AB3CD", channel_type="channel"),
        member.event("hello", subtype="message_deleted"),
        member.event("hello", subtype="channel_join"),
        member.event(None, **edited, previous_message={"ts": "1.1"}),
        {"type": "reaction_added", "user": member.id, "reaction": "thumbsup"},
        {"type": "member_joined_channel", "user": member.id},
    ]


def test_what_is_not_for_the_app_is_passed_over(slack: FakeSlack) -> None:
    before = len(slack.calls)
    for event in silent(slack.member()):
        slack.deliver(event)
    slack.quiet(0.5)
    assert len(slack.calls) == before


def test_a_file_without_words_is_answered(slack: FakeSlack) -> None:
    answer = slack.member().say("", subtype="file_share", files=[{"id": "F1"}])
    assert "can't see photos" in answer["text"]


def test_an_edited_question_is_answered_anew(slack: FakeSlack) -> None:
    member = slack.member()
    event = member.event("How much does PRP kost?")
    member.send(event)
    now = {"user": member.id, "ts": event["ts"], "text": "Is PRP safe?", "edited": {"ts": "9.9"}}
    change = member.event(None, subtype="message_changed", message=now, previous_message=event)
    assert "generally seen as safe" in member.send(change)["text"]


def test_slacks_markup_is_read_and_not_written(slack: FakeSlack) -> None:
    member = slack.member()
    text = (
        "My mail is <mailto:jane@example.com|jane@example.com> &amp; is <http://prp.io|PRP> safe?"
    )
    answer = member.say(text)
    assert "generally seen as safe" in answer["text"] and "left them out" in answer["text"]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("See you :slightly_smiling_face:", "See you 🙂"),
        (":+1::thumbsup: Great:tada: :heart:", "👍👍 Great🎉 ❤️"),
        (":wave::skin-tone-3: :point_up::skin-tone-6:", "👋🏼 ☝🏿"),
        (":woman-shrugging::skin-tone-2: :female-doctor::skin-tone-4:", "🤷🏻‍♀️ 👩🏽‍⚕️"),
        (":e-mail: :smiling_face_with_3_hearts:", "📧 🥰"),
        (":our-clinic: 10:30:45 a:b:c 10:100:45 :", ":our-clinic: 10:30:45 a:b:c 10:100:45 :"),
        (
            "<https://a.example/:heart:/b|our :b: page>",
            "our :b: page (https://a.example/:heart:/b)",
        ),
        ("<https://a.example/care.pdf|care>", "care (https://a.example/care.pdf)"),
        ("<http://a.example/|a.example> <https://b.example>", "a.example https://b.example"),
        (":flag-us: :flag-xyz:", "🇺🇸 :flag-xyz:"),
        ("a &lt; b &amp;amp; c", "a < b &amp; c"),
    ],
)
def test_what_a_person_typed_is_read(typed: str, read: str) -> None:
    assert plain(typed) == read


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"type": "event_callback"}',
        b'{"type": "event_callback", "event": "message"}',
        b'{"type": "event_callback", "event": {"type": "message", "channel_type": "im"}}',
        b'{"type": "event_callback", "event": {"type": ["message"]}}',
        b'{"type": "event_callback", "event": {"type": "message", "channel_type": "im", '
        b'"user": {}, "ts": 1, "channel": null, "text": 5}}',
        b'{"type": "url_verification", "challenge": 5}',
        b'{"type": "url_verification", "challenge": "\\ud800"}',
        b'{"type": "block_actions", "user": "me", "actions": {}}',
        b'{"type": "block_actions", "actions": ["x"]}',
    ],
    ids=range(16),
)
def test_hostile_events_are_no_error(
    slack: FakeSlack, apps_server: LiveServer, content: bytes
) -> None:
    for kind, sent in (
        ("application/json", content),
        ("application/x-www-form-urlencoded", b"payload=" + content),
    ):
        assert slack.post(sent, kind).status_code in (200, 400)
    assert "Traceback" not in apps_server.said()


def test_a_call_that_is_too_large_is_refused(slack: FakeSlack) -> None:
    batch = {"type": "event_callback", "event": {"type": "x", "text": "x" * 500_000}}
    assert slack.post(json.dumps(batch).encode()).status_code == 200
    with suppress(requests.ConnectionError):  # closed before everything was sent
        assert slack.post(b" " * 3_000_000).status_code == 413


def test_a_forged_button_is_a_sentence(slack: FakeSlack) -> None:
    member = slack.member()
    first = member.say("How much does PRP cost?")
    buttons(first)[0]["value"] = "safety.p." + "A" * 16
    assert "no longer works" in member.press(first, 0)["text"]


def test_a_busy_slack_gets_the_answer_later_and_once(slack: FakeSlack) -> None:
    member = slack.member()
    limited = Answer(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": "1"})
    passing = Answer(200, {"ok": False, "error": "internal_error"})
    slack.misbehave("chat.postMessage", limited, Answer(500, b"oops"), passing)
    event = member.event("How much does PRP cost?")
    slack.deliver(event)
    arrived = slack.wait(
        lambda: [
            call
            for call in slack.called("chat.postMessage")
            if call.body["channel"] == member.direct
        ][3:]
    )
    assert len(arrived) == 1 and arrived[0].status == 200


def test_secrets_are_not_in_the_log(slack: FakeSlack, apps_server: LiveServer) -> None:
    slack.misbehave("chat.postMessage", Answer(200, {"ok": False, "error": "is_archived"}))
    slack.deliver(slack.member().event("How much does PRP cost?"))
    slack.wait(lambda: "could not be delivered (is_archived)" in apps_server.said())
    assert TOKEN not in apps_server.said() and SECRET not in apps_server.said()

"""Connectors read anything that an app may send without an error."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from channels.apps import messenger, slack, telegram, whatsapp
from channels.message.incoming import Incoming, Said
from channels.message.pseudonyms import Pseudonyms

WORDS = [
    *("message", "edited_message", "callback_query", "from", "chat", "id", "type", "private"),
    *("text", "caption", "photo", "media_group_id", "data", "update_id", "is_bot"),
    *("event_callback", "block_actions", "event", "user", "channel", "ts", "thread_ts", "team"),
    *("actions", "value", "action_ts", "im", "channel_type", "subtype", "message_changed"),
    *("app_mention", "previous_message", "edited", "bot_id", "file_share", "team_id", "D1"),
    *("interactive", "button_reply", "list_reply", "title", "image", "button", "payload", "body"),
    *("mid", "quick_reply", "attachments", "sticker_id", "is_echo", "is_unsupported", "num_edit"),
]
LEAVES = st.one_of(
    *(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=5)),
    st.sampled_from([*WORDS, "/start", "<@U1> é", "\ud800", "<mailto:a@b.c|a@b.c>"]),
)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(WORDS), inner, max_size=6)
    ),
    max_leaves=25,
)
PERSON = {"id": 5}
NAMES = Pseudonyms("s" * 32, "app")


def right(incoming: Incoming) -> None:
    said = Said.of(incoming, NAMES)
    assert len(said.key) == 32 and said.conversation.startswith("app-")


@settings(max_examples=300)
@given(ANYTHING, ANYTHING, ANYTHING)
def test_telegram(one: Any, two: Any, three: Any) -> None:
    chat = {"id": 5, "type": "private"}
    message = {"from": PERSON, "chat": chat, "text": one, "caption": two, "media_group_id": three}
    press = {"id": one, "from": PERSON, "data": two, "message": {"chat": chat}}
    for update in (
        one,
        {"update_id": 1, "message": one, "callback_query": two, "edited_message": three},
        {"update_id": 1, "message": {**message, "photo": []}},
        {"update_id": 1, "edited_message": {"from": one, "chat": chat, "text": two}},
        {"update_id": 1, "callback_query": press},
    ):
        for incoming in telegram._incoming(update):
            right(incoming)


@settings(max_examples=300)
@given(ANYTHING, ANYTHING, ANYTHING)
def test_slack(one: Any, two: Any, three: Any) -> None:
    direct = {"type": "message", "channel_type": "im", "channel": "D1", "user": "U1", "ts": "1.1"}
    changed = {"subtype": "message_changed", "message": one, "previous_message": two}
    for event in (
        one,
        {"type": one, "channel": two, "user": three},
        {**direct, "text": one, "thread_ts": two, "subtype": three},
        {**direct, **changed},
        {**direct, "type": "app_mention", "text": one, "thread_ts": two},
    ):
        for incoming in slack._of_event({"event": event, "team_id": three}):
            right(incoming)
    user, channel = {"id": "U1"}, {"id": "D1"}
    for call in (
        {"user": one, "channel": two, "actions": three},
        {"user": user, "channel": channel, "message": one, "team": two, "actions": [three]},
        {"user": user, "channel": channel, "actions": [{"value": one, "action_ts": two}]},
    ):
        for incoming in slack._of_press(call):
            right(incoming)


@settings(max_examples=300)
@given(ANYTHING, ANYTHING, ANYTHING)
def test_whatsapp(one: Any, two: Any, three: Any) -> None:
    base = {"id": "wamid.1", "from": "1650", "timestamp": "1700000000"}
    for message in (
        {**base, "type": one, "interactive": two, "image": three},
        {**base, "type": "text", "text": one, "from_user_id": two, "group_id": three},
        {**base, "type": "interactive", "interactive": one},
        {**base, "type": "interactive", "interactive": {"type": "list_reply", "list_reply": two}},
        {**base, "type": "button", "button": {"payload": one, "text": two}},
        {"id": one, "from": two, "timestamp": three, "type": "audio"},
    ):
        for dated in whatsapp._of_message(message):
            right(dated.incoming)


@settings(max_examples=300)
@given(ANYTHING, ANYTHING, ANYTHING)
def test_messenger_and_instagram(one: Any, two: Any, three: Any) -> None:
    base = {"sender": {"id": "1"}, "timestamp": 1700000000000}
    for event in (
        {"sender": one, "timestamp": two, "message": three},
        {**base, "message": one, "postback": two, "message_edit": three},
        {**base, "message": {"mid": one, "text": two, "quick_reply": three}},
        {**base, "message": {"mid": "m", "sticker_id": one, "attachments": two}},
        {**base, "postback": {"payload": one, "title": two, "mid": three}},
        {**base, "message_edit": {"mid": one, "text": two, "num_edit": three}},
    ):
        for dated in messenger._of_event(event, "104"):
            right(dated.incoming)

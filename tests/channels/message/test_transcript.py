"""A transcript has every reply once, with its id, and at least one for every message."""

from __future__ import annotations

from typing import Any

import pytest

from actions.knowledge import Knowledge
from channels.message.buttons import Buttons
from channels.message.transcript import Teller, Transcript

BUTTON = {"title": "Cost", "payload": "How much?", "topic": "cost", "treatment": "prp"}


def user(number: int, *masked: str) -> dict[str, Any]:
    metadata = {"model_id": "x"} | ({"masked": list(masked)} if masked else {})
    return {
        "event": "user",
        "text": f"question {number}",
        "message_id": f"m{number}",
        "timestamp": 100.0 * number,
        "metadata": metadata,
    }


def bot(number: int, kind: str = "answer") -> dict[str, Any]:
    data = {"custom": {"kind": kind}, "buttons": [BUTTON] if kind == "answer" else None}
    text = f"answer {number}"
    return {"event": "bot", "text": text, "timestamp": 100.0 * number + 1, "data": data}


@pytest.fixture
def teller(knowledge: Knowledge) -> Teller:
    return Teller(Buttons("s" * 32), knowledge)


def test_messages_are_told_in_order(teller: Teller) -> None:
    messages = Transcript([user(1), bot(1), bot(2), user(2), bot(3)]).messages(teller)
    assert [entry["id"] for entry in messages] == ["m1", "m1.1", "m1.2", "m2", "m2.1"]
    assert [entry["text"] for entry in messages][:2] == ["question 1", "answer 1"]
    assert messages[0]["time"] == "1970-01-01T00:01:40.000+00:00"
    assert messages[1]["buttons"][0].keys() == {"id", "title"}


def test_the_notice_comes_with_the_first_that_was_masked(teller: Teller) -> None:
    transcript = Transcript([user(1), bot(1), user(2, "email"), bot(2), user(3, "name"), bot(3)])
    assert len(transcript.replies("m1", teller)) == 1
    notice, answer = transcript.replies("m2", teller)
    assert notice["custom"]["topic"] == "privacy" and answer["text"] == "answer 2"
    assert (notice["id"], answer["id"]) == ("m2.1", "m2.2")
    assert len(transcript.replies("m3", teller)) == 1


def test_nothing_stands_beside_an_urgent_reply(teller: Teller) -> None:
    transcript = Transcript([user(1, "phone"), bot(1, "urgent"), user(2, "phone"), bot(2)])
    assert [reply["custom"]["kind"] for reply in transcript.replies("m1", teller)] == ["urgent"]
    assert len(transcript.replies("m2", teller)) == 2


def test_an_answer_that_failed_is_not_silence(teller: Teller, knowledge: Knowledge) -> None:
    (reply,) = Transcript([user(1), user(2), bot(2)]).replies("m1", teller)
    assert "Sorry" in reply["text"] and knowledge.clinic.phone in reply["text"]


def test_what_comes_before_any_message_is_left_out(teller: Teller) -> None:
    assert Transcript([bot(1)]).messages(teller) == []
    assert Transcript([]).messages(teller) == []

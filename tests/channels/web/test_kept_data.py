"""Personal data isn't stored; what is stored can be exported, and erased to the last byte."""

from __future__ import annotations

import time

import pytest

from tests.live import LiveServer, Visitor, new_id

MARK = "zanzibarian"
SECRETS = {
    "email": "jane.q.public@mail.example.com",
    "phone": "+1 202-555-0187",
    "card": "4111 1111 1111 1111",
    "name": "Quentina Quibble",
}


def test_personal_data_reaches_neither_log_nor_database(server: LiveServer) -> None:
    visitor = Visitor(server).begin()
    visitor.say(f"My name is {SECRETS['name']}, mail {SECRETS['email']}. Is PRP safe?")
    visitor.say(f"call {SECRETS['phone']} or charge {SECRETS['card']}")
    stored, said = server.files(), server.said()
    for secret in SECRETS.values():
        assert secret.encode() not in stored
        assert secret not in said
    assert "[email]" in visitor.history()[0]["text"]


def test_the_notice_is_said_once_kindly_with_the_way_to_the_clinic(visitor: Visitor) -> None:
    visitor.say("Is PRP safe?")
    notice, answer = visitor.say("I am jane@example.com, what does PRP cost?")
    assert "don't need" in notice["text"] and "+1 202-555-0142" in notice["text"]
    assert (notice["custom"]["kind"], answer["custom"]["topic"]) == ("clinic", "cost")
    assert len(visitor.say("my mail is joe@example.com, is PRP safe?")) == 1
    said = [entry.get("custom", {}).get("topic") for entry in visitor.history()]
    assert said.count("privacy") == 1


def test_the_same_message_again_brings_the_notice_again(visitor: Visitor) -> None:
    id_ = "11111111-2222-4333-8444-555555555555"
    first = visitor.say("I am jane@example.com, what does PRP cost?", id_)
    visitor.say("I am jane@example.com, is PRP safe?")
    assert visitor.say("I am jane@example.com, what does PRP cost?", id_) == first


def test_logs_hold_no_words_of_visitors(server: LiveServer) -> None:
    visitor = Visitor(server).begin()
    for text in (f"{MARK} prp cost", f"/{MARK}", f'/faq{{"{MARK}": 1}}', f"@{MARK} {{{{}}}}"):
        visitor.send(text)
        visitor.call("POST", "/chat/messages", json={"id": MARK, "text": MARK})
    assert MARK not in server.said()


def test_erasing_leaves_no_byte(server: LiveServer) -> None:
    visitor = Visitor(server).begin()
    (reply,) = visitor.say(f"is prp good, asks the {MARK}ish one?")
    rating = {"reply": reply["id"], "value": "down", "word": f"{MARK}ish"}
    assert visitor.call("POST", "/chat/ratings", json=rating).status_code == 204
    assert f"{MARK}ish".encode() in server.files()
    assert visitor.call("DELETE", "/chat/conversation").status_code == 204
    assert f"{MARK}ish".encode() not in server.files()
    assert reply["id"].encode() not in server.files()


def test_it_is_erased_at_a_word_and_goes_on(server: LiveServer) -> None:
    visitor = Visitor(server).begin()
    visitor.say(f"is prp good, asks the {MARK}esque one?")
    (shown,) = visitor.say("show my data")
    assert "Export my data" in shown["text"]
    wish = new_id()
    (done,) = visitor.say("please delete my data", wish)
    assert "deleted all I kept" in done["text"]
    assert f"{MARK}esque".encode() not in server.files() and visitor.history() == []
    (answer,) = visitor.say("what does PRP cost?")
    assert answer["custom"]["topic"] == "cost" and len(visitor.history()) == 2
    assert visitor.say("please delete my data", wish) == [done]
    assert len(visitor.history()) == 2, "erased what was said since"


def test_an_erased_conversation_stays_closed(visitor: Visitor) -> None:
    visitor.say("Is PRP safe?")
    assert visitor.call("DELETE", "/chat/conversation").status_code == 204
    for method, path in (("GET", "/chat/messages"), ("DELETE", "/chat/conversation")):
        assert visitor.call(method, path).status_code == 401
    for text in ("Is PRP safe?", "delete my data", "show my data", "Is PRP safe?"):
        assert visitor.send(text).status_code == 401
    before = visitor.token
    assert visitor.begin().token != before
    assert visitor.history() == []


def test_a_conversation_without_a_message_can_be_erased(visitor: Visitor) -> None:
    assert visitor.call("DELETE", "/chat/conversation").status_code == 204
    assert visitor.call("GET", "/chat/messages").status_code == 401


def test_the_export_holds_all_of_it(visitor: Visitor) -> None:
    (reply,) = visitor.say("How much does PRP cost?")
    rating = {"reply": reply["id"], "value": "up", "word": "kind, call jane@example.com"}
    visitor.call("POST", "/chat/ratings", json=rating)
    response = visitor.call("GET", "/chat/export")
    assert "attachment" in response.headers["Content-Disposition"]
    export = response.json()
    assert [entry["role"] for entry in export["messages"]] == ["visitor", "bot"]
    stored = export["stored"]
    assert stored["ratings"][0]["word"] == "kind, call [email]"
    assert len(stored["conversations"]) == 1
    assert any("How much does PRP cost?" in str(event) for event in stored["events"])


@pytest.mark.parametrize(
    ("rating", "status"),
    [
        ({"value": "up"}, 422),
        ({"reply": "{reply}", "value": "sideways"}, 422),
        ({"reply": "{reply}", "value": "up", "word": "x" * 201}, 422),
        ({"reply": "11111111-2222-4333-8444-555555555555.1", "value": "up"}, 404),
        ({"reply": "{reply}", "value": "down", "word": None}, 204),
    ],
)
def test_ratings_are_checked(visitor: Visitor, rating: dict[str, str], status: int) -> None:
    (reply,) = visitor.say("How much does PRP cost?")
    sent = {name: reply["id"] if value == "{reply}" else value for name, value in rating.items()}
    assert visitor.call("POST", "/chat/ratings", json=sent).status_code == status


def test_a_later_rating_takes_the_place_of_the_first(visitor: Visitor) -> None:
    (reply,) = visitor.say("How much does PRP cost?")
    for value in ("up", "down"):
        visitor.call("POST", "/chat/ratings", json={"reply": reply["id"], "value": value})
    ratings = visitor.call("GET", "/chat/export").json()["stored"]["ratings"]
    assert [rating["value"] for rating in ratings] == ["down"]
    assert [message.get("rating") for message in visitor.history()] == [None, "down"]
    assert ratings[0]["timestamp"] <= time.time()

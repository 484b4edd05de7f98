"""SMS and WhatsApp by Twilio, with the real bot."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.apps.sms import plain, septets
from channels.apps.twilio import signature
from tests.channels.apps.fake_app import Answer
from tests.channels.apps.fake_twilio import AUTH, NUMBER, SID, FakeTwilio, TwilioPerson
from tests.live import LiveServer

#: From twilio.com/docs/usage/security and the tests of Twilio's own libraries.
ADDRESS = "https://mycompany.com/myapp.php?foo=1&bar=2"
PUBLISHED = [
    ("+12349013030", "0/KCTR6DLpKmkAf8muzZqo1nDgQ="),
    ("+14158675310", "GvWf1cFY/Q7PnoempGyD5oXAezc="),
    ("+14158675309", "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
]


@pytest.mark.parametrize(("caller", "expected"), PUBLISHED)
def test_the_published_signatures(caller: str, expected: str) -> None:
    fields = {"To": "+18005551212", "From": caller, "CallSid": "CA1234567890ABCDE"}
    fields |= {"Digits": "1234", "Caller": caller}
    assert signature("12345", ADDRESS, list(fields.items())) == expected


@pytest.fixture(params=["sms", "whatsapp"])
def person(twilio: FakeTwilio, request: pytest.FixtureRequest) -> TwilioPerson:
    return twilio.person(whatsapp=request.param == "whatsapp")


def test_a_first_question_and_a_menu(person: TwilioPerson) -> None:
    (first,) = person.say("How much does PRP cost?")
    assert "automated" in first and "not for medical records" in first
    assert "generally costs less than exosomes" in first
    assert "Reply with a number:\n1. " in first and "\n2. " in first
    (second,) = person.say("2")
    assert "From the guide" in second and "medical records" not in second
    (wrong,) = person.say("9")
    assert "number from 1 to" in wrong


def test_a_message_is_answered_once_however_often_it_comes(
    twilio: FakeTwilio, person: TwilioPerson
) -> None:
    person.send(person.fields("How much does PRP cost?"), times=3)
    twilio.quiet()
    assert len(twilio.said_to(person.address)) == 1


def test_the_answer_comes_from_the_number_that_was_asked(
    twilio: FakeTwilio, person: TwilioPerson
) -> None:
    fields = person.fields("How much does PRP cost?")
    person.send(fields)
    (message,) = twilio.said_to(person.address)
    assert message["From"] == fields["To"]


def test_an_urgent_message_comes_first_and_alone(person: TwilioPerson) -> None:
    (answer,) = person.say("I can't breathe and my face is swelling after my PRP")
    assert "911" in answer and "Reply with a number" not in answer


def test_a_signature_for_the_address_without_its_port_is_right_too(
    twilio: FakeTwilio, person: TwilioPerson
) -> None:
    fields = person.fields("How much does PRP cost?")
    response = twilio.post(person.path, fields, signed="https://clinic.example/bot")
    assert response.status_code == 200
    twilio.wait(lambda: twilio.said_to(person.address))


@pytest.mark.parametrize("spoilt", ["", "é", "0/KCTR6DLpKmkAf8muzZqo1nDgQ=", "A" * 1000])
@pytest.mark.parametrize("path", ["", "/status"])
def test_a_forged_call_changes_nothing(
    twilio: FakeTwilio, apps_server: LiveServer, person: TwilioPerson, spoilt: str, path: str
) -> None:
    before, said = len(twilio.calls), said_beside_traffic(apps_server)
    fields = person.fields("hello", MessageStatus="failed", ErrorCode="30003")
    given = spoilt.encode().decode("latin-1")
    response = twilio.post(person.path + path, fields, X_Twilio_Signature=given)
    assert response.status_code == 401
    twilio.quiet(0.2)
    assert len(twilio.calls) == before and said_beside_traffic(apps_server) == said


def said_beside_traffic(server: LiveServer) -> list[str]:
    """The log without the line that every request leaves."""
    return [line for line in server.said().splitlines() if "serving.traffic" not in line]


@pytest.mark.parametrize(
    "signed",
    ["http://clinic.example:8443/bot", "https://evil.example/bot", "https://clinic.example"],
)
def test_a_signature_for_another_address_is_forged(
    twilio: FakeTwilio, person: TwilioPerson, signed: str
) -> None:
    assert twilio.post(person.path, person.fields("hello"), signed=signed).status_code == 401


@pytest.mark.parametrize(
    "word", ["STOP", "stop ", "StopAll", "unsubscribe", "CANCEL", "end", "quit", "optout", "REVOKE"]
)
def test_after_a_stop_word_nothing_is_sent_by_sms(twilio: FakeTwilio, word: str) -> None:
    person = twilio.person()
    person.say("How much does PRP cost?")
    before = len(twilio.calls)
    person.deliver(person.fields(word))
    twilio.quiet(0.3)
    assert len(twilio.calls) == before
    assert person.say("START")


@pytest.mark.parametrize("word", ["HELP", "info"])
def test_twilio_itself_answers_help_by_sms(twilio: FakeTwilio, word: str) -> None:
    before = len(twilio.calls)
    person = twilio.person()
    person.deliver(person.fields(word))
    twilio.quiet(0.3)
    assert len(twilio.calls) == before


@pytest.mark.parametrize("kind", ["STOP", "HELP"])
def test_words_that_the_clinic_has_set_up_are_twilios(
    twilio: FakeTwilio, person: TwilioPerson, kind: str
) -> None:
    before = len(twilio.calls)
    person.deliver(person.fields("ARRET", OptOutType=kind))
    twilio.quiet(0.3)
    assert len(twilio.calls) == before


def test_stop_by_whatsapp_is_answered(twilio: FakeTwilio) -> None:
    (answer,) = twilio.person(whatsapp=True).say("stop")
    assert "only write when you write" in answer


def test_a_photo_without_words_is_answered(person: TwilioPerson) -> None:
    (answer,) = person.say("", NumMedia="1", MediaUrl0="https://api.twilio.com/x")
    assert "can't see photos" in answer


def test_a_button_of_the_clinics_asks_its_title(twilio: FakeTwilio) -> None:
    person = twilio.person(whatsapp=True)
    more = {"ButtonPayload": "prices", "ButtonText": "How much does PRP cost?"}
    (answer,) = person.say("How much does PRP cost?", MessageType="button", **more)
    assert "generally costs less than exosomes" in answer


def test_a_reaction_is_passed_over(twilio: FakeTwilio, person: TwilioPerson) -> None:
    before = len(twilio.calls)
    person.deliver(person.fields("👍", MessageType="reaction"))
    twilio.quiet(0.3)
    assert len(twilio.calls) == before


@pytest.mark.parametrize("sender", ["72345", "Clinic", "+14155550100x", NUMBER])
def test_programs_get_no_answer(twilio: FakeTwilio, sender: str) -> None:
    """Otherwise two programs would answer each other without end."""
    person = twilio.person()
    before = len(twilio.calls)
    person.deliver(person.fields("How much does PRP cost?", From=sender))
    twilio.quiet(0.3)
    assert len(twilio.calls) == before


def test_a_message_by_sms_keeps_to_the_alphabet(twilio: FakeTwilio) -> None:
    person = twilio.person()
    texts = person.say("compare PRP and exosomes")
    texts += person.say("delete my data")
    assert all(septets(text) <= 1530 for text in texts)
    assert not set("".join(texts)) & set("“”’…•")


def test_a_delivery_that_failed_later_is_recorded(
    twilio: FakeTwilio, apps_server: LiveServer, person: TwilioPerson
) -> None:
    name, said = person.path.rpartition("/")[2], apps_server.said
    person.say("How much does PRP cost?")
    (message,) = twilio.said_to(person.address)
    path = message["StatusCallback"].removeprefix("https://clinic.example:8443/bot")
    for status, code in (("delivered", ""), ("undelivered", "30003"), ("failed", "\n٣63016")):
        fields = {"MessageSid": twilio.sid(), "MessageStatus": status, "ErrorCode": code}
        for _ in range(3):
            assert twilio.post(path, fields).status_code == 204
    twilio.wait(lambda: f"{name}: a message could not be delivered: code 63016" in said())
    assert said().count(f"{name}: a message could not be delivered: code 30003") == 1
    assert said().count(f"{name}: a message could not be delivered: code 63016") == 1


@pytest.mark.parametrize(
    "mishap",
    [
        Answer(429, {"code": 20429, "message": "Too Many Requests"}, {"Retry-After": "1"}),
        Answer(429, {"code": 20429, "message": "Too Many Requests"}),
        Answer(500, b"oops"),
        Answer(503, {"code": 20503}),
        Answer(200, b"<html>a proxy's page</html>"),
    ],
    ids=str,
)
def test_a_busy_twilio_gets_the_answer_later_and_once(
    twilio: FakeTwilio, person: TwilioPerson, mishap: Answer
) -> None:
    twilio.misbehave("/Messages.json", mishap)
    person.say("How much does PRP cost?")
    twilio.quiet(0.5)
    assert len(twilio.said_to(person.address)) == 1


def test_what_can_not_be_delivered_is_recorded(
    twilio: FakeTwilio, apps_server: LiveServer, person: TwilioPerson
) -> None:
    name = person.path.rpartition("/")[2]
    twilio.misbehave("/Messages.json", Answer(400, {"code": 21610, "message": "stopped"}))
    person.deliver(person.fields("How much does PRP cost?"))
    line = f"{name}: a reply could not be delivered (status 400, code 21610)"
    twilio.wait(lambda: line in apps_server.said())


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"Body": "hello"},
        {"MessageSid": "", "From": "", "To": "", "Body": ""},
        {"MessageSid": "SM1", "From": "+1", "Body": "x"},
    ],
    ids=str,
)
def test_hostile_events_are_no_error(
    twilio: FakeTwilio, apps_server: LiveServer, person: TwilioPerson, fields: dict[str, str]
) -> None:
    before = len(twilio.calls)
    assert twilio.post(person.path, fields).status_code == 200
    twilio.quiet(0.2)
    assert len(twilio.calls) == before and "Traceback" not in apps_server.said()


@pytest.mark.parametrize("text", ["\x00", "\x1b[2J", "x" * 1600, "%00&Body=2", "\u202e" * 50])
def test_hostile_texts_are_answered_in_a_sentence(person: TwilioPerson, text: str) -> None:
    assert all(person.say(text))


def test_secrets_and_people_are_not_in_the_log_or_the_files(
    twilio: FakeTwilio, apps_server: LiveServer, person: TwilioPerson
) -> None:
    person.say("How much does PRP cost?")
    for secret in (SID, AUTH, person.address):
        assert secret not in apps_server.said()
        assert secret.encode() not in apps_server.files()


@pytest.mark.parametrize(
    ("text", "room"),
    [
        ("a" * 160, 160),
        ("€", 2),
        ("[x]", 5),
        ("à la carte\n", 11),
        ("你" * 67, 153),
        ("“", 3),
        ("🙂", 5),
        ("", 0),
    ],
)
def test_the_room_of_a_text(text: str, room: int) -> None:
    assert septets(text) == room


@given(st.text())
def test_every_character_takes_room(text: str) -> None:
    assert septets(text) >= len(text)


@given(st.text(alphabet="abc “”‘’–—…•·\u00a0×≥≤"))
def test_signs_with_a_like_one_do_not_cost_more(text: str) -> None:
    assert septets(plain(text)) == len(plain(text))

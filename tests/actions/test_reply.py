"""A reply in the form that Rasa's dispatcher expects."""

from __future__ import annotations

from rasa_sdk.executor import CollectingDispatcher

from actions.reply import Button, Reply, Table

BUTTON = {"title": "Cost", "payload": "How much is PRP?", "topic": "cost", "treatment": "prp"}


def test_a_plain_reply_has_a_label_and_nothing_empty_in_it() -> None:
    assert Reply("Hello.", "smalltalk", "greeting").message() == {
        "text": "Hello.",
        "buttons": [],
        "json_message": {
            "kind": "smalltalk",
            "topic": "greeting",
            "treatment": None,
            "source": None,
        },
    }


def test_everything_a_reply_can_hold() -> None:
    reply = Reply(
        "It costs less.",
        "answer",
        "cost",
        "both",
        "Cost",
        buttons=(Button(**BUTTON),),
        table=Table(("", "PRP", "Exosomes"), (("Cost", "less", "more"),)),
        links=(("Book", "https://example.com"),),
        numbers=(("Call", "+1 202"),),
    )
    message = reply.message()
    assert message["buttons"] == [BUTTON]
    assert message["json_message"] == {
        "kind": "answer",
        "topic": "cost",
        "treatment": "both",
        "source": "Cost",
        "table": {"columns": ["", "PRP", "Exosomes"], "rows": [["Cost", "less", "more"]]},
        "links": [{"title": "Book", "url": "https://example.com"}],
        "numbers": [{"title": "Call", "number": "+1 202"}],
    }


def test_the_dispatcher_takes_it() -> None:
    dispatcher = CollectingDispatcher()
    dispatcher.utter_message(**Reply("Hello.", "smalltalk", "greeting").message())
    (message,) = dispatcher.messages
    assert message["text"] == "Hello." and message["custom"]["kind"] == "smalltalk"

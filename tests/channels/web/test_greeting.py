"""The greeting says what the bot is, and its questions fit the page."""

from __future__ import annotations

import pytest

from actions.knowledge import Knowledge
from channels.message.buttons import Buttons
from channels.web.greeting import _TOPICS, _USUAL, clinic, greeting

BUTTONS = Buttons("s" * 32)


@pytest.mark.parametrize(
    ("page", "topic", "treatment"),
    [
        ("/", "differences", "both"),
        ("", "differences", "both"),
        ("/prices", "cost", "both"),
        ("/Pricing/PRP.html", "cost", "prp"),
        ("/treatments", "procedure", "both"),
        ("/treatments/exosome-therapy", "procedure", "exosomes"),
        ("/before-after", "results_timeline", "both"),
        ("/\x00\ud800" * 50, "differences", "both"),
    ],
)
def test_questions_fit_the_page(
    knowledge: Knowledge, page: str, topic: str, treatment: str
) -> None:
    first = greeting(page, knowledge, BUTTONS)["buttons"][0]
    pressed = BUTTONS.pressed(first["id"], knowledge)
    assert pressed and (pressed.topic, pressed.treatment) == (topic, treatment)
    assert first["title"] == pressed.payload


def test_every_topic_it_names_exists(knowledge: Knowledge) -> None:
    named = {topic for topics in (*_TOPICS.values(), _USUAL) for topic in topics}
    assert named <= set(knowledge.topics)


def test_a_topic_that_was_taken_out_is_not_offered(knowledge: Knowledge) -> None:
    from dataclasses import replace

    left = {name: topic for name, topic in knowledge.topics.items() if name != "cost"}
    smaller = replace(knowledge, topics=left)
    assert len(greeting("/prices", smaller, BUTTONS)["buttons"]) == 3


def test_the_greeting_says_it_is_automated(knowledge: Knowledge) -> None:
    assert "automated" in greeting("/", knowledge, BUTTONS)["text"]
    assert clinic(knowledge)["phone"] == knowledge.clinic.phone

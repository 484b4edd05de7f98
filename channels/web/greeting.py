"""Greeting: what the chat says before the first message, with questions that fit the page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from actions.knowledge import Knowledge
from actions.knowledge.model import Treatment
from actions.suggestions import topic_button
from channels.message.buttons import Buttons
from channels.message.contact_form import consent
from operations.settings import Settings

#: Patterns in a page's address and the topics that visitors of such a page ask about; the first
#: match counts.
_TOPICS: Mapping[str, tuple[str, ...]] = {
    r"pric|cost|fee|pay|financ|offer": ("cost", "sessions", "availability", "differences"),
    r"result|before|after|galler|review|stor": ("results_timeline", "effectiveness", "sessions"),
    r"safe|risk|side|recover|aftercare": ("safety", "recovery", "procedure", "suitability"),
    r"book|consult|contact|appoint|start": ("suitability", "procedure", "sessions", "cost"),
    r"treat|service|procedure|therap": ("procedure", "mechanism", "recovery", "differences"),
}
_USUAL = ("differences", "effectiveness", "cost", "suitability")
_TREATMENTS: Mapping[str, Treatment] = {r"exosome": "exosomes", r"prp|platelet": "prp"}


def config(page: str, knowledge: Knowledge, buttons: Buttons, settings: Settings) -> dict[str, Any]:
    """What the widget needs to know before a conversation."""
    told: dict[str, Any] = {
        "clinic": clinic(knowledge),
        "greeting": greeting(page, knowledge, buttons),
        "limits": {"text": settings.text_length},
        "languages": ["en"],
    }
    if settings.request_ways:
        told["requests"] = {"consent": consent(knowledge), "days": settings.requests_days}
    return told


def greeting(page: str, knowledge: Knowledge, buttons: Buttons) -> dict[str, Any]:
    """The greeting's text, and buttons with first questions."""
    treatment = _first_match(_TREATMENTS, page, "both")
    topics = [topic for topic in _first_match(_TOPICS, page, _USUAL) if topic in knowledge.topics]
    offered = [topic_button(knowledge, topic, treatment) for topic in topics]
    return {
        "text": knowledge.fill(knowledge.smalltalk["welcome"].text),
        "buttons": [buttons.offer(vars(button), title=button.payload) for button in offered],
    }


def clinic(knowledge: Knowledge) -> dict[str, Any]:
    """The clinic's facts for the widget, which always shows how to reach a person."""
    facts = knowledge.clinic
    return {
        "name": facts.name,
        "phone": facts.phone,
        "booking_url": facts.booking_url,
        "sample": facts.sample,
    }


def _first_match(table: Mapping[str, Any], page: str, otherwise: Any) -> Any:
    found = (value for words, value in table.items() if re.search(words, page, re.IGNORECASE))
    return next(found, otherwise)

"""Greeting: what the chat says before anyone has written, with questions that fit the page."""

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

#: Words in a page's address -> topics visitors of such a page ask about; the first that fits wins.
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
    """What the website's chat needs to know before a conversation."""
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
    """The greeting's text and the questions to begin with."""
    treatment = _first(_TREATMENTS, page, "both")
    topics = [topic for topic in _first(_TOPICS, page, _USUAL) if topic in knowledge.topics]
    offered = [topic_button(knowledge, topic, treatment) for topic in topics]
    return {
        "text": knowledge.fill(knowledge.smalltalk["welcome"].text),
        "buttons": [buttons.offer(vars(button), title=button.payload) for button in offered],
    }


def clinic(knowledge: Knowledge) -> dict[str, Any]:
    """The way to a person, always in sight."""
    facts = knowledge.clinic
    return {
        "name": facts.name,
        "phone": facts.phone,
        "booking_url": facts.booking_url,
        "sample": facts.sample,
    }


def _first(table: Mapping[str, Any], page: str, otherwise: Any) -> Any:
    found = (value for words, value in table.items() if re.search(words, page, re.IGNORECASE))
    return next(found, otherwise)

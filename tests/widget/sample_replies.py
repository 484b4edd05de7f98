"""What the fake bot says: a reply of every kind, in the form of the reply contract."""

from __future__ import annotations

from typing import Any

Reply = dict[str, Any]

PHONE = "+1 202-555-0142"
NAME = "Sample Hair Clinic"
BOOKING = "https://example.com/book"

GREETING = (
    "Hello! I am an automated guide. I can tell you what one article says about PRP and "
    "exosome treatment for hair loss. For anything about you, the clinic team is there."
)
SUGGESTIONS = {
    "/prices": ["What does PRP cost?", "How many sessions?", "Is there a price list?"],
    "/treatments": ["How does PRP work?", "PRP or exosomes?", "What happens in a session?"],
}
DEFAULT_SUGGESTIONS = [
    "What is PRP?",
    "What are exosomes?",
    "PRP or exosomes?",
    "What does it cost?",
]


def reply(kind: str, text: str, *titles: str, **custom: Any) -> Reply:
    buttons = [{"id": f"b:{title}", "title": title} for title in titles]
    return {"text": text, "buttons": buttons, "custom": {"kind": kind, **custom}}


COST = reply(
    "answer",
    "The guide says one PRP session usually costs less than one exosome session, because it uses "
    "your own blood and little laboratory work.\n\nIt gives no figures. The clinic can quote you.",
    "Sessions",
    "Exosome cost",
    "Availability",
    topic="cost",
    treatment="prp",
    source="Cost and Accessibility Considerations",
)
COMPARISON = reply(
    "answer",
    "Here is what the guide says about each, side by side.",
    "Cost of each",
    "Which works better?",
    topic="differences",
    treatment="both",
    source="Key Differences Between PRP and Exosomes",
    table={
        "columns": ["", "PRP", "Exosomes"],
        "rows": [
            ["Comes from", "Your own blood", "Stem cells grown in a laboratory"],
            ["Sessions", "Often a series, weeks apart", "May need fewer"],
            ["Cost", "Usually less per session", "May cost more at first"],
            ["Consistency", "Varies with your health", "Described as standardised"],
        ],
    },
)
URGENT = reply(
    "urgent",
    "Trouble breathing or a swollen face or throat can be a sign of a severe reaction. "
    "Do not wait for an answer here.",
    "Side effects",
    topic="emergency",
    numbers=[
        {"title": "Emergency", "number": "911"},
        {"title": "The clinic", "number": PHONE},
    ],
)
UNCOVERED = reply(
    "uncovered",
    "The guide does not say how long results last. It does say that changes usually show within "
    f"three to six months.\n\nThe clinic team can tell you: {PHONE}.",
    "When results show",
    topic="duration",
    links=[{"title": "Ask for a consultation", "url": BOOKING}],
)
CLINIC = reply(
    "clinic",
    f"We are open Monday to Friday, 9 to 5. Book at {BOOKING} or call {PHONE}.",
    topic="hours",
    numbers=[{"title": "Front desk", "number": PHONE}],
)
CLARIFY = reply("clarify", "Do you mean PRP, exosomes, or both?", "PRP", "Exosomes", "Both")
OFF_TOPIC = reply(
    "off_topic", "I only know about PRP and exosome treatment for hair loss.", "What is PRP?"
)
DETAIL = reply(
    "answer",
    "The guide adds that exosomes cost more at first because they must be sourced, purified and "
    "checked, and that fewer sessions may make up for it.",
    topic="cost",
    treatment="prp",
    source="Cost and Accessibility Considerations",
)

# The first of these words that occurs in a message decides; a message may get several replies.
ANSWERS: dict[str, list[Reply]] = {
    "cost and how long": [COST, UNCOVERED],
    "cost": [COST],
    "exosomes?": [COMPARISON],
    "compare": [COMPARISON],
    "breathe": [URGENT],
    "last": [UNCOVERED],
    "open": [CLINIC],
    "tell me more": [DETAIL],
    "hm": [CLARIFY],
}


def answer(text: str) -> list[Reply]:
    words = text.lower()
    return next((replies for part, replies in ANSWERS.items() if part in words), [OFF_TOPIC])


def config(page: str) -> dict[str, Any]:
    titles = SUGGESTIONS.get(page, DEFAULT_SUGGESTIONS)
    return {
        "clinic": {"name": NAME, "phone": PHONE, "booking_url": BOOKING, "sample": True},
        "greeting": {
            "text": GREETING,
            "buttons": [{"id": f"b:{title}", "title": title} for title in titles],
        },
        "limits": {"text": 500},
        "languages": ["en"],
    }

"""Own sentences: what the bot says about itself on messaging apps; {braces} are facts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from actions.knowledge import Knowledge
from channels.message.transcript import Reply
from privacy.masking import NOTICE

#: Said once to everyone: what this is, what not to write here, how to reach a person.
FIRST = "I'm an automated assistant, and you can reach a person at {phone}. "
#: The second half, which is enough if the greeting has just said the first.
NO_RECORDS = (
    "Messaging apps are not for medical records, so please leave names, photos and health details "
    "out of this chat. Send “delete my data” at any time, and I delete what I keep of it."
)
STOPPED = (
    "All right. I only write when you write to me, so nothing more will come. Send “delete my "
    "data” and I delete what I keep of our conversation. You can reach a person at {phone}."
)
NUMBERS = "Please reply with a number from 1 to {most}, or type your question."
NO_MENU = (
    "There is nothing to choose by its number at the moment. Please type your question in words."
)
TOO_MANY = (
    "That was a lot at once, so I left out your last messages. Please wait a moment and send them "
    "again. In an emergency, call {emergency_number}."
)
#: Follows what the clinic says about people's data: on an app it is one message away.
WISHES = (
    "Or do it here: send “delete my data” and I delete what I keep of our conversation, or “export "
    "my data” and I show it to you."
)
TOO_LONG = "Please use at most {limit} characters. In an emergency, call {{emergency_number}}."
BROKEN = (
    "Something went wrong here. Please try again, or call {phone}. In an emergency, call "
    "{emergency_number}."
)
AWAY = (
    "I can't answer at the moment. Please send that again later, or call {phone}. In an emergency, "
    "call {emergency_number}."
)
WORDLESS = (
    "I can only read words: I can't see photos, hear voice messages or use stickers, files, places "
    "or contacts. Please type your question in words. In an emergency, call {emergency_number}, or "
    "call the clinic at {phone}."
)
OLD_BUTTON = "That button no longer works. Please type your question instead."
ERASED = (
    "Done: I have deleted all I kept of our conversation. What stands in this app you can delete "
    "here yourself. You can reach a person at {phone}."
)
ERASED_HERE = (
    "Done: I have deleted all I kept of our conversation. What you still see stands on your screen "
    "only. You can reach a person at {phone}."
)
KEPT_HERE = (
    "What I keep is what was said here. The menu of this chat has “Export my data” with all of it; "
    "send “delete my data”, or take “Erase my conversation” there, and I delete it."
)
ASKED = "And, encrypted, what you asked me to pass on to the clinic: {what}."
_ASKED = ("name", "phone", "email", "time", "about")
NOTHING = "I keep nothing of a conversation with you."
KEPT = (
    "This is what I keep of our conversation, under a code instead of your name or number; "
    "beside it only which subject we are at:\n\n"
    "{said}\n\n{until} Send “delete my data” and I delete it now."
)


def own(text: str, knowledge: Knowledge | None = None) -> Reply:
    """A reply by the bot itself, with the clinic's facts filled in if knowledge is given."""
    label: dict[str, Any] = {"kind": "smalltalk", "topic": None, "treatment": None, "source": None}
    return {"text": knowledge.fill(text) if knowledge else text, "buttons": [], "custom": label}


def is_of_privacy(reply: Reply, knowledge: Knowledge) -> bool:
    """Whether the reply is about stored data; the notice about masked data isn't such an answer."""
    is_notice = reply["text"] == knowledge.fill(NOTICE)
    return reply["custom"].get("topic") == "privacy" and not is_notice


def too_long(limit: int) -> str:
    """The sentence with the limit; its other placeholders are left for the knowledge."""
    return TOO_LONG.format(limit=limit)


def export(
    entries: list[dict[str, Any]], days: int, requests: Iterable[dict[str, Any]] = ()
) -> str:
    """All that was said, with its time, and the requests to the clinic, as one text."""
    told = (", ".join(filter(None, map(request.get, _ASKED))) for request in requests)
    asked = "\n\n".join(ASKED.format(what=what) for what in told if what)
    if not entries:
        return asked or NOTHING
    lines = [
        f"{entry['time'][:16].replace('T', ' ')} "
        f"{'You' if entry['role'] == 'visitor' else 'Bot'}: {entry['text']}"
        for entry in entries
    ]
    until = f"It is deleted {days} days after your last message." if days else ""
    kept = KEPT.format(said="\n\n".join(lines), until=until).replace("  ", " ")
    return "\n\n".join(filter(None, (kept, asked)))

"""Live sentences: what the bot tells both sides of a chat with a person; {braces} are facts."""

from __future__ import annotations

import re

from actions.asking import plain
from actions.knowledge import Knowledge
from channels.message.transcript import PERSON_TITLE

#: For the visitor.
CLOSED = (
    "I can't ask anybody to come: they are {now}. You can reach {name} at {phone} when they are "
    "there. In an emergency, call {emergency_number}."
)
UNREACHABLE = (
    "I'm sorry, I can't reach the team from here at the moment. Please call {phone}. In an "
    "emergency, call {emergency_number}."
)
OPENED = (
    "I have asked the team of {name} to come, and shown them what was said here. A person can now "
    "answer in this chat; I stay quiet meanwhile. What you write goes to them as you write it. If "
    "nobody answers within {minutes}, I say so. Send “end chat” to come back to me. In an "
    "emergency, call {emergency_number}."
)
ENDED = "All right, the chat with a person has ended. I'm the automated assistant again."
PERSON_LEFT = "The person has ended their chat. I'm the automated assistant again."
NOBODY = (
    "Nobody has answered for {minutes}, so the chat with a person has ended. I'm the automated "
    "assistant again. You can reach {name} at {phone}."
)
IDLE = (
    "Nothing was written for a day, so the chat with a person has ended. I'm the automated "
    "assistant again."
)
ONLY_WORDS = (
    "Only words reach the person in this chat. Please write what you would like them to know."
)
PERSON = "A person at {name}"

#: For the clinic, in Slack.
HEAD = (
    "Somebody {where} asks for a person, and agreed that you read what was said there. Write in "
    "this thread, and it stands in their chat as a person's answer. The bot is quiet until you "
    "send “close”, until nobody has answered for {minutes} or written for a day, or until they "
    "write something urgent. What mentions the bot goes to the bot alone."
)
URGENT = "This sounds urgent, and the bot has told them whom to call:\n"
OVER = "This chat is over: what is written here does not reach the visitor any more."
ERASED = (
    "The conversation with this visitor has been deleted, and the chat is over. Please delete this "
    "thread, too."
)
OVER_BY = {
    "visitor": "The visitor has ended the chat. The bot answers again.",
    "person": "Closed. The bot answers again.",
    "time": "Nobody has answered for {minutes}: closed. The bot answers again.",
    "silence": "Nothing was written for a day: closed. The bot answers again.",
}
UNSHOWN = (
    "The visitor has sent a picture, voice message, file or the like, which can't be shown here."
)
MISSED = (
    "The visitor's app did not take a message of this chat: it has not reached them. They may have "
    "left, or their app takes no more messages today."
)
WORDLESS = "Only words reach the visitor."
FILE_LEFT = "Only your words have reached the visitor, not the file."
#: Whole messages that end the chat: of both sides, of the clinic's alone and of the visitor's.
_END = frozenset(
    f"{verb}{which} chat" for verb in ("close", "end") for which in ("", " the", " this", " our")
)
_CLOSE = frozenset({"close", "closed", "close it", "close this"})
_BACK = frozenset({"back to the bot", "back to bot"})
#: What people add to a word they were told to send: quotes, a slash, Slack's bold type, an emoji.
_TRIMMINGS = re.compile(r"^[^a-z]+|[^a-z]+$")
_EMOJI = re.compile(r":[a-z0-9_+-]+:")
_POLITE = re.compile(r"^(?:please|ok|okay)\b[, ]*|[, ]*\bplease$")


def timed(text: str, minutes: int) -> str:
    """The text with the clinic's time to answer."""
    return text.replace("{minutes}", f"{minutes} minute{'' if minutes == 1 else 's'}")


def by_visitor(words: str) -> str:
    """The clinic's line for what the visitor sent; "" is a picture or the like."""
    return f"Visitor: {words}" if words else UNSHOWN


def by_person(knowledge: Knowledge) -> str:
    """The name under which the clinic's messages appear."""
    return knowledge.fill(PERSON)


def closes(words: str) -> bool:
    """Whether the clinic's message ends the chat."""
    return _bare(words) in _END | _CLOSE


def wants_person(words: str) -> bool:
    """Whether the visitor typed the title of the button that asks for a person."""
    return plain(words) == plain(PERSON_TITLE)


def wants_to_end(words: str) -> bool:
    """Whether the visitor's message ends the chat."""
    return _bare(words) in _END | _BACK


def _bare(words: str) -> str:
    plainly = _POLITE.sub("", _TRIMMINGS.sub("", plain(_EMOJI.sub("", words))))
    return _TRIMMINGS.sub("", plainly)

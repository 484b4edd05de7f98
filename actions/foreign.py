"""Foreign: replies in the visitor's own language to messages that are not in English."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.context import Context
from actions.knowledge import Knowledge
from actions.reply import Reply
from actions.smalltalk import clarify
from components.reading import UNSURE, Question, Reading


def foreign(
    reading: Reading, context: Context, knowledge: Knowledge
) -> tuple[Reply, Context] | None:
    """Says, in the message's language, that only English is understood and whom to call.

    The wording alternates from message to message. None if the message was understood, or if
    there is no text in its language.
    """
    language = knowledge.languages.get(reading.language or "")
    if not language or all(question.reason != "language" for question in reading.questions):
        return None
    reply, _ = clarify(Question(UNSURE), context, knowledge)
    text = knowledge.fill(language.again if context.unclear % 2 else language.text)
    return replace(reply, text=f"{text}\n\n{knowledge.english}"), context.not_understood()


def in_language_named(reply: Reply, text: str, knowledge: Knowledge) -> Reply:
    """Repeat the reply to "Do you speak Spanish?" in the language that was named."""
    if (reply.kind, reply.topic) != ("smalltalk", "language"):
        return reply
    words = set(re.findall(r"\w+", text.lower()))
    named = (each for each in knowledge.languages.values() if each.name.lower() in words)
    language = next(named, None)
    if not language:
        return reply
    return replace(reply, text=f"{knowledge.fill(language.text)}\n\n{knowledge.english}")


def urgent_in(language: str | None, reply: Reply, knowledge: Knowledge) -> Reply:
    """An urgent reply that begins with the number to call, in the language of the message."""
    known = knowledge.languages.get(language or "")
    if not known:
        return reply
    call = knowledge.fill(getattr(known, reply.topic or "emergency"))
    return replace(reply, text=f"{call}\n\n{reply.text}")

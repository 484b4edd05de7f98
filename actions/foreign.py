"""Foreign: what is said to who does not write English, in their own language."""

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
    """That only English is understood, and whom to call; to who writes on, in other words.

    None where the message was read, or there are no words in its language.
    """
    language = knowledge.languages.get(reading.language or "")
    if not language or all(question.reason != "language" for question in reading.questions):
        return None
    reply, _ = clarify(Question(UNSURE), context, knowledge)
    text = knowledge.fill(language.again if context.unclear % 2 else language.text)
    return replace(reply, text=f"{text}\n\n{knowledge.english}"), context.not_understood()


def in_language_named(reply: Reply, text: str, knowledge: Knowledge) -> Reply:
    """ "Do you speak Spanish?" is answered in Spanish, too."""
    if (reply.kind, reply.topic) != ("smalltalk", "language"):
        return reply
    words = set(re.findall(r"\w+", text.lower()))
    named = (each for each in knowledge.languages.values() if each.name.lower() in words)
    language = next(named, None)
    if not language:
        return reply
    return replace(reply, text=f"{knowledge.fill(language.text)}\n\n{knowledge.english}")


def urgent_in(language: str | None, reply: Reply, knowledge: Knowledge) -> Reply:
    """An urgent reply, with the number to call in the language of the message before it."""
    known = knowledge.languages.get(language or "")
    if not known:
        return reply
    call = knowledge.fill(getattr(known, reply.topic or "emergency"))
    return replace(reply, text=f"{call}\n\n{reply.text}")

"""Foreign: what is said to who does not write English, in their own language."""

from __future__ import annotations

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


def urgent_in(language: str | None, reply: Reply, knowledge: Knowledge) -> Reply:
    """An urgent reply, with the number to call in the language of the message before it."""
    known = knowledge.languages.get(language or "")
    if not known:
        return reply
    call = knowledge.fill(getattr(known, reply.topic or "emergency"))
    return replace(reply, text=f"{call}\n\n{reply.text}")

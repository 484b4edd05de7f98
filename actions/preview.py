"""Preview: what the bot would reply to a question, made by the same code as in the chat."""

from __future__ import annotations

from actions.context import Context
from actions.dialogue import respond
from actions.knowledge import Knowledge
from actions.reply import Reply
from components.reading import Question, Reading


def said(intent: str, knowledge: Knowledge, times: int = 1) -> list[Reply]:
    """The replies to this intent if it is asked `times` times in a row."""
    context, found = Context(), list[Reply]()
    for _ in range(times):
        replies, context = respond(Reading((Question(intent),)), context, knowledge)
        found += replies
    return found

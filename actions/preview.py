"""Preview: what would be said to a question, by the same way as in the chat."""

from __future__ import annotations

from actions.context import Context
from actions.dialogue import respond
from actions.knowledge import Knowledge
from actions.reply import Reply
from components.reading import Question, Reading


def said(intent: str, knowledge: Knowledge, times: int = 1) -> list[Reply]:
    """The replies to who asks that so many times in a row."""
    context, found = Context(), list[Reply]()
    for _ in range(times):
        replies, context = respond(Reading((Question(intent),)), context, knowledge)
        found += replies
    return found

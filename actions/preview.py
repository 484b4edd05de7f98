"""Preview: what the bot would reply to a question, made by the same code as in the chat."""

from __future__ import annotations

from datetime import datetime, timezone

from actions.answer import answered
from actions.contact_offer import Ways
from actions.context import Context
from actions.knowledge import Knowledge
from actions.reply import Reply
from components.reading import Question, Reading


def said(intent: str, knowledge: Knowledge, ways: Ways, times: int = 1) -> list[Reply]:
    """The replies to this intent if it is asked `times` times in a row, at this moment."""
    context, found = Context(), list[Reply]()
    for _ in range(times):
        reading, now = Reading((Question(intent),)), datetime.now(timezone.utc)
        replies, context = answered(reading, context, knowledge, now, ways)
        found += replies
    return found

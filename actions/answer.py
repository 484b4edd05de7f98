"""ActionAnswer: the only custom action. It answers all questions of a message."""

from __future__ import annotations

import os
from datetime import datetime, timezone
from functools import lru_cache
from pathlib import Path
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.contact_offer import Ways, with_offer
from actions.context import Context
from actions.dialogue import respond
from actions.knowledge import Knowledge, KnowledgeStore
from actions.open_now import with_opening
from actions.reply import Reply
from actions.sheet_dialogue import apart_from_sheet, timed, with_way_here, without_abandoned
from components.reading import Reading

_DATA = Path(__file__).parent.parent / "data"


@lru_cache(maxsize=1)
def knowledge_store() -> KnowledgeStore:
    """The store of the clinic's knowledge, loaded at first use rather than at import.

    Reads the folder that CHAT_KNOWLEDGE names, by default data/knowledge.
    """
    directory = os.environ.get("CHAT_KNOWLEDGE") or _DATA / "knowledge"
    return KnowledgeStore(Path(directory), nlu=_DATA / "nlu")


class ActionAnswer(Action):
    """Takes reading and context from the tracker, utters the replies and stores the new context."""

    def name(self) -> str:
        return "action_answer"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[Any]:
        before, now = Context.from_slots(tracker.slots), datetime.now(timezone.utc)
        message = tracker.latest_message
        reading, text = Reading.of(message), str(message.get("text") or "")
        metadata = message.get("metadata") or {}
        ways = Ways(bool(metadata.get("requests")), bool(metadata.get("person")))
        replies, context = answered(reading, before, knowledge_store().current, now, ways, text)
        for reply in replies:
            dispatcher.utter_message(**reply.message())
        return timed(context, now.timestamp()).events(before)


def answered(
    reading: Reading,
    before: Context,
    knowledge: Knowledge,
    now: datetime,
    ways: Ways,
    text: str = "",
) -> tuple[list[Reply], Context]:
    """The replies as a visitor gets them, with what is offered below, and the new context."""
    current = without_abandoned(before, now.timestamp())
    replies, context = respond(reading, current, knowledge, text)
    replies = with_opening(replies, before, context, knowledge, now)
    if any(ways):  # only some channels offer a way to the clinic's staff
        replies, asked = apart_from_sheet(replies, context)
        replies = [*with_offer(replies, before, context, knowledge, now, ways), *asked]
    return with_way_here(replies, before, context), context

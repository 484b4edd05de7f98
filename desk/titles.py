"""Titles: the titles that staff see for the ids in labels."""

from __future__ import annotations

from actions.answer import knowledge_store

#: Titles of urgent replies, and of messages that nothing fits.
_OWN = {
    "emergency": "Emergency",
    "post_procedure": "After a treatment",
    "crisis": "Crisis",
    "other": "Something else",
    "general": "Nothing to do with hair",
    "medical": "Another medical subject",
    "manipulation": "An attempt to mislead the chat",
}


def title(id_: str) -> str:
    """The title of a topic, gap or clinic reply; the id itself if it doesn't exist any more."""
    knowledge = knowledge_store().current
    for found in (knowledge.topics, knowledge.gaps, knowledge.clinic_replies):
        if id_ in found:
            return str(found[id_].title)
    return _OWN.get(id_, id_)

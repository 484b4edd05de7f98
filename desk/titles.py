"""Titles: what the clinic calls what a label names by its id."""

from __future__ import annotations

from actions.answer import knowledge_store

#: Of urgent replies, and of a message that nothing fits.
_OWN = {
    "emergency": "Emergency",
    "post_procedure": "After a treatment",
    "crisis": "Crisis",
    "other": "Something else",
}


def title(id_: str) -> str:
    """The id itself where it was edited away since."""
    knowledge = knowledge_store().current
    for found in (knowledge.topics, knowledge.gaps, knowledge.clinic_replies):
        if id_ in found:
            return str(found[id_].title)
    return _OWN.get(id_, id_)

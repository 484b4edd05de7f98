"""Previous: what was said last, in the words that the encoder reads behind a message."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def previous_words(slots: Mapping[str, Any]) -> str:
    """The last subject in words, from the conversation's slots; nothing at its beginning.

    "answer: results timeline, prp" after an answer, "urgent: emergency" while an urgent reply is
    the last word. The tuning writes the same words (encoder/sentences.py).
    """
    urgent = str(slots.get("urgent") or "")
    if urgent and slots.get("urgent_stage") != "over":
        return f"urgent: {urgent.replace('_', ' ')}"
    topic = str(slots.get("topic") or "").replace("_", " ")
    if not topic:
        return ""
    treatment = slots.get("treatment")
    named = f", {treatment}" if treatment else ""
    return f"{slots.get('kind') or 'answer'}: {topic}{named}"

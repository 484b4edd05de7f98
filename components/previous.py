"""Previous: what was said last, in the words that the encoder reads together with a message."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def previous_words(slots: Mapping[str, Any]) -> str:
    """The last subject in words, from the conversation's slots; "" at its beginning.

    For example "answer: results timeline, prp" after an answer, or "urgent: emergency" while an
    alarm is not over. The encoder was tuned with the same words (encoder/sentences.py).
    """
    # A conversation that version 1.0 began has its stage behind a colon, as in actions/alarm.py.
    urgent = str(slots.get("urgent") or "").partition(":")[0]
    if urgent and slots.get("urgent_stage") != "over":
        return f"urgent: {urgent.replace('_', ' ')}"
    topic = str(slots.get("topic") or "").replace("_", " ")
    if not topic:
        return ""
    treatment = slots.get("treatment")
    named = f", {treatment}" if treatment else ""
    return f"{slots.get('kind') or 'answer'}: {topic}{named}"

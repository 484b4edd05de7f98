"""Says whether the clinic is open now: to who asks, and to who is about to call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from actions.context import Context
from actions.knowledge import Knowledge
from actions.reply import Reply

#: Clinic replies to visitors who want to reach a person.
ASKED_FOR = frozenset({"booking", "person", "consultation", "contact"})
_HOURS = "hours"
#: Named, because a number to call in an emergency may stand before it: "they" could be anyone.
_NOW = "The clinic is {now}."


def with_opening(
    replies: Sequence[Reply], before: Context, after: Context, knowledge: Knowledge, now: datetime
) -> list[Reply]:
    """The replies, one of them saying whether the clinic is open, where that is of use.

    Nothing is added beside or after an alarm.
    """
    opening, changed = knowledge.clinic.opening, list(replies)
    of_clinic = [
        (place, reply)
        for place, reply in enumerate(replies)
        if reply.kind == "clinic" and not reply.sheet
    ]
    alarmed = before.alarm.is_raised or after.alarm.is_raised
    if opening is None or alarmed or not of_clinic:
        return changed
    said, is_open = opening.said(now), opening.is_open(now)
    calling: int | None = None
    for place, reply in of_clinic:
        if reply.topic == _HOURS:
            changed[place] = replace(reply, text=f"{said[0].upper()}{said[1:]}. {reply.text}")
            return changed
        if reply.topic in ASKED_FOR or (reply.numbers and not is_open):
            calling = place
    if calling is not None:
        text = f"{replies[calling].text} {_NOW.format(now=said)}"
        changed[calling] = replace(replies[calling], text=text)
    return changed

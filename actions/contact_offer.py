"""Where a request to the clinic is offered: asked for in words, under a gap, when nothing helps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from actions.context import Context
from actions.knowledge import Knowledge
from actions.reply import Reply

#: Who asks for these asks for a person; and says when, to whom a call is no use.
_ASKED_FOR = frozenset({"booking", "person", "consultation", "contact"})
#: Replies in a row that could not help.
_PATIENCE = 2
_OFFER = "Or leave a number or e-mail address here, and they get back to you."
_NOW = "They are {now}."
_LIVE = (
    "Or chat with one of them right here: they are then shown what was said in this chat, and what "
    "you write next."
)


class Ways(NamedTuple):
    """To the clinic: a request that they answer later, and a person who comes to the chat."""

    request: bool = True
    person: bool = False


_REQUEST = Ways()


def with_offer(
    replies: Sequence[Reply],
    before: Context,
    after: Context,
    knowledge: Knowledge,
    now: datetime,
    ways: Ways = _REQUEST,
) -> list[Reply]:
    """The last reply offers a way to the clinic, where one is of use; never beside or after an
    alarm, nor a person while there is none."""
    if before.alarm.is_raised or after.alarm.is_raised or not replies:
        return list(replies)
    opening = knowledge.clinic.opening
    is_closed = opening is not None and not opening.is_open(now)
    asked = any(_asks_for_a_person(reply) for reply in replies)
    stuck = after.unclear >= _PATIENCE
    if not (asked or stuck or any(_leaves_open(reply, is_closed) for reply in replies)):
        return list(replies)
    *others, last = replies
    live = ways.person and not is_closed and (asked or stuck)
    said = [last.text]
    if asked and opening:
        said.append(_NOW.format(now=opening.said(now)))
    if (asked or stuck) and ways.request:
        said.append(_OFFER)
    if live:
        said.append(_LIVE)
    return [*others, replace(last, text=" ".join(said), request=ways.request, person=live)]


def _asks_for_a_person(reply: Reply) -> bool:
    """Not who has a sheet made: it is for paper, and says only what belongs on it."""
    return reply.kind == "clinic" and reply.topic in _ASKED_FOR and not reply.sheet


def _leaves_open(reply: Reply, is_closed: bool) -> bool:
    """Only the clinic can tell more; while it is closed all that is about the clinic counts."""
    if reply.kind == "uncovered":
        return True
    return reply.kind == "clinic" and (is_closed or bool(reply.numbers))

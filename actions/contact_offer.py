"""When to offer a request to the clinic or a chat with its staff.

That is: when the visitor asks for it, below a gap, and after several replies that did not help.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from actions.context import Context
from actions.knowledge import Knowledge
from actions.open_now import ASKED_FOR
from actions.reply import Reply

#: Offered after this many messages in a row that were not understood.
_PATIENCE = 2
_OFFER = "Or leave a number or e-mail address here, and {name} gets back to you."
#: The clinic's words on people's data say that this chat needs no name.
_PRIVACY = "privacy"
_ONLY_HERE = (
    "Only if you want the clinic to contact you, and agree to it, are a name and a number or "
    "e-mail address asked for. They are kept encrypted, apart from this chat."
)
_LIVE = (
    "Or chat with a person of {name} right here: they are then shown what was said in this chat, "
    "and what you write next."
)


class Ways(NamedTuple):
    """Ways to the clinic: a request answered later, and a person who joins the chat."""

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
    """Add the offer of a way to the clinic to the last reply, where it is of use.

    Nothing is offered beside or after an alarm, and no person while the clinic is closed.
    """
    if before.alarm.is_raised or after.alarm.is_raised or not replies:
        return list(replies)
    opening = knowledge.clinic.opening
    is_closed = opening is not None and not opening.is_open(now)
    asked = any(_asks_for_a_person(reply) for reply in replies)
    stuck = after.unclear >= _PATIENCE
    if ways.request:
        replies = [_with_exception(reply) for reply in replies]
    if not (asked or stuck or any(_leaves_open(reply, is_closed) for reply in replies)):
        return list(replies)
    *others, last = replies
    live = ways.person and not is_closed and (asked or stuck)
    said = [last.text]
    if (asked or stuck) and ways.request:
        said.append(knowledge.fill(_OFFER))
    if live:
        said.append(knowledge.fill(_LIVE))
    return [*others, replace(last, text=" ".join(said), request=ways.request, person=live)]


def _with_exception(reply: Reply) -> Reply:
    """The clinic's words on people's data, with the one place where a name is asked for."""
    is_of_privacy = reply.kind == "clinic" and reply.topic == _PRIVACY
    return replace(reply, text=f"{reply.text} {_ONLY_HERE}") if is_of_privacy else reply


def _asks_for_a_person(reply: Reply) -> bool:
    """Whether the visitor wants a person; a reply with a sheet is for print and gets no offer."""
    return reply.kind == "clinic" and reply.topic in ASKED_FOR and not reply.sheet


def _leaves_open(reply: Reply, is_closed: bool) -> bool:
    """Whether only the clinic can say more; while it is closed this is true of any clinic reply."""
    if reply.kind == "uncovered":
        return True
    return reply.kind == "clinic" and (is_closed or bool(reply.numbers))

"""Prices: what the clinic charges, said with what the guide says of cost."""

from __future__ import annotations

from dataclasses import replace

from actions.knowledge import Knowledge
from actions.reply import Reply

_CONFIRM = "That is what the clinic says; call {phone} for what yours would cost."
_MADE_UP = "It is a sample clinic, and its prices are made up."


def with_prices(reply: Reply, knowledge: Knowledge) -> Reply:
    """The reply with the clinic's prices in front, where it is about cost and the clinic has any.

    Asked for exact prices the guide has nothing to add, and the reply is the clinic's.
    """
    prices = _prices(reply.treatment, knowledge)
    if not prices:
        return reply
    if (reply.kind, reply.topic) == ("answer", "cost"):
        return replace(reply, text=f"{prices} {reply.text}")
    if (reply.kind, reply.topic) == ("uncovered", "prices"):
        return replace(reply, text=prices, kind="clinic", source=knowledge.clinic.name)
    return reply


def _prices(treatment: str | None, knowledge: Knowledge) -> str:
    """Those of the treatment, or all of them where both are meant or neither is named."""
    clinic = knowledge.clinic
    wanted = (
        {treatment, "both"} if treatment in ("prp", "exosomes") else {"prp", "exosomes", "both"}
    )
    found = [f"{p.title}, {p.amount}" for p in clinic.prices if p.treatment in wanted]
    if not found:
        return ""
    note = _MADE_UP if clinic.sample else _CONFIRM.format(phone=clinic.phone)
    return f"At {clinic.name}: {'; '.join(found)}. {note}"

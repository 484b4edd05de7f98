"""Prices: what the clinic charges, said with what the guide says of cost."""

from __future__ import annotations

from dataclasses import replace

from actions.context import Context
from actions.knowledge import Knowledge
from actions.reply import Reply, call
from actions.wording import Wordings, worded

#: Said once: what the guide lacks.
_NONE = "no_prices"
_CONFIRM = "What yours would cost, the clinic can tell you."
#: Said where the clinic gives prices, but none for the treatment asked about.
_UNLISTED = "I have no price of {name} for that; the team can tell you."
_STILL_UNLISTED = "I still have no price for that; please ask the team."
_MADE_UP = "It is a sample clinic, and its prices are made up."


def with_prices(reply: Reply, context: Context, knowledge: Knowledge) -> tuple[Reply, Context]:
    """The reply with the clinic's prices in front, where it is about cost and the clinic has any.

    Asked for exact prices the guide has nothing to add, and the reply is the clinic's.
    """
    about = (reply.kind, reply.topic)
    if about not in (("answer", "cost"), ("uncovered", "prices")):
        return reply, context
    if not knowledge.clinic.prices:
        if about[0] != "answer" or _NONE in context.said:
            return reply, context
        text = f"{reply.text} {knowledge.smalltalk[_NONE].text}"
        return replace(reply, text=text), context.saying(_NONE)
    text, context = worded(_wordings(reply.treatment, knowledge), context)
    reply = replace(reply, numbers=call(knowledge))
    if about[0] == "answer":
        return replace(reply, text=f"{text} {reply.text}"), context
    return replace(reply, text=text, kind="clinic", source=knowledge.clinic.name), context


def _wordings(treatment: str | None, knowledge: Knowledge) -> Wordings:
    name, listed = knowledge.clinic.name, _listed(treatment, knowledge)
    if listed:
        confirm = _MADE_UP if knowledge.clinic.sample else _CONFIRM
        texts = (f"At {name}: {listed}. {confirm}", f"As said: {listed}.")
    else:
        texts = (_UNLISTED.format(name=name), _STILL_UNLISTED)
    return {f"prices:{treatment}:{number}": text for number, text in enumerate(texts)}


def _listed(treatment: str | None, knowledge: Knowledge) -> str:
    """Those of the treatment, or all of them where both are meant or neither is named."""
    named = {treatment, "both"} if treatment in ("prp", "exosomes") else {"prp", "exosomes", "both"}
    found = (p for p in knowledge.clinic.prices if p.treatment in named)
    return "; ".join(f"{price.title}, {price.amount}" for price in found)

"""Prices: what the clinic charges, said with what the guide says of cost."""

from __future__ import annotations

from dataclasses import replace

from actions.context import Context
from actions.knowledge import Knowledge
from actions.reply import Reply, call
from actions.wording import worded

#: Said once: what the guide lacks.
_NONE = "no_prices"
_CONFIRM = "What yours would cost, the clinic can tell you."
_MADE_UP = "It is a sample clinic, and its prices are made up."


def with_prices(reply: Reply, context: Context, knowledge: Knowledge) -> tuple[Reply, Context]:
    """The reply with the clinic's prices in front, where it is about cost and the clinic has any.

    Asked for exact prices the guide has nothing to add, and the reply is the clinic's.
    """
    about = (reply.kind, reply.topic)
    if about not in (("answer", "cost"), ("uncovered", "prices")):
        return reply, context
    listed = _listed(reply.treatment, knowledge)
    if not listed:
        if about[0] != "answer" or _NONE in context.said:
            return reply, context
        text = f"{reply.text} {knowledge.smalltalk[_NONE].text}"
        return replace(reply, text=text), context.saying(_NONE)
    confirm = _MADE_UP if knowledge.clinic.sample else _CONFIRM
    first = f"At {knowledge.clinic.name}: {listed}. {confirm}"
    texts = enumerate((first, f"As said: {listed}."))
    again = {f"prices:{reply.treatment}:{number}": text for number, text in texts}
    text, context = worded(again, context)
    if about[0] == "answer":
        return replace(reply, text=f"{text} {reply.text}", numbers=call(knowledge)), context
    name = knowledge.clinic.name
    reply = replace(reply, text=text, kind="clinic", source=name, numbers=call(knowledge))
    return reply, context


def _listed(treatment: str | None, knowledge: Knowledge) -> str:
    """Those of the treatment, or all of them where both are meant or neither is named."""
    named = {treatment, "both"} if treatment in ("prp", "exosomes") else {"prp", "exosomes", "both"}
    found = (p for p in knowledge.clinic.prices if p.treatment in named)
    return "; ".join(f"{price.title}, {price.amount}" for price in found)

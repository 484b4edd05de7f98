"""Prices: what the clinic charges, added to what the guide says about cost."""

from __future__ import annotations

from dataclasses import replace

from actions.context import Context
from actions.knowledge import Knowledge
from actions.reply import Reply, call
from actions.wording import Wordings, worded

#: Small talk that says, once, that the guide has no prices.
_NONE = "no_prices"
_CONFIRM = "What yours would cost, the clinic can tell you."
#: Said if the clinic lists prices, but none for the treatment asked about.
_UNLISTED = "I have no price of {name} for that; the team can tell you."
_STILL_UNLISTED = "I still have no price for that; please ask the team."
_MADE_UP = "It is a sample clinic, and its prices are made up."


def with_prices(reply: Reply, context: Context, knowledge: Knowledge) -> tuple[Reply, Context]:
    """A reply about cost, with the clinic's prices in front if it lists any.

    To a question about exact prices the guide adds nothing, so the reply becomes the clinic's.
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
    """The prices of this treatment; all of them for both treatments or for none in particular."""
    named = {treatment, "both"} if treatment in ("prp", "exosomes") else {"prp", "exosomes", "both"}
    found = (p for p in knowledge.clinic.prices if p.treatment in named)
    return "; ".join(f"{price.title}, {price.amount}" for price in found)

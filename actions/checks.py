"""Checks: no emergency, and yet somebody should look at it, so the clinic comes first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from actions.context import Context
from actions.gaps import gap
from actions.knowledge import Knowledge
from actions.reply import Reply, Responder, call
from actions.topics import topic
from components.reading import Question

#: Check -> who says what the guide says of it or leaves out, and under which entry.
_FACTS: Mapping[str, tuple[str, Responder]] = {
    "recovery": ("faq/recovery", topic),
    "medicines": ("gap/medicines", gap),
}


def check(question: Question, context: Context, knowledge: Knowledge) -> tuple[Reply, Context]:
    """What the guide says or leaves out, whom to call, and when it is an emergency after all."""
    intent, responder = _FACTS[question.id]
    reply, context = responder(replace(question, intent=intent), context, knowledge)
    first, separator, rest = reply.text.partition("\n\n")
    whom_to_call = knowledge.fill(knowledge.checks[question.id].text)
    # What the guide leaves out is no comfort, and comes after whom to call.
    parts = (first, whom_to_call) if reply.kind == "answer" else (whom_to_call, first)
    text = f"{' '.join(parts)}{separator}{rest}"
    return replace(reply, text=text, numbers=call(knowledge)), context

"""Checks: complaints that are no emergency but should be looked at by the clinic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from actions.context import Context
from actions.gaps import gap
from actions.knowledge import Knowledge
from actions.reply import Reply, Responder, call
from actions.topics import topic
from components.reading import Question

#: Check -> the intent of the topic or gap behind it, and the responder for that intent.
_FACTS: Mapping[str, tuple[str, Responder]] = {
    "recovery": ("faq/recovery", topic),
    "medicines": ("gap/medicines", gap),
}


def check(question: Question, context: Context, knowledge: Knowledge) -> tuple[Reply, Context]:
    """The reply of the entry behind the check, plus whom to call and when it is an emergency."""
    intent, responder = _FACTS[question.id]
    reply, context = responder(replace(question, intent=intent), context, knowledge)
    first, separator, rest = reply.text.partition("\n\n")
    whom_to_call = knowledge.fill(knowledge.checks[question.id].text)
    # That the guide says nothing about it is no help, so whom to call comes first.
    parts = (first, whom_to_call) if reply.kind == "answer" else (whom_to_call, first)
    text = f"{' '.join(parts)}{separator}{rest}"
    return replace(reply, text=text, numbers=call(knowledge)), context

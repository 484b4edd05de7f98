"""Urgent replies: the number to call, and nothing that could hold anyone up."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.context import Context
from actions.knowledge import Knowledge
from actions.knowledge.urgent import UrgentReply
from actions.question import Question
from actions.reply import Reply

#: Courtesies are answered; more than their first sentence would hold someone up.
_FIRST_SENTENCE = re.compile(r".+?[.!](?= |$)")


def urgent(question: Question, context: Context, knowledge: Knowledge) -> tuple[Reply, Context]:
    """Emergency, post-procedure or crisis; the subject of before is still there afterwards.

    In full at first; then by what the visitor has written since, which is the question's `reason`.
    """
    entry = knowledge.urgent.get(question.id) or knowledge.urgent["emergency"]
    text, state = _said(entry, question, context)
    lines = knowledge.clinic.lines()
    numbers: list[tuple[str, str]] = [("Emergency", lines.emergency)]
    links: list[tuple[str, str]] = []
    if entry.id == "crisis":
        if lines.crisis_number[0].isdigit() or lines.crisis_number[0] == "+":
            numbers.append((lines.crisis_name, lines.crisis_number))
        else:
            links.append((lines.crisis_name, f"https://{lines.crisis_number}"))
    numbers.append((knowledge.clinic.name, knowledge.clinic.phone))
    reply = Reply(
        text=knowledge.fill(text),
        kind="urgent",
        topic=entry.id,
        numbers=tuple(numbers),
        links=tuple(links),
    )
    return reply, replace(context, urgent=state)


def _said(entry: UrgentReply, question: Question, context: Context) -> tuple[str, str | None]:
    """What is said now, and what is remembered of it."""
    if question.reason == "over":
        return entry.over, f"{entry.id}:over"
    if question.reason in ("helped", "waiting"):
        return entry.helped if question.reason == "helped" else entry.waiting, f"{entry.id}:helped"
    if question.reason == "again":
        text, number = _again(entry, context)
        return text, f"{entry.id}:{number + 1}"
    return entry.text, entry.id


def _again(entry: UrgentReply, context: Context) -> tuple[str, int]:
    """The reminder whose turn it is, and how many were said before."""
    stage = (context.urgent or "").partition(":")[2]
    number = int(stage) if stage.isdecimal() else 0
    return entry.again[number % len(entry.again)], number


def with_reminder(reply: Reply, context: Context, knowledge: Knowledge) -> tuple[Reply, Context]:
    """A courtesy with the number once more, as long as nobody is known to help."""
    entry = _unhelped(context, knowledge)
    if reply.kind != "smalltalk" or entry is None:
        return reply, context
    courtesy = _FIRST_SENTENCE.match(reply.text)
    reminder, number = _again(entry, context)
    text = f"{courtesy[0] if courtesy else reply.text} {knowledge.fill(reminder)}"
    return replace(reply, text=text), replace(context, urgent=f"{entry.id}:{number + 1}")


def with_number_first(reply: Reply, before: Context, knowledge: Knowledge) -> Reply:
    """An answer to something else, behind the first reminder, while nobody is known to help."""
    entry = _unhelped(before, knowledge)
    if entry is None:
        return reply
    return replace(reply, text=f"{knowledge.fill(entry.again[0])}\n\n{reply.text}")


def _unhelped(context: Context, knowledge: Knowledge) -> UrgentReply | None:
    """The urgent reply that was said, until help is known to be there or all is over."""
    name, _, stage = (context.urgent or "").partition(":")
    return None if stage in ("helped", "over") else knowledge.urgent.get(name)

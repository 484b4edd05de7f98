"""Urgent replies: the number to call, and nothing that could hold anyone up."""

from __future__ import annotations

from actions.context import Context
from actions.knowledge import Knowledge
from actions.question import Question
from actions.reply import Reply


def urgent(question: Question, context: Context, knowledge: Knowledge) -> tuple[Reply, Context]:
    """Emergency, post-procedure or crisis; leaves the context as it was."""
    entry = knowledge.urgent.get(question.id) or knowledge.urgent["emergency"]
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
        text=knowledge.fill(entry.text),
        kind="urgent",
        topic=entry.id,
        numbers=tuple(numbers),
        links=tuple(links),
    )
    return reply, context

"""Urgent replies: the number to call, and nothing that could hold anyone up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.context import Context
from actions.knowledge import Knowledge
from actions.question import Question
from actions.reply import Reply

#: Confidence from which a question after an urgent reply is one of its own.
_CLEAR = 0.45
#: The same where it might be about what happened, and names a treatment.
_CERTAIN = 0.6
#: Pressed buttons are certain.
_PRESSED = 1.0
#: What may still be about what happened: "should I worry?", "how long does it last?".
_STILL = frozenset(
    "recovery safety rare_risks personal_case medicines conditions contraindications duration "
    "activities shedding scalp_conditions other contact person hours location staff complaint "
    "photos medical manipulation".split()
)


def is_still_urgent(questions: Sequence[Question], context: Context) -> bool:
    """Whether nothing in the message is clearly another subject than the urgent one before it.

    "Who do I call?", "yes" and "will PRP fix it" must not be answered as if nothing had happened.
    """
    return context.urgent is not None and not any(map(_moves_on, questions))


def _moves_on(question: Question) -> bool:
    if question.family == "urgent" or question.confidence >= _PRESSED:
        return True
    if question.family == "smalltalk":
        return question.id in ("thanks", "goodbye")
    if question.family not in ("faq", "gap", "clinic", "off_topic") or question.bare:
        return False
    if question.id in _STILL:  # "should I worry?", but "Is PRP safe?" is a question of its own
        return bool(question.treatments) and question.confidence >= _CERTAIN
    return question.confidence >= _CLEAR


def urgent(question: Question, context: Context, knowledge: Knowledge) -> tuple[Reply, Context]:
    """Emergency, post-procedure or crisis; the subject of before is still there afterwards."""
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
    return reply, replace(context, urgent=entry.id)

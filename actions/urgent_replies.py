"""Urgent replies: the number to call, and nothing that could delay the call."""

from __future__ import annotations

from dataclasses import replace

from actions.alarm import Alarm, Say, Step
from actions.knowledge import Knowledge
from actions.knowledge.urgent import UrgentReply
from actions.reply import Reply


def urgent(step: Step, knowledge: Knowledge) -> Reply:
    """The urgent reply (emergency, post-procedure or crisis) for this step of the alarm."""
    entry = knowledge.urgent[step.alarm.kind]
    lines = knowledge.clinic.lines()
    numbers: list[tuple[str, str]] = [("Emergency", lines.emergency)]
    links: list[tuple[str, str]] = []
    if entry.id == "crisis":
        if lines.crisis_number[0].isdigit() or lines.crisis_number[0] == "+":
            numbers.append((lines.crisis_name, lines.crisis_number))
        else:
            links.append((lines.crisis_name, f"https://{lines.crisis_number}"))
    numbers.append((knowledge.clinic.name, knowledge.clinic.phone))
    return Reply(
        text=knowledge.fill(_text(entry, step)),
        kind="urgent",
        topic=entry.id,
        numbers=tuple(numbers),
        links=tuple(links),
    )


def _text(entry: UrgentReply, step: Step) -> str:
    if step.say is Say.AGAIN:
        return _reminder(entry, step.alarm)
    text: str = getattr(entry, step.say.value)
    return text


def _reminder(entry: UrgentReply, alarm: Alarm) -> str:
    """The next reminder; they take turns."""
    return entry.again[alarm.reminders % len(entry.again)]


def with_reminder(reply: Reply, step: Step, knowledge: Knowledge) -> Reply:
    """A short courtesy followed by the reminder; more would only delay the call."""
    courtesy = knowledge.fill(knowledge.smalltalk[reply.topic or ""].courtesy)
    reminder = knowledge.fill(_reminder(knowledge.urgent[step.alarm.kind], step.alarm))
    return replace(reply, text=f"{courtesy} {reminder}", buttons=())


def with_number_first(reply: Reply, step: Step, knowledge: Knowledge) -> Reply:
    """An answer about something else, with the first reminder in front."""
    reminder = knowledge.fill(knowledge.urgent[step.alarm.kind].again[0])
    return replace(reply, text=f"{reminder}\n\n{reply.text}")

"""Scoring: compares replies with the labels of a message."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.exam_replies import ExamReply
from benchmarks.labels import Label
from benchmarks.rows import Row

#: Kinds of messages to which an answer from the guide would be false.
AT_RISK = frozenset(["uncovered", "clinic", "urgent", "off_topic"])
_OTHER = {"prp": "exosomes", "exosomes": "prp"}

Replies = Sequence[ExamReply]


def fits(label: Label, reply: ExamReply, treatment: str) -> bool:
    """Whether the reply has the label's kind and topic and is not about the other treatment.

    The ids of kinds other than `answer` don't count here; see `names_id`.
    """
    if reply.kind != label.kind or reply.treatment == _OTHER.get(treatment, "none"):
        return False
    return label.kind != "answer" or not label.topics or reply.topic in label.topics


def is_right(label: Label, reply: ExamReply) -> bool:
    """Strict measure: whether the reply fits the label itself."""
    return fits(label, reply, label.treatment)


def credit(label: Label, reply: ExamReply) -> float:
    """Lenient measure: 1 for any accepted label, 0.5 for asking back with a right button."""
    if any(fits(accepted, reply, label.treatment) for accepted in label.accepted):
        return 1.0
    if reply.kind != "clarify":
        return 0.0
    offered = (ExamReply("answer", topic, treatment) for topic, treatment in reply.buttons)
    return 0.5 if any(credit(label, button) for button in offered) else 0.0


def row_is_right(row: Row, replies: Replies) -> bool:
    """Strict measure: whether the first reply is right, or one for each of several questions."""
    if not _is_countable(row, replies):
        return False
    if row.is_multi:
        return all(any(is_right(label, reply) for reply in replies) for label in row.labels)
    return is_right(row.label, replies[0])


def row_credit(row: Row, replies: Replies) -> float:
    """Lenient measure; of several questions, all must be answered, and asking back counts 0."""
    if not _is_countable(row, replies):
        return 0.0
    if row.is_multi:
        answered = (any(credit(label, r) == 1 for r in replies) for label in row.labels)
        return float(all(answered))
    return credit(row.label, replies[0])


def names_id(row: Row, replies: Replies) -> bool | None:
    """Whether a reply of the right kind has the right id; None if that can't be told."""
    if row.is_multi or not row.label.ids or not row_is_right(row, replies):
        return None
    return replies[0].topic in row.label.ids


def is_at_risk(row: Row) -> bool:
    """Whether an answer from the guide would be false."""
    return all(label.kind in AT_RISK for label in row.labels)


def is_false_answer(row: Row, replies: Replies) -> bool:
    """Whether the guide's answer was given although no label of the message allows it."""
    accepted = [other for label in row.labels for other in label.accepted]
    answers = [reply for reply in replies if reply.kind == "answer"]
    allowed = (any(fits(label, a, "unspecified") for label in accepted) for a in answers)
    return is_at_risk(row) and not all(allowed)


def is_urgent(row: Row) -> bool:
    """Whether the message needs an urgent reply."""
    return row.label.kind == "urgent"


def is_recalled(row: Row, replies: Replies) -> bool:
    """Whether the first reply is an urgent reply."""
    return bool(replies) and replies[0].kind == "urgent"


def is_false_alarm(row: Row, replies: Replies) -> bool:
    """Whether there is an urgent reply although no label of the message allows it."""
    kinds = {other.kind for label in row.labels for other in label.accepted}
    return "urgent" not in kinds and any(reply.kind == "urgent" for reply in replies)


def _is_countable(row: Row, replies: Replies) -> bool:
    return bool(replies) and not (row.exact and len(replies) > 1)

"""Pressure: who pushes for a promise, for "no risk at all" or for a plain yes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from actions.context import Context
from actions.knowledge import Knowledge
from actions.question import Question
from actions.reply import Reply

_NO_RISK = "No treatment is free of risk, and our guide does not say that this one is."
_NO_APPROVAL = "No approved product that we know of, as of {day}."

_ALL = r"(?:100 ?(?:%|percent\b|per cent\b)|(?:a |one )?hundred per ?cent\b)"
_PROMISE = re.compile(
    rf"{_ALL}|\b(?:your|ur) word\b|\bpromise (?:me|that|it|prp|exosomes?)\b|\byou promise\b|"
    r"\b(?:you|me) swear\b|\bswear (?:to|that|it)\b|"
    r"(?:^\W*|\b(?:just|please|you|simply|now|to) )(?:say|admit|confirm|tell me) (?:that )?"
    r"(?:it|they|this|prp|exosomes?)(?:'ll| will)?(?: really| surely| always)? works?\b",
    re.IGNORECASE,
)
_MAY_BE_A_PUSH = frozenset({"other", "affirm", "effectiveness", "general", ""})
_FREE_OF_RISK = re.compile(
    r"\b(?:risk|danger)[- ]?free\b|\b(?:zero|no|without(?: any)?|free (?:of|from)) (?:\w+ )?"
    r"(?:risks?|dangers?|side[ -]?effects?)\b|\bnothing (?:can|could) go wrong\b|"
    rf"(?:{_ALL}|\b(?:completely|totally|absolutely|perfectly|entirely|fully)) "
    rf"(?:safe|harmless)\b|\b(?:safe|harmless) {_ALL}",
    re.IGNORECASE,
)
_RISKS = frozenset({"safety", "recovery", "rare_risks"})
_YES_OR_NO = re.compile(
    r"\byes ?(?:or|/) ?(?:a )?no\b|\b(?:yes|yeah)(?: then| right)?\s*\?|"
    r"\b(?:tell me|say|answer)(?: me)?(?: with)?(?: a)? (?:yes|no)\W*$",
    re.IGNORECASE,
)
#: "…, correct?" asks about what stands before it.
_TAG = re.compile(r"\W*(?:and |is that |am i )?\w+\s*\?\W*", re.IGNORECASE)


def without_tags(questions: Sequence[Question]) -> list[Question]:
    """What is asked, without a "correct?" that must not be answered by "Good."."""
    asked = [q for q in questions if not (q.id == "affirm" and _TAG.fullmatch(q.text))]
    return asked or list(questions)


def pressed(question: Question, context: Context) -> Question:
    """A push for a promise asks for a guarantee; one for a yes, what was not covered once more."""
    if question.family == "urgent" or question.reason in ("language", "long"):
        return question
    tag = question.id == "affirm" and _TAG.fullmatch(question.text)
    if tag or (question.id in ("affirm", "") and _YES_OR_NO.search(question.text)):
        again = context.topic if context.kind == "uncovered" else None
        family = "gap" if again else "nlu_fallback"
        return replace(question, family=family, id=again or "", bare=False)
    pushes = question.id in _MAY_BE_A_PUSH and _PROMISE.search(question.text)
    if pushes and not _FREE_OF_RISK.search(question.text):
        return replace(question, family="gap", id="guarantee", bare=False)
    return question


def plainly(reply: Reply, question: Question, knowledge: Knowledge) -> Reply:
    """The reply with a plain no in front, where one is pressed for."""
    if reply.kind not in ("answer", "uncovered"):
        return reply
    if reply.topic in _RISKS and _FREE_OF_RISK.search(question.text):
        return replace(reply, text=f"{_NO_RISK} {reply.text}")
    if reply.topic == "approval" and _YES_OR_NO.search(question.text):
        notes = knowledge.notes_for(knowledge.gaps["approval"])
        day = min((note.last_reviewed for note in notes), default=None)
        if day:
            return replace(reply, text=f"{_NO_APPROVAL.format(day=f'{day:%d %B %Y}')} {reply.text}")
    return reply

"""From questions and context to replies: plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from actions.answers import answer
from actions.clinic import clinic
from actions.context import Context
from actions.follow_up import follow_up, same
from actions.gaps import gap
from actions.knowledge import Knowledge
from actions.question import Question
from actions.reply import Reply
from actions.smalltalk import clarify, off_topic, smalltalk
from actions.terms import by_terms
from actions.urgent import is_still_urgent, urgent

Responder = Callable[[Question, Context, Knowledge], tuple[Reply, Context]]

#: Family of intents -> who answers it, and where its ids are found.
_RESPONDERS: Mapping[str, Responder] = {
    "faq": answer,
    "gap": gap,
    "clinic": clinic,
    "smalltalk": smalltalk,
    "follow_up": follow_up,
    "urgent": urgent,
    "off_topic": off_topic,
}


def respond(
    questions: Sequence[Question], context: Context, knowledge: Knowledge
) -> tuple[list[Reply], Context]:
    """One reply to each question, in order; only the last offers what to ask next."""
    asked = [by_terms(question, knowledge) for question in _with_shared_treatment(questions)]
    if is_still_urgent(asked, context):
        asked = [Question("urgent", context.urgent or "")]
    elif any(question.family != "smalltalk" for question in asked):
        context = replace(context, urgent=None)
    replies: list[Reply] = []
    for question in asked:
        reply, context = _responder(question, context, knowledge)(question, context, knowledge)
        replies.append(reply)
    last = len(replies) - 1
    return [r if i == last else replace(r, buttons=()) for i, r in enumerate(replies)], context


def _responder(question: Question, context: Context, knowledge: Knowledge) -> Responder:
    if question.bare and context.topic and not _asks_by_itself(question):
        return same
    if not _is_known(question, knowledge):
        return clarify
    return _RESPONDERS.get(question.family, clarify)


def _asks_by_itself(question: Question) -> bool:
    """Whether a question that names nothing but treatments is one: "both?" may mean "compare"."""
    names_both = "both" in question.treatments or len(question.treatments) > 1
    return question.family == "urgent" or (question.family == "follow_up" and names_both)


def _is_known(question: Question, knowledge: Knowledge) -> bool:
    """Whether the knowledge has the id; a model may be older than an edited file."""
    ids: Mapping[str, Mapping[str, object]] = {
        "faq": knowledge.topics,
        "gap": knowledge.gaps,
        "clinic": knowledge.clinic_replies,
        "smalltalk": knowledge.smalltalk,
        "off_topic": knowledge.smalltalk,
    }
    return question.family not in ids or question.id in ids[question.family]


def _with_shared_treatment(questions: Sequence[Question]) -> list[Question]:
    """In "what does PRP cost and is it safe?" the second part means PRP too, and so may the first.

    A part without a treatment takes the one named before it, else the first named after it.
    """
    named: tuple[str, ...] = next((q.treatments for q in questions if q.treatments), ())
    shared: list[Question] = []
    for question in questions:
        named = question.treatments or named
        shared.append(question if question.treatments else replace(question, treatments=named))
    return shared

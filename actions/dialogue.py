"""From questions and context to replies: plain values in, plain values out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from actions.aftermath import after_urgent
from actions.answers import answer
from actions.clinic import clinic
from actions.context import Context
from actions.corrections import meant, without_dismissed
from actions.follow_up import follow_up, same
from actions.fragments import completed, of_same
from actions.gaps import gap
from actions.knowledge import Knowledge
from actions.ordinals import by_order
from actions.pairs import both_sides
from actions.personal import by_health, has_limit, verdict, with_limit
from actions.pressure import plainly, pressed, without_tags
from actions.prices import with_prices
from actions.question import Question
from actions.reply import Reply
from actions.sequels import at_once, compared, of_both, of_rules
from actions.smalltalk import clarify, off_topic, opening, smalltalk
from actions.terms import by_terms, by_words
from actions.urgent import urgent, with_number_first, with_reminder

Responder = Callable[[Question, Context, Knowledge], tuple[Reply, Context]]

#: What asks for more than a treatment's name, and the confidence that it is what the intent says.
_WHAT = re.compile(r"\bwhat(?:'?s|\s+(?:is|are|exactly))\b|\bwhat \w+(?: \w+)? (?:is|are)\b", re.I)
_SURE = 0.5
_TOO_MANY = "That was more than I can answer at once."
_SEND_THE_REST = "Please send the rest again in a new message."

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
    questions: Sequence[Question], context: Context, knowledge: Knowledge, text: str = ""
) -> tuple[list[Reply], Context]:
    """One reply to each question, in order, and none twice; the last offers what to ask next.

    `text` is the whole message: what it tells beside its questions.
    """
    text = text or " ".join(question.text for question in questions)
    asked = after_urgent(_read(questions, context, knowledge, text), context, text)
    before = context
    moves_on = not {question.family for question in asked} <= {"smalltalk", "urgent"}
    if moves_on:
        context = replace(context, urgent=None)
    replies: list[Reply] = []
    for question in asked:
        reply, after = _responder(question, context, knowledge)(question, context, knowledge)
        if any(_say_the_same(reply, other) for other in replies):
            continue
        reply, context = with_reminder(reply, after, knowledge)
        if not any(has_limit(other) for other in replies):
            reply = with_limit(reply, question, knowledge)
        replies.append(with_prices(plainly(reply, question, knowledge), knowledge))
    if moves_on:
        replies[0] = with_number_first(replies[0], before, knowledge)
    *others, last = replies
    last = _with_what_is_left(last, questions)
    context = context.in_order([reply.treatment for reply in replies if reply.kind == "answer"])
    return [*(replace(r, buttons=()) for r in others), last], replace(context, noted=frozenset())


def _read(
    questions: Sequence[Question], context: Context, knowledge: Knowledge, text: str
) -> list[Question]:
    """What is asked, with what the words tell beyond the intents."""
    read: list[Question] = []
    for question in _with_shared_treatment(without_dismissed(without_tags(questions))):
        question = opening(meant(question, context))
        question = by_terms(by_words(by_order(question, context), knowledge), knowledge)
        question = of_same(completed(at_once(question, context), context), read, context)
        question = of_rules(question, context)
        question = of_both(compared(question))
        read += both_sides(verdict(pressed(question, context)))
    return by_health(read, text, knowledge)


def _say_the_same(reply: Reply, other: Reply) -> bool:
    of_reply, of_other = ((r.kind, r.topic, r.treatment, r.source) for r in (reply, other))
    return of_reply == of_other


def _with_what_is_left(reply: Reply, questions: Sequence[Question]) -> Reply:
    """Nothing is left out silently."""
    if not any(question.left for question in questions) or reply.kind == "urgent":
        return reply
    number = len(questions)
    so_far = f"I have answered your first {number} questions." if number > 1 else _TOO_MANY
    return replace(reply, text=f"{reply.text}\n\n{so_far} {_SEND_THE_REST}")


def _responder(question: Question, context: Context, knowledge: Knowledge) -> Responder:
    if question.bare and context.topic and not _asks_by_itself(question):
        return same
    if not _is_known(question, knowledge):
        return clarify
    return _RESPONDERS.get(question.family, clarify)


def _asks_by_itself(question: Question) -> bool:
    """Whether a question that names nothing but treatments is one: "What is PRP?" always is."""
    if question.family == "follow_up":  # "both?" may mean "compare"
        return "both" in question.treatments or len(question.treatments) > 1
    sure = question.family == "faq" and question.confidence >= _SURE
    return question.family == "urgent" or (sure and bool(_WHAT.search(question.text)))


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

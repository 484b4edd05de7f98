"""Follow-ups ("why?", "tell me more"): a table of act × kind of the last subject."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from actions import gaps, topics
from actions.clinic_only import clinic
from actions.context import Context
from actions.knowledge import Knowledge
from actions.knowledge.model import Treatment
from actions.reply import Reply, Responder
from actions.smalltalk import clarify, recap, smalltalk
from actions.treatment import treatment_of
from components.reading import Question

Said = tuple[Reply, Context]
#: Acts that can refer to one of the questions answered last by its position ("the second").
_PICKS = frozenset({"same", "more", "repeat", "simpler"})
_PLACES = {"first": 0, "second": 1}


def follow_up(question: Question, context: Context, knowledge: Knowledge) -> Said:
    """Reply to the act that the question's id names, about the last subject."""
    if question.id not in _ACTS:
        return clarify(question, context, knowledge)
    question, context = _picked(question, context)
    return _ACTS[question.id][_kind(context, knowledge)](question, context, knowledge)


def _picked(question: Question, context: Context) -> tuple[Question, Context]:
    """Resolve "the second" after two answers: it asks for more about the second of them."""
    place = _PLACES.get(question.treatment or "")
    if place is None or question.id not in _PICKS:
        return question, context
    picked = context.picked(place)
    if picked is None:
        return question, context
    act = "follow_up/more" if question.id == "same" else question.intent
    return replace(question, intent=act, treatment=None), picked


def _kind(context: Context, knowledge: Knowledge) -> str:
    """Kind of the last subject; "" at the start, and if its entry no longer exists."""
    entries: Mapping[str, Mapping[str, object]] = {
        "answer": knowledge.topics,
        "uncovered": knowledge.gaps,
        "clinic": knowledge.clinic_replies,
    }
    kind = context.kind or ""
    return kind if context.topic in entries.get(kind, {}) else ""


def _subject(question: Question, context: Context) -> tuple[str, Treatment]:
    return context.topic or "definition", treatment_of(question, context) or "both"


def _on_topic(answered: Callable[[str, Treatment, Context, Knowledge], Said]) -> Responder:
    """A responder that calls `answered` with the last topic and its treatment."""

    def respond(question: Question, context: Context, knowledge: Knowledge) -> Said:
        return answered(*_subject(question, context), context, knowledge)

    return respond


def _compare_topic(question: Question, context: Context, knowledge: Knowledge) -> Said:
    """Compare the treatments on the last topic; if that was just done, compare them overall."""
    topic, _ = _subject(question, context)
    if question.treatment is None and context.was_said_last(topic, "both"):
        return _differences(question, context, knowledge)
    return topics.not_twice(topic, "both", context, knowledge)


def _gap_again(question: Question, context: Context, knowledge: Knowledge) -> Said:
    return gaps.gap(replace(question, intent=f"gap/{context.topic}"), context, knowledge)


def _more_gap(question: Question, context: Context, knowledge: Knowledge) -> Said:
    """There is no more to say about a gap, unless the visitor asks about another treatment."""
    if treatment_of(question, context) != context.treatment:
        return _gap_again(question, context, knowledge)
    return gaps.no_more(replace(question, intent=f"gap/{context.topic}"), context, knowledge)


def _simpler_gap(question: Question, context: Context, knowledge: Knowledge) -> Said:
    return gaps.simpler(replace(question, intent=f"gap/{context.topic}"), context, knowledge)


def _compare_gap(question: Question, context: Context, knowledge: Knowledge) -> Said:
    return _gap_again(replace(question, treatment="both"), context, knowledge)


def _clinic_again(question: Question, context: Context, knowledge: Knowledge) -> Said:
    return clinic(replace(question, intent=f"clinic/{context.topic}"), context, knowledge)


def _same_clinic(question: Question, context: Context, knowledge: Knowledge) -> Said:
    """After "are you open?", "and exosomes?" refers to the topic or gap asked before that."""
    last = context.subjects[-1] if context.subjects else None
    about_a_treatment = not last or last[1:] != (context.topic, None)
    before = _before_clinic(context, knowledge)
    if question.treatment is None or about_a_treatment or before is None:
        return _clinic_again(question, context, knowledge)
    return follow_up(question, before, knowledge)


def _compare_clinic(question: Question, context: Context, knowledge: Knowledge) -> Said:
    before = _before_clinic(context, knowledge)
    if before is None:
        return _differences(question, context, knowledge)
    return follow_up(question, before, knowledge)


def _before_clinic(context: Context, knowledge: Knowledge) -> Context | None:
    """The context with the last topic or gap as its subject; None if nothing of that was asked."""
    for _, topic, treatment in reversed(context.subjects):
        kind = "answer" if topic in knowledge.topics else "uncovered"
        if topic in knowledge.topics or topic in knowledge.gaps:
            return replace(context, kind=kind, topic=topic, treatment=treatment)
    return None


def _introduced(question: Question, context: Context, knowledge: Knowledge) -> Said:
    """Without a last subject: say what the named treatment is; if none is named, ask back."""
    if question.treatment is None:
        return clarify(question, context, knowledge)
    treatment = treatment_of(question, context) or "both"
    respond = topics.simpler if question.id == "simpler" else topics.not_twice
    return respond("definition", treatment, context, knowledge)


def _differences(question: Question, context: Context, knowledge: Knowledge) -> Said:
    return topics.not_twice("differences", "both", context, knowledge)


def _guide(question: Question, context: Context, knowledge: Knowledge) -> Said:
    return smalltalk(replace(question, intent="smalltalk/about_guide"), context, knowledge)


#: Act -> kind of the last subject -> responder.
_ACTS: Mapping[str, Mapping[str, Responder]] = {
    act: dict(zip(("answer", "uncovered", "clinic", ""), responders, strict=True))
    for act, responders in {
        "same": (_on_topic(topics.not_twice), _gap_again, _same_clinic, _introduced),
        "more": (_on_topic(topics.more), _more_gap, _clinic_again, _introduced),
        "compare": (_compare_topic, _compare_gap, _compare_clinic, _differences),
        "repeat": (_on_topic(topics.once_more), _gap_again, _clinic_again, _introduced),
        "simpler": (_on_topic(topics.simpler), _simpler_gap, _clinic_again, _introduced),
        "source": (_on_topic(topics.source_of), _guide, _clinic_again, _guide),
        "recap": (recap, recap, recap, recap),
    }.items()
}

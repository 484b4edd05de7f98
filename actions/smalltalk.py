"""Small talk, off-topic messages, asking back, and the recap of the conversation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from actions.context import Context
from actions.knowledge import Knowledge
from actions.knowledge.clinic import ClinicReply
from actions.knowledge.model import Gap, Topic, Treatment
from actions.reply import Button, Reply
from actions.suggestions import next_questions, topic_button
from actions.treatment import treatment_of
from actions.wording import lines, worded
from components.reading import Question, Reason

#: Small talk after which topics are suggested: the visitor is looking for something to ask.
_OFFER_TOPICS = frozenset(
    "greeting capabilities affirm how_are_you about_guide worry story".split()
)
#: Small talk that is a question and so gets a reply even beside other questions.
_ASKS = frozenset({"bot_challenge", "about_guide", "language"})
#: Messages in a row that were not understood before the reply names the way to a person.
_PATIENCE = 3
_ASKS_BACK = frozenset({"clarify", "misunderstood"})
_BY_REASON: Mapping[Reason | None, str] = {
    "empty": "empty",
    "language": "unclear_language",
    "long": "too_long",
}
_TREATMENTS = {"prp": "PRP", "exosomes": "exosomes", "both": "both treatments"}


def most_telling(questions: Sequence[Question]) -> list[Question]:
    """The questions without small talk; of small talk alone, only the last.

    A story counts least: in "Thank you! I'll think about it" the goodbye is answered.
    """
    real = [q for q in questions if q.family != "smalltalk" or q.id in _ASKS]
    if real:
        return real
    told = [q for q in questions if q.id != "story"] or list(questions)
    return told[-1:]


def smalltalk(question: Question, context: Context, knowledge: Knowledge) -> tuple[Reply, Context]:
    """The next wording of this small talk; some of it also offers topics."""
    if question.id in _ASKS_BACK:
        return _asking_back(question.id, question, context, knowledge)
    buttons = _topics(context, knowledge) if question.id in _OFFER_TOPICS else ()
    text, context = _said(question.id, context, knowledge)
    return Reply(text, "smalltalk", question.id, buttons=buttons), context


def off_topic(question: Question, context: Context, knowledge: Knowledge) -> tuple[Reply, Context]:
    """Says what the bot is for, without changing the subject of the conversation."""
    buttons, name = _topics(context, knowledge), question.id
    if name == "general":
        name, context = _unclear(name, context)
    text, context = _said(name, context, knowledge)
    return Reply(text, "off_topic", question.id, buttons=buttons), context


def clarify(question: Question, context: Context, knowledge: Knowledge) -> tuple[Reply, Context]:
    """Asks back, offering the nearest topics, or says why the message could not be read."""
    name = _BY_REASON.get(question.reason, "clarify")
    return _asking_back(name, question, context, knowledge)


def recap(_: Question, context: Context, knowledge: Knowledge) -> tuple[Reply, Context]:
    """Lists the titles of everything asked in this conversation, in order."""
    entries: Mapping[str, Topic | Gap | ClinicReply] = {
        **knowledge.topics,
        **knowledge.gaps,
        **knowledge.clinic_replies,
    }
    treatments: dict[str, list[str]] = {}
    for subject in context.subjects:
        topic, treatment = subject.topic, subject.treatment
        if topic in entries:
            treatments.setdefault(topic, []).append(_TREATMENTS.get(treatment or "", ""))
    titles = []
    for topic, named in treatments.items():
        of = " and ".join(filter(None, named))
        titles.append(f"{entries[topic].title} ({of})" if of else entries[topic].title)
    lead, context = _said("recap" if titles else "no_recap", context, knowledge)
    text = f"{lead} {', '.join(titles)}." if titles else lead
    return Reply(text, "smalltalk", "recap", buttons=_topics(context, knowledge)), context


def _said(name: str, context: Context, knowledge: Knowledge) -> tuple[str, Context]:
    return worded(lines(knowledge.smalltalk[name], knowledge), context)


def _asking_back(
    name: str, question: Question, context: Context, knowledge: Knowledge
) -> tuple[Reply, Context]:
    treatment = treatment_of(question, context) or "both"
    ids = [option.partition("/")[2] for option in question.options]
    nearest = tuple(
        topic_button(knowledge, topic, treatment) for topic in ids if topic in knowledge.topics
    )
    name, context = _unclear(name, context)
    text, context = _said(name, context, knowledge)
    return Reply(text, "clarify", buttons=nearest or _topics(context, knowledge)), context


def _unclear(name: str, context: Context) -> tuple[str, Context]:
    """Count a message not understood; from the third in a row on, name the way to a person."""
    after = context.not_understood()
    return "unclear_person" if after.unclear >= _PATIENCE else name, after


def _topics(context: Context, knowledge: Knowledge) -> tuple[Button, ...]:
    first = ("differences", "effectiveness", "cost")
    treatment = cast("Treatment", context.treatment or "both")
    return next_questions(knowledge, first, treatment, context)

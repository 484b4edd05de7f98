"""Small talk, what is off topic, and asking back."""

from __future__ import annotations

from typing import cast

from actions.context import Context
from actions.knowledge import Knowledge
from actions.question import Question, Treatment
from actions.reply import Button, Reply
from actions.suggestions import next_questions, topic_button

#: After these a visitor is looking for something to ask.
_OFFER_TOPICS = {"greeting", "capabilities", "affirm", "how_are_you", "about_guide", "worry"}
_REPLY_BY_REASON = {
    "empty": "empty",
    "language": "unclear_language",
    "long": "too_long",
    "misunderstood": "misunderstood",
}


def smalltalk(question: Question, context: Context, knowledge: Knowledge) -> tuple[Reply, Context]:
    """One fixed wording for each."""
    buttons = _topics(context, knowledge) if question.id in _OFFER_TOPICS else ()
    text = knowledge.fill(knowledge.smalltalk[question.id].text)
    return Reply(text, "smalltalk", question.id, buttons=buttons), context


def off_topic(question: Question, context: Context, knowledge: Knowledge) -> tuple[Reply, Context]:
    """Says what the bot is for; leaves the context as it was."""
    text = knowledge.fill(knowledge.smalltalk[question.id].text)
    buttons = _topics(context, knowledge)
    return Reply(text, "off_topic", question.id, buttons=buttons), context


def clarify(question: Question, context: Context, knowledge: Knowledge) -> tuple[Reply, Context]:
    """Asks back with the nearest topics, or says why the message could not be read."""
    name = _REPLY_BY_REASON.get(question.reason or "", "clarify")
    text = knowledge.fill(knowledge.smalltalk[name].text)
    treatment = question.treatment(context) or "both"
    ids = [option.partition("/")[2] for option in question.options]
    nearest = tuple(
        topic_button(knowledge, topic, treatment) for topic in ids if topic in knowledge.topics
    )
    return Reply(text, "clarify", buttons=nearest or _topics(context, knowledge)), context


def _topics(context: Context, knowledge: Knowledge) -> tuple[Button, ...]:
    first = ("differences", "effectiveness", "cost")
    treatment = cast("Treatment", context.treatment or "both")
    return next_questions(knowledge, first, treatment, context)

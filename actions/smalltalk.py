"""Small talk, what is off topic, and asking back."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import cast

from actions.context import Context
from actions.knowledge import Knowledge
from actions.question import Question, Treatment
from actions.reply import Button, Reply
from actions.suggestions import next_questions, topic_button

#: After these a visitor is looking for something to ask.
_OFFER_TOPICS = frozenset(
    "greeting capabilities affirm how_are_you about_guide worry story".split()
)
#: "I'd like some info on hair loss treatment" opens a conversation: it asks nothing yet.
_OPENING = re.compile(
    r"\b(?:info|information|details|advice|more|something|facts) (?:on|about|for|regarding) "
    r"(?:your |the |any |some )?hair(?:[ -](?:loss|thinning|growth|regrowth|restoration))?"
    r"(?: (?:treatments?|therap(?:y|ies)|options?|solutions?))?\W*(?:please|thanks)?\W*$",
    re.IGNORECASE,
)
_OPENS = frozenset({"other_treatments", "other", "services", "general", ""})
_REPLY_BY_REASON = {
    "empty": "empty",
    "language": "unclear_language",
    "long": "too_long",
    "misunderstood": "misunderstood",
}


def opening(question: Question) -> Question:
    """An opening gets what can be asked here, not that the guide is silent on it."""
    if question.id in _OPENS and not question.treatments and _OPENING.search(question.text):
        return replace(question, family="smalltalk", id="capabilities")
    return question


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

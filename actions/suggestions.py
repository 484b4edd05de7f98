"""The buttons below a reply: what people often ask next, without what was already asked."""

from __future__ import annotations

from collections.abc import Iterable

from actions.context import Context
from actions.knowledge import Knowledge
from actions.knowledge.model import Treatment
from actions.reply import Button

MOST = 3


def topic_button(knowledge: Knowledge, topic_id: str, treatment: Treatment) -> Button:
    """A button with a topic's short title; pressing it sends the full question."""
    topic = knowledge.topics[topic_id]
    if topic.compares:
        treatment = "both"
    title = topic.button_both if treatment == "both" else topic.button
    return Button(title, topic.ask(treatment), topic_id, treatment)


def next_questions(
    knowledge: Knowledge, topics: Iterable[str], treatment: Treatment, context: Context
) -> tuple[Button, ...]:
    """Buttons for up to `MOST` topics not asked yet: the given ones first, then all others."""
    wanted = dict.fromkeys([*topics, *knowledge.topics])
    fresh = [topic for topic in wanted if not context.has_asked(topic, treatment)]
    return tuple(topic_button(knowledge, topic, treatment) for topic in fresh[:MOST])

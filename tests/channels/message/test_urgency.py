"""Urgent words in the place of a name are recognised, also without the database."""

from __future__ import annotations

import pytest
from rasa.core.agent import Agent

from actions.knowledge import Knowledge
from channels.message.contact_form import NO_NAME
from channels.message.urgency import Urgency


@pytest.mark.parametrize("name", ["I want to kill myself", "can't breathe"])
async def test_its_meaning_is_answered_as_its_words_are(
    agent: Agent, knowledge: Knowledge, name: str
) -> None:
    urgency = Urgency(agent)
    meant = await urgency.meaning(name, NO_NAME)
    assert name not in str(meant)
    assert await urgency.is_urgent(NO_NAME, meant) and not await urgency.is_urgent(NO_NAME)
    said = await urgency.replies(NO_NAME, meant, knowledge)
    assert said == await urgency.replies(name, None, knowledge)

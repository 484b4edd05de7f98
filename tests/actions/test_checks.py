"""Mild symptoms: the facts, and the advice to call the clinic first."""

from __future__ import annotations

import pytest

from actions.checks import check
from actions.context import Context
from actions.knowledge import Knowledge
from components.reading import Question


@pytest.mark.parametrize(
    ("name", "label"),
    [("recovery", ("answer", "recovery", "prp")), ("medicines", ("uncovered", "medicines", "prp"))],
)
def test_the_facts_and_whom_to_call(
    knowledge: Knowledge, name: str, label: tuple[str, str, str]
) -> None:
    reply, context = check(Question(f"check/{name}", "prp"), Context(), knowledge)
    assert (reply.kind, reply.topic, reply.treatment) == label
    assert (context.kind, context.topic, context.treatment) == label
    assert knowledge.fill(knowledge.checks[name].text) in reply.text and "{" not in reply.text
    assert reply.numbers == (("Call the clinic", knowledge.clinic.phone),)
    emergency = reply.text.rindex(knowledge.clinic.lines().emergency)
    assert reply.text.index(knowledge.clinic.phone) < emergency


def test_what_the_guide_says_comes_first_and_what_it_leaves_out_last(knowledge: Knowledge) -> None:
    reply, _ = check(Question("check/recovery", "both"), Context(), knowledge)
    assert reply.text.startswith(knowledge.topics["recovery"].answers.both.short)
    reply, _ = check(Question("check/medicines"), Context(), knowledge)
    assert reply.text.startswith(knowledge.fill(knowledge.checks["medicines"].text))
    assert knowledge.gaps["medicines"].text in reply.text


def test_asked_again_it_still_says_whom_to_call(knowledge: Knowledge) -> None:
    context = Context()
    for _ in range(3):
        reply, context = check(Question("check/recovery", "prp"), context, knowledge)
        assert knowledge.fill(knowledge.checks["recovery"].text) in reply.text

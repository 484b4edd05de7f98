"""Gaps: the bot says plainly that the guide is silent, and how to reach the clinic."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.context import Context
from actions.gaps import booking, gap
from actions.knowledge import Knowledge
from actions.knowledge.model import Treatment
from components.reading import Question


def with_clinic(knowledge: Knowledge, **facts: object) -> Knowledge:
    return replace(knowledge, clinic=knowledge.clinic.copy(update=facts))


@pytest.mark.parametrize("treatment", ["prp", "exosomes", None])
def test_every_gap_is_honest_and_shows_the_way(
    knowledge: Knowledge, treatment: Treatment | None
) -> None:
    for entry in knowledge.gaps.values():
        question = Question(f"gap/{entry.id}", treatment)
        reply, context = gap(question, Context(), knowledge)
        assert reply.text.startswith(entry.text)
        called = knowledge.clinic.phone in dict(reply.numbers).values()
        assert called is entry.call and knowledge.clinic.phone not in reply.text
        assert reply.links[: len(booking(knowledge))] == booking(knowledge)
        assert (reply.kind, reply.topic, reply.source) == ("uncovered", entry.id, None)
        assert reply.treatment == treatment
        assert [button.topic for button in reply.buttons][: len(entry.see)] == list(entry.see)
        assert (context.kind, context.topic) == ("uncovered", entry.id)


def test_what_the_guide_says_nearby_is_told(knowledge: Knowledge) -> None:
    entry = next(entry for entry in knowledge.gaps.values() if entry.nearby)
    reply, _ = gap(Question(f"gap/{entry.id}"), Context(), knowledge)
    assert f"{entry.text} {entry.nearby}" in reply.text


def test_asked_again_it_is_said_in_other_words(knowledge: Knowledge) -> None:
    for entry in knowledge.gaps.values():
        context, said = Context(), []
        for _ in range(4):
            reply, context = gap(Question(f"gap/{entry.id}", "prp"), context, knowledge)
            assert (reply.kind, reply.topic) == ("uncovered", entry.id)
            said.append(reply.text)
        assert len({*said}) == 4 and entry.again[0] in said[1]


def test_of_the_other_treatment_is_said_what_was_not_said_yet(knowledge: Knowledge) -> None:
    for entry in knowledge.gaps.values():
        _, context = gap(Question(f"gap/{entry.id}", "prp"), Context(), knowledge)
        reply, _ = gap(Question(f"gap/{entry.id}", "exosomes"), context, knowledge)
        assert entry.again[0] in reply.text
        own = entry.nearby_for.exosomes
        assert own is None or own in reply.text


def test_the_regulators_are_told_with_it(knowledge: Knowledge) -> None:
    entry = next(entry for entry in knowledge.gaps.values() if entry.notes)
    reply, _ = gap(Question(f"gap/{entry.id}"), Context(), knowledge)
    note, *_ = knowledge.notes_for(entry)
    assert reply.text.index(note.text) > 0
    assert note.source_url in [url for _, url in reply.links]


def test_the_treatment_talked_about_is_kept(knowledge: Knowledge) -> None:
    reply, context = gap(Question("gap/other"), Context(treatment="prp"), knowledge)
    assert reply.treatment == context.treatment == "prp"


def test_the_clinic_can_answer_itself(knowledge: Knowledge) -> None:
    own = with_clinic(knowledge, answers={"age": "From 18 on. Ask at {phone}."}, phone="555 1234")
    reply, context = gap(Question("gap/age"), Context(), own)
    assert reply.text == "From 18 on. Ask at 555 1234."
    assert (reply.kind, reply.topic, reply.source) == ("clinic", "age", own.clinic.name)
    assert reply.buttons and context.topic == "age"


@pytest.mark.parametrize("name", ["approval", "rare_risks", "exosome_source", "home_use"])
def test_its_own_answer_leaves_out_no_regulator(knowledge: Knowledge, name: str) -> None:
    own = with_clinic(knowledge, answers={name: "We tell you at your visit."})
    reply, context = gap(Question(f"gap/{name}", "exosomes"), Context(), own)
    note = knowledge.notes["fda_exosomes"]
    assert reply.text.startswith("We tell you at your visit.\n\n") and note.text in reply.text
    assert note.source_url in [url for _, url in reply.links]
    assert f"{note.id}:text" in context.said
    assert reply.kind == "clinic" and reply.buttons


def test_booking(knowledge: Knowledge) -> None:
    url = "https://clinic.example/visit"
    assert booking(with_clinic(knowledge, booking_url=url)) == (("Book a visit", url),)
    assert booking(with_clinic(knowledge, booking_url=None)) == ()

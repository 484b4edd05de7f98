"""Where the guide is silent: said plainly, with the way to the clinic."""

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
        assert knowledge.clinic.phone in reply.text
        assert (reply.kind, reply.topic, reply.source) == ("uncovered", entry.id, None)
        assert reply.treatment == treatment
        assert [button.topic for button in reply.buttons][: len(entry.see)] == list(entry.see)
        assert (context.kind, context.topic) == ("uncovered", entry.id)


def test_what_the_guide_says_nearby_is_told(knowledge: Knowledge) -> None:
    entry = next(entry for entry in knowledge.gaps.values() if entry.nearby)
    reply, _ = gap(Question(f"gap/{entry.id}"), Context(), knowledge)
    assert f"{entry.text} {entry.nearby}" in reply.text


def test_the_regulators_are_told_before_the_way_to_the_clinic(knowledge: Knowledge) -> None:
    entry = next(entry for entry in knowledge.gaps.values() if entry.notes)
    reply, _ = gap(Question(f"gap/{entry.id}"), Context(), knowledge)
    note, *_ = knowledge.notes_for(entry)
    assert 0 < reply.text.index(note.text) < reply.text.rindex(knowledge.clinic.phone)
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
    assert note.source_url in [url for _, url in reply.links] and context.has_noted(note.id)
    assert reply.kind == "clinic" and reply.buttons


def test_booking(knowledge: Knowledge) -> None:
    url = "https://clinic.example/visit"
    assert booking(with_clinic(knowledge, booking_url=url)) == (("Book a visit", url),)
    assert booking(with_clinic(knowledge, booking_url=None)) == ()

"""Every topic and gap has its page, in exactly the knowledge's words."""

from __future__ import annotations

from actions.knowledge import Knowledge
from actions.knowledge.model import Gap, Topic
from faq.page_entries import entries
from tests.faq.other_clinics import with_clinic


def test_every_topic_and_gap_is_there_once(knowledge: Knowledge) -> None:
    assert [*entries(knowledge)] == [*knowledge.topics, *knowledge.gaps]


def test_topics_are_answered_side_by_side_with_their_sources(knowledge: Knowledge) -> None:
    found = entries(knowledge)
    for topic in knowledge.topics.values():
        entry, sides = found[topic.id], found[topic.id].sides
        assert (entry.kind, [side.name for side in sides]) == ("answer", ["PRP", "Exosomes"])
        assert entry.answer.texts[0].startswith(topic.answers.both.short)
        assert entry.answer.texts[1:] == (topic.answers.both.detail,)
        for side, answer in zip(sides, (topic.answers.prp, topic.answers.exosomes), strict=True):
            assert side.texts == (answer.short, answer.detail)
            assert side.source == (answer.section or topic.section)


def test_a_gap_says_that_the_guide_is_silent(knowledge: Knowledge) -> None:
    found = entries(knowledge)
    for gap in knowledge.gaps.values():
        entry = found[gap.id]
        assert (entry.kind, entry.answer.source) == ("uncovered", None)
        assert entry.answer.texts[0] == gap.text


def test_what_is_near_a_gap_stands_apart_where_it_differs(knowledge: Knowledge) -> None:
    found = entries(knowledge)
    success, age = found["success_rate"], found["age"]
    own = knowledge.gaps["success_rate"].nearby_for
    assert [side.texts for side in success.sides] == [(own.prp,), (own.exosomes,)]
    assert [side.texts for side in age.sides] == [
        (knowledge.gaps["age"].nearby,),
        (knowledge.gaps["age"].nearby_for.exosomes,),
    ]
    assert found["women"].sides == ()
    assert found["women"].answer.texts[1] == knowledge.gaps["women"].nearby


def test_every_entry_has_its_regulatory_notes(knowledge: Knowledge) -> None:
    items: list[Topic | Gap] = [*knowledge.topics.values(), *knowledge.gaps.values()]
    for entry, item in zip(entries(knowledge).values(), items, strict=True):
        assert tuple(note.id for note in entry.notes) == item.notes
        assert all(note.text in entry.quotable for note in entry.notes)


def test_the_clinics_own_answer_takes_the_place_of_the_silence(knowledge: Knowledge) -> None:
    own = "Most come once a year; call {phone}."
    changed = with_clinic(knowledge, name="Bright Hair", answers={"duration": own, "approval": own})
    found = entries(changed)["duration"]
    assert (found.kind, found.answer.source) == ("clinic", "Bright Hair")
    assert found.answer.texts == (f"Most come once a year; call {knowledge.clinic.phone}.",)
    assert found.sides == ()
    assert entries(changed)["approval"].notes == entries(knowledge)["approval"].notes != ()


def test_prices_are_said_where_the_clinic_gives_them(knowledge: Knowledge) -> None:
    assert entries(knowledge)["cost"].answer.texts[0].endswith("The guide gives no prices.")
    price = {"title": "PRP session", "treatment": "prp", "amount": "from $500"}
    found = entries(with_clinic(knowledge, prices=[price]))
    assert "PRP session, from $500" in found["cost"].answer.texts[0]
    assert "prices are made up" in found["cost"].answer.texts[0]
    assert found["prices"].kind == "clinic"
    assert "PRP session, from $500" in found["prices"].summary

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.knowledge import Knowledge, load
from actions.knowledge.model import NearbyFor, Treatment
from actions.knowledge.regulatory import Note


@pytest.fixture
def knowledge(data: Path, today: date) -> Knowledge:
    return load(data / "knowledge", today=today)


def note(last_reviewed: str, months: int) -> Note:
    return Note.parse_obj(
        {
            "treatments": ["prp"],
            "id": "some_note",
            "title": "A notice",
            "more": "A regulator said a good deal more in that notice.",
            "jurisdiction": "US",
            "text": "A regulator said something in a notice to the public.",
            "brief": "A regulator said something.",
            "source_url": "https://example.com/notice",
            "published": "2000-01-01",
            "last_reviewed": last_reviewed,
            "review_months": months,
            "owner": "medical lead",
        }
    )


@pytest.mark.parametrize(
    ("treatment", "question", "source"),
    [
        ("prp", "How safe is PRP?", "Safety and Scientific Research"),
        ("exosomes", "How safe is exosome therapy?", "Final Thoughts"),
        ("both", "How safe are both treatments?", "Safety and Scientific Research"),
    ],
)
def test_a_topic_by_treatment(
    knowledge: Knowledge, treatment: Treatment, question: str, source: str
) -> None:
    topic = knowledge.topics["safety"]
    assert topic.ask(treatment) == question
    assert topic.source(treatment) == source
    assert topic.answer(treatment) is getattr(topic.answers, treatment)


@pytest.mark.parametrize(
    ("treatment", "said"),
    [("prp", "Of PRP it says something"), ("exosomes", None), ("both", None), (None, None)],
)
def test_what_is_close_to_a_gap_is_of_the_treatment_asked_about(
    knowledge: Knowledge, treatment: Treatment | None, said: str | None
) -> None:
    gap = knowledge.gaps["other"]
    own = gap.copy(update={"nearby_for": NearbyFor(prp="Of PRP it says something of its own.")})
    close_by = own.close_by(treatment)
    assert close_by.startswith(said) if said and close_by else close_by == gap.nearby


def test_what_is_found_by_id(knowledge: Knowledge) -> None:
    assert list(knowledge.topics) == ["cost", "sessions", "safety"]
    assert knowledge.terms == {
        "minoxidil": "minoxidil",
        "rogaine": "minoxidil",
        "transplant": "transplant",
    }
    assert knowledge.notes_for(knowledge.topics["safety"]) == (knowledge.notes["fda_exosomes"],)
    assert knowledge.notes_for(knowledge.gaps["other"]) == ()
    assert knowledge.clinic_replies["contact"].title == "Contact"
    assert knowledge.clinic.prices[0].treatment == "prp"


@pytest.mark.parametrize(
    ("country", "number"), [(None, "0112"), ("GB", "999"), ("gb", "999"), ("XX", "0112")]
)
def test_fill_uses_the_numbers_of_the_country(
    knowledge: Knowledge, country: str | None, number: str
) -> None:
    text = knowledge.fill(knowledge.urgent["emergency"].text, country)
    assert text == f"Please call {number} now, then tell the clinic at +1 202-555-0142."


def test_nothing_can_be_changed(knowledge: Knowledge) -> None:
    with pytest.raises(TypeError):
        knowledge.topics["cost"].title = "Price"
    with pytest.raises(TypeError):
        knowledge.topics["x"] = knowledge.topics["cost"]  # type: ignore[index]
    with pytest.raises(TypeError):
        knowledge.clinic.numbers["GB"] = knowledge.clinic.lines()  # type: ignore[index]
    with pytest.raises(AttributeError):
        knowledge.version = "x"  # type: ignore[misc]


def test_a_clinic_may_leave_out_what_is_optional(data: Path, today: date) -> None:
    path = data / "knowledge/clinic.yml"
    text = path.read_text().replace(
        'answers:\n  minoxidil: "Ask us about minoxidil at {phone}."\n', ""
    )
    path.write_text(text.replace("sample: true\n", "").replace("email: hello@example.com\n", ""))
    clinic = load(data / "knowledge", today=today).clinic
    assert (clinic.sample, clinic.email, clinic.booking_url) == (False, None, None)
    assert (clinic.color, clinic.color_dark, clinic.logo) == (None, None, None)
    assert "email" not in clinic.facts()
    with pytest.raises(TypeError):
        clinic.answers["other"] = "changed"  # type: ignore[index]


def test_the_version_follows_the_content(data: Path, knowledge: Knowledge, today: date) -> None:
    path = data / "knowledge/clinic.yml"
    path.touch()
    assert load(data / "knowledge", today=today).version == knowledge.version
    path.write_text(path.read_text().replace("Sample", "Other"))
    assert load(data / "knowledge", today=today).version != knowledge.version


@pytest.mark.parametrize(
    ("reviewed", "months", "due"),
    [
        ("2026-01-15", 6, date(2026, 7, 15)),
        ("2026-08-31", 6, date(2027, 2, 28)),
        ("2026-12-01", 12, date(2027, 12, 1)),
        ("2023-08-31", 6, date(2024, 2, 29)),
    ],
)
def test_due(reviewed: str, months: int, due: date) -> None:
    assert note(reviewed, months).due == due


@given(st.dates(date(2000, 1, 1), date(2900, 1, 1)), st.integers(1, 60))
def test_due_is_that_many_months_later(reviewed: date, months: int) -> None:
    due = note(reviewed.isoformat(), months).due
    assert (due.year - reviewed.year) * 12 + due.month - reviewed.month == months
    assert due.day <= reviewed.day


def test_overdue(knowledge: Knowledge) -> None:
    assert knowledge.overdue(date(2027, 2, 27)) == ()
    (late,) = knowledge.overdue(date(2027, 2, 28))
    assert late.reminder == (
        "regulatory note 'fda_exosomes' was due for review on 2027-02-28: medical lead should "
        "compare it with https://www.fda.gov/notice and then update last_reviewed"
    )

"""Structured data follows schema.org, and says what the page says."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from actions.knowledge import Knowledge
from faq.site import Site
from tests.faq.other_clinics import with_clinic
from tests.faq.vocabulary import faults

PUBLIC = "https://bot.example"


def data_of(page: str | None) -> dict[str, Any]:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page or "", re.S)
    assert len(found) == 1
    data: dict[str, Any] = json.loads(found[0])
    return data


@pytest.mark.parametrize("public", [PUBLIC, ""])
def test_every_page_is_as_schema_org_defines_it(knowledge: Knowledge, public: str) -> None:
    logo = "https://clinic.example/logo.png"
    changed = with_clinic(knowledge, answers={"duration": "Ask us, please do."}, logo=logo)
    for state in (knowledge, changed):
        site = Site(state, public)
        for id_ in (*knowledge.topics, *knowledge.gaps):
            data = data_of(site.text(f"/faq/{id_}"))
            assert data["@type"] == "QAPage" and data["@context"] == "https://schema.org"
            assert [*faults(data)] == []
        assert [*faults(data_of(site.text("/faq")))] == []


def test_faults_are_found() -> None:
    wrong = {"@type": "Question", "recipeYield": "2", "acceptedAnswer": "Yes", "answerCount": "1"}
    assert [*faults({"@type": "FAQPage", "mainEntity": wrong})] == [
        "/FAQPage.mainEntity/Question.recipeYield does not belong there",
        "/FAQPage.mainEntity/Question.acceptedAnswer can't be 'Yes'",
        "/FAQPage.mainEntity/Question.answerCount can't be '1'",
    ]
    assert [*faults({"@type": "FaqPage"})] == [": there is no FaqPage"]


def test_it_says_what_the_page_says(knowledge: Knowledge) -> None:
    site = Site(knowledge, PUBLIC)
    for topic in knowledge.topics.values():
        question = data_of(site.text(f"/faq/{topic.id}"))["mainEntity"]
        assert question["name"] == topic.question_both
        said = question["acceptedAnswer"]["text"]
        for treatment in ("prp", "exosomes", "both"):
            assert topic.answer(treatment).detail in said
        assert all(note.text in said for note in knowledge.notes_for(topic))


def test_the_listing_has_every_question_and_its_address(knowledge: Knowledge) -> None:
    listed = data_of(Site(knowledge, PUBLIC).text("/faq"))
    urls = [question["url"] for question in listed["mainEntity"]]
    assert urls == [f"{PUBLIC}/faq/{id_}" for id_ in (*knowledge.topics, *knowledge.gaps)]
    assert (listed["@type"], listed["url"]) == ("FAQPage", f"{PUBLIC}/faq")


def test_what_a_clinic_writes_cannot_end_the_script(knowledge: Knowledge) -> None:
    """The validator refuses < and >; the page is safe without it."""
    hostile = "Ask us. </script><script>alert(1)</script> <!-- & “so” \u2028"
    clinic = knowledge.clinic.copy(update={"answers": {"duration": hostile}})
    page = Site(replace(knowledge, clinic=clinic), "").text("/faq/duration")
    assert "<script>alert" not in (page or "")
    assert data_of(page)["mainEntity"]["acceptedAnswer"]["text"] == hostile

"""The consultation sheet: the visitor's own words, the guide's answers, the open questions."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest

from actions.context import Context
from actions.dialogue import respond
from actions.knowledge import Knowledge
from actions.sheet import Item, Sheet, as_text, sheet
from channels.web.openapi import Interface
from components.reading import Question, Reading

TOLD = {"stage": "Moderate", "budget": "two at most, {phone} <i>x</i>", "material": ""}


def after(knowledge: Knowledge, *asked: tuple[str, str | None]) -> Context:
    context = Context()
    for intent, treatment in asked:
        reading = Reading((Question(intent, treatment),))  # type: ignore[arg-type]
        _, context = respond(reading, context, knowledge, "can it be done at sea?")
    return context


def items(made: Sheet, name: str) -> list[Item]:
    return [item for section in made.sections if section.id == name for item in section.items]


def test_what_was_told_is_repeated_word_for_word_and_no_more(knowledge: Knowledge) -> None:
    made = sheet(TOLD, Context(), knowledge)
    told = items(made, "told")
    assert [item.title for item in told] == [f.title for f in knowledge.factors.values()]
    assert [item.text for item in told] == [
        "You told: “Moderate”", "", "You told: “two at most, {phone} <i>x</i>”", "", "",
    ]  # fmt: skip
    others = replace(made, sections=tuple(s for s in made.sections if s.id != "told"))
    assert others == replace(
        sheet({}, Context(), knowledge),
        sections=tuple(s for s in sheet({}, Context(), knowledge).sections if s.id != "told"),
    ), "whatever is told, nothing else depends on it"


def test_whatever_was_asked_there_are_questions_to_bring(knowledge: Knowledge) -> None:
    bring = [item.title for item in items(sheet({}, Context(), knowledge), "bring")]
    assert bring == [factor.bring for factor in knowledge.factors.values()]


def test_what_the_guide_leaves_open_is_to_be_brought(knowledge: Knowledge) -> None:
    context = after(
        knowledge, ("gap/duration", None), ("gap/approval", "exosomes"), ("gap/other", None)
    )
    *_, duration, approval, words = items(sheet({}, context, knowledge), "bring")
    assert duration == Item("How long will my results last?", "The guide leaves this open.")
    assert approval.title == "Is it FDA approved?" and "https://www.fda.gov" in approval.source
    assert words == Item("“can it be done at sea?”", "The guide leaves this open.")
    assert items(sheet({}, context, knowledge), "said") == []


def test_what_the_clinic_answered_is_not_open(knowledge: Knowledge) -> None:
    clinic = knowledge.clinic.copy(update={"answers": {"duration": "A year or two, at {name}."}})
    own = replace(knowledge, clinic=clinic)
    made = sheet({}, after(own, ("gap/duration", None)), own)
    assert len(items(made, "bring")) == len(own.factors)
    assert items(made, "said") == [
        Item("How long will my results last?", "A year or two, at Sample Hair Clinic.",
             "Sample Hair Clinic")
    ]  # fmt: skip


def test_what_was_answered_stands_with_its_source_once(knowledge: Knowledge) -> None:
    context = after(
        knowledge,
        ("faq/cost", "prp"),
        ("faq/safety", "exosomes"),
        ("faq/sessions", "prp"),
        ("faq/sessions", "both"),
        ("clinic/hours", None),
    )
    said = items(sheet({}, context, knowledge), "said")
    topics = knowledge.topics
    assert [item.title for item in said] == [
        topics["cost"].ask("prp"), topics["safety"].ask("exosomes"), topics["sessions"].ask("both")
    ]  # fmt: skip
    cost, safety, _ = said
    assert cost.text.startswith(topics["cost"].answers.prp.plain)
    assert cost.source == "From the guide: Cost and Accessibility Considerations"
    assert knowledge.notes["fda_exosomes"].text in safety.text, "an exosome's safety never alone"
    assert "https://www.fda.gov" in safety.source


def test_it_says_what_it_is_and_is_not(knowledge: Knowledge) -> None:
    text = as_text(sheet(TOLD, Context(), knowledge))
    for words in ("not a diagnosis", "no advice", "bring it to your consultation at Sample Hair"):
        assert words in text
    assert "You told: “Moderate”" in text and "medical history" in text
    assert knowledge.factors["material"].title not in text, "what was skipped is left out"


@pytest.mark.parametrize("words", ["best", "suits you", "candidate", "recommend", "should choose"])
def test_it_does_not_judge(words: str, knowledge: Knowledge) -> None:
    text = as_text(sheet({**TOLD, "stage": "Far along"}, Context(), knowledge))
    text = text.replace("does not say which treatment suits you", "")
    assert words not in text.replace("best told in person", "")


def test_it_is_of_the_form_that_the_interface_describes(knowledge: Knowledge) -> None:
    context = after(knowledge, ("faq/cost", "prp"), ("gap/approval", None))
    label = {"kind": "clinic", "topic": "consultation", "treatment": None, "source": None}
    sent = json.dumps(label | {"sheet": asdict(sheet(TOLD, context, knowledge))})
    Interface(500).check("Label", json.loads(sent))


def test_only_so_many_own_words_are_kept(knowledge: Knowledge) -> None:
    context, long = Context(), "w" * 300
    for number in range(9):
        reading = Reading((Question("gap/other"),))
        _, context = respond(reading, context, knowledge, f"{number} {long}\nx")
    assert len(context.left_open) == 5 and context.left_open[-1].startswith("8 www")
    assert max(map(len, context.left_open)) == 160

from __future__ import annotations

from collections.abc import Callable

import pytest

Edit = Callable[[str, str, str], None]
Problems = Callable[[], list[str]]

TOPICS = "knowledge/topics.yml"
GAPS = "knowledge/gaps.yml"
NOTES = "knowledge/regulatory.yml"
URGENT = "knowledge/urgent.yml"
CLINIC = "knowledge/clinic.yml"
LANGUAGES = "knowledge/languages.yml"
SMALLTALK = "knowledge/smalltalk.yml"
COST = "short: The guide says a PRP session generally costs less than exosomes."


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        (TOPICS, COST, "", "10: cost: answers.prp.short is missing; add 'short: …' (The answer i"),
        (
            TOPICS,
            COST,
            "short: PRP",
            "12: cost: answers.prp.short has 3 characters; write at least",
        ),
        (
            TOPICS,
            COST,
            f"short: {'word ' * 65}",
            "12: cost: answers.prp.short has 324 characters; at most 320 are allowed",
        ),
        (TOPICS, COST, "short:", "12: cost: answers.prp.short is empty; write a value or delete t"),
        (TOPICS, COST, "short: [a]", "12: cost: answers.prp.short is a list; write a text"),
        (
            TOPICS,
            "glance: Lower per session",
            "glanse: Lower",
            "14: cost: answers.prp.glanse is an unknown field; did you mean 'glance'? allowed are:",
        ),
        (
            TOPICS,
            "title: Cost",
            "title: Cost\n    colour: red",
            "4: cost: colour is an unknown field; did you mean 'compares'? allowed are: answers,",
        ),
        (
            TOPICS,
            "section: Cost and Accessibility Considerations",
            "section: Cost and access",
            "4: cost: section is 'Cost and access'; did you mean 'Cost and Accessibility Considera",
        ),
        (
            TOPICS,
            "    next: [cost, safety]",
            "",
            "26: sessions: next is missing; add 'next: …' (Topics people ask next.)",
        ),
        (
            TOPICS,
            "next: [sessions, safety]",
            "next: [sessions]",
            "24: cost: next has 1 entries; 2 to 4 are allowed",
        ),
        (
            TOPICS,
            "next: [sessions, safety]",
            "next: sessions",
            "24: cost: next is 'sessions'; write a list, each line with '- '",
        ),
        (TOPICS, "topics:", "topix:", "1: topics is missing; add 'topics: …'"),
        (TOPICS, "How much does {treatment} cost", "How much {treat", "5: cost: question has an u"),
        (
            TOPICS,
            "How much does {treatment} cost",
            "How much does {treatmnt} cost",
            "5: cost: question contains the unknown placeholder {treatmnt}; use {treatment} here",
        ),
        (
            TOPICS,
            "less than exosomes.",
            "{phone}.",
            "12: cost: answers.prp.short contains the unknown",
        ),
        (GAPS, "id: other", "id: Other!", "2: Other!: id 'Other!' does not fit; write an id of sm"),
        (GAPS, "[minoxidil, rogaine]", "[Minoxidil]", "17: minoxidil: terms.1 'Minoxidil' does no"),
        (NOTES, "https://www", "http://www", "7: fda_exosomes: source_url 'http://www.fda.gov/not"),
        (NOTES, "2020-07-22", "22.7.2020", "8: fda_exosomes: published '22.7.2020' is not a date;"),
        (
            NOTES,
            "2020-07-22",
            "2020-02-30",
            "8: fda_exosomes: published is '2020-02-30', a day that",
        ),
        (
            NOTES,
            "review_months: 6",
            "review_months: six",
            "10: fda_exosomes: review_months is 'six'",
        ),
        (
            NOTES,
            "review_months: 6",
            "review_months: 0",
            "10: fda_exosomes: review_months is 0; writ",
        ),
        (
            NOTES,
            "review_months: 6",
            "review_months: 99",
            "10: fda_exosomes: review_months is 99; w",
        ),
        (
            URGENT,
            "call {emergency_number} once more",
            "say so",
            "6: emergency: helped has no number to call; add {emergency_number} or",
        ),
        (
            URGENT,
            "{emergency_number} now",
            "{phone} now",
            "4: emergency: text contains the unknown pla",
        ),
        (
            CLINIC,
            "phone: +1 202-555-0142",
            "phone: ask us",
            "4: phone 'ask us' does not fit; write",
        ),
        (
            LANGUAGES,
            "ahora al {emergency_number}",
            "ahora",
            "7: es: emergency does not say {em",
        ),
        (
            LANGUAGES,
            "Solo inglés. Llame al {phone}",
            "Solo",
            "6: es: again does not say {phone}",
        ),
        (
            CLINIC,
            "sample: true",
            "color: #0c6b62",
            '2: color is empty; write it in quotes, as "#0c6b62"',
        ),
        (
            CLINIC,
            "sample: true",
            'color_dark: "teal"',
            "2: color_dark 'teal' does not fit; write a ",
        ),
        (CLINIC, "sample: true", "logo: /logo.png", "2: logo '/logo.png' does not fit; write an a"),
        (CLINIC, "sample: true", "sample: perhaps", "2: sample is 'perhaps'; write true or false"),
        (CLINIC, "emergency: 999", "emergancy: 999", "9: numbers.GB.emergancy is an unknown field"),
        (CLINIC, "treatment: prp", "treatment: prf", "11: prices.1.treatment is 'prf'; did you me"),
        (
            CLINIC,
            'at {phone}."',
            'at {fone}."',
            "13: answers.minoxidil contains the unknown placeholder {fo",
        ),
        (
            SMALLTALK,
            "{name}",
            "{nmae}",
            "3: greeting: text contains the unknown placeholder {nmae}; use",
        ),
    ],
)
def test_a_record_that_is_wrong(
    edit: Edit, problems: Problems, name: str, old: str, new: str, problem: str
) -> None:
    edit(name, old, new)
    found = problems()
    assert any(line.startswith(f"{name}:{problem}") for line in found), "\n".join(found)

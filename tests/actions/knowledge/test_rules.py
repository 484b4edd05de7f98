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
SMALLTALK = "knowledge/smalltalk.yml"


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        (GAPS, "id: minoxidil", "id: other", "9: other: id 'other' is already used at gaps.yml:2;"),
        (GAPS, "id: transplant", "id: cost", "19: cost: id 'cost' is already used at topics.yml:2"),
        (
            TOPICS,
            "next: [sessions, safety]",
            "next: [sesions, safety]",
            "24: cost: next.1 'sesions' does not exist; did you mean 'sessions'? topics.yml has: ",
        ),
        (
            TOPICS,
            "[sessions, safety]",
            "[safety, safety]",
            "24: cost: next.2 'safety' appears twice;",
        ),
        (
            TOPICS,
            "[sessions, safety]",
            "[cost, safety]",
            "24: cost: next.1 'cost' is the topic its",
        ),
        (TOPICS, "[fda_exosomes]", "[fda]", "74: safety: notes.1 'fda' does not exist; did you me"),
        (
            GAPS,
            "see: [safety, cost]",
            "see: [price]",
            "15: minoxidil: see.1 'price' does not exist;",
        ),
        (
            GAPS,
            "notes: [fda_exosomes]",
            "notes: [x1]",
            "16: minoxidil: notes.1 'x1' does not exist",
        ),
        (
            GAPS,
            "[transplant]",
            "[rogaine]",
            "25: transplant: terms.1 'rogaine' already means 'mino",
        ),
        (
            GAPS,
            "[transplant]",
            "[graft, graft]",
            "25: transplant: terms.2 'graft' already means 't",
        ),
        (NOTES, "2026-08-31", "2026-09-03", "9: fda_exosomes: last_reviewed 2026-09-03 is in the "),
        (NOTES, "2026-08-31", "2020-07-21", "9: fda_exosomes: last_reviewed 2020-07-21 is before "),
        (URGENT, "id: crisis", "id: crises", "1: 'crisis' is missing; the bot needs an entry with"),
        (
            CLINIC,
            'country: "NO"',
            "country: FR",
            "3: country 'FR' has no emergency numbers; add FR",
        ),
        (CLINIC, "  GB:", "  gb:", "9: numbers.gb is not a country; write two capital letters, e"),
        (
            CLINIC,
            '  minoxidil: "',
            '  rogaine: "',
            "13: answers.rogaine is not a gap; use one of: minoxidil, other, transplant",
        ),
        (
            CLINIC,
            "hours: Mon",
            "staff: Mon",
            "18: contact: text uses {hours}, but the clinic's",
        ),
        (CLINIC, "You can call", "A cure! Call", "18: contact: text claims 'cure'; the bot promi"),
        (CLINIC, "hours: Mon", "staff: We cure it\nhours: Mon", "6: staff claims 'cure'; the bot"),
        (CLINIC, "Ask us about", "It is 100 % safe:", "13: answers.minoxidil claims '100 %'; the"),
        (
            SMALLTALK,
            "{name}",
            "{address}",
            "3: greeting: text uses {address}, but the clinic's",
        ),
        (SMALLTALK, "Please send a", ">-\n      rules: Please", "14: starts with 'rules:', whi"),
    ],
)
def test_records_that_do_not_agree(
    edit: Edit, problems: Problems, name: str, old: str, new: str, problem: str
) -> None:
    edit(name, old, new)
    found = problems()
    assert any(line.startswith(f"{name}:{problem}") for line in found), "\n".join(found)

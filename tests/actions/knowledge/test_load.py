from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.knowledge import Knowledge, KnowledgeError, load
from actions.knowledge.knowledge import FILES

Edit = Callable[[str, str, str], None]

TOPICS, GAPS, NOTES = "knowledge/topics.yml", "knowledge/gaps.yml", "knowledge/regulatory.yml"
URGENT, CLINIC = "knowledge/urgent.yml", "knowledge/clinic.yml"
SMALLTALK, FAQ, OTHERS = "knowledge/smalltalk.yml", "nlu/faq.yml", "nlu/others.yml"
COST = "short: The guide says a PRP session generally costs less than exosomes."
SECTIONS = "What Are Exosomes in Hair Restoration, What Is PRP Therapy, "


def problems(data: Path, today: date) -> list[str]:
    try:
        load(data / "knowledge", nlu=data / "nlu", today=today)
    except KnowledgeError as error:
        return str(error).replace(f"{data}/", "").splitlines()
    return []


def test_the_sample_is_right(data: Path, today: date) -> None:
    assert problems(data, today) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        # one record
        (TOPICS, COST, "", "7: cost: answers.prp.short is missing; add 'short: …' (The answer i"),
        (TOPICS, COST, "short: PRP", "8: cost: answers.prp.short has 3 characters; write at least"),
        (
            TOPICS,
            COST,
            f"short: {'word ' * 65}",
            "8: cost: answers.prp.short has 324 characters; at most 320 are allowed",
        ),
        (TOPICS, COST, "short:", "8: cost: answers.prp.short is empty; write a value or delete t"),
        (TOPICS, COST, "short: [a]", "8: cost: answers.prp.short is a list; write a text"),
        (
            TOPICS,
            "glance: Lower per session",
            "glanse: Lower",
            "10: cost: answers.prp.glanse is an unknown field; did you mean 'glance'? allowed are:",
        ),
        (
            TOPICS,
            "title: Cost",
            "title: Cost\n    colour: red",
            "4: cost: colour is an unknown field; allowed are: answers, id, next, notes, question,",
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
            "20: sessions: next is missing; add 'next: …' (Topics people ask next.)",
        ),
        (
            TOPICS,
            "next: [sessions, safety]",
            "next: [sessions]",
            "18: cost: next has 1 entries; 2 to 4 are allowed",
        ),
        (
            TOPICS,
            "next: [sessions, safety]",
            "next: sessions",
            "18: cost: next is 'sessions'; write a list, each line with '- '",
        ),
        (TOPICS, "topics:", "topix:", "1: topics is missing; add 'topics: …'"),
        (TOPICS, "How much does {treatment} cost", "How much {treat", "5: cost: question has a br"),
        (
            TOPICS,
            "How much does {treatment} cost",
            "How much does {treatmnt} cost",
            "5: cost: question holds the unknown placeholder {treatmnt}; use {treatment} here",
        ),
        (TOPICS, "less than exosomes.", "{phone}.", "8: cost: answers.prp.short holds the unknown"),
        (GAPS, "id: other", "id: Other!", "2: Other!: id 'Other!' does not fit; write an id of sm"),
        (GAPS, "[minoxidil, rogaine]", "[Minoxidil]", "15: minoxidil: terms.1 'Minoxidil' does no"),
        (NOTES, "https://www", "http://www", "5: fda_exosomes: source_url 'http://www.fda.gov/not"),
        (NOTES, "2020-07-22", "22.7.2020", "6: fda_exosomes: published '22.7.2020' is not a date;"),
        (
            NOTES,
            "2020-07-22",
            "2020-02-30",
            "6: fda_exosomes: published is '2020-02-30', which no ",
        ),
        (
            NOTES,
            "review_months: 6",
            "review_months: six",
            "8: fda_exosomes: review_months is 'six'",
        ),
        (
            NOTES,
            "review_months: 6",
            "review_months: 0",
            "8: fda_exosomes: review_months is 0; writ",
        ),
        (NOTES, "review_months: 6", "review_months: 99", "8: fda_exosomes: review_months is 99; w"),
        (
            URGENT,
            "{emergency_number} now",
            "{phone} now",
            "4: emergency: text holds the unknown pla",
        ),
        (
            CLINIC,
            "phone: +1 202-555-0142",
            "phone: ask us",
            "4: phone 'ask us' does not fit; write",
        ),
        (CLINIC, "sample: true", "sample: perhaps", "2: sample is 'perhaps'; write true or false"),
        (CLINIC, "emergency: 999", "emergancy: 999", "9: numbers.GB.emergancy is an unknown field"),
        (CLINIC, "treatment: prp", "treatment: prf", "11: prices.1.treatment is 'prf'; did you me"),
        (
            CLINIC,
            'at {phone}."',
            'at {fone}."',
            "13: answers.minoxidil holds the unknown placeholder {fo",
        ),
        (
            SMALLTALK,
            "{name}",
            "{nmae}",
            "3: greeting: text holds the unknown placeholder {nmae}; use",
        ),
        # several records
        (GAPS, "id: minoxidil", "id: other", "8: other: id 'other' is already used at gaps.yml:2;"),
        (GAPS, "id: transplant", "id: cost", "17: cost: id 'cost' is already used at topics.yml:2"),
        (
            TOPICS,
            "next: [sessions, safety]",
            "next: [sesions, safety]",
            "18: cost: next.1 'sesions' does not exist; did you mean 'sessions'? topics.yml has: ",
        ),
        (
            TOPICS,
            "[sessions, safety]",
            "[safety, safety]",
            "18: cost: next.2 'safety' stands twice;",
        ),
        (
            TOPICS,
            "[sessions, safety]",
            "[cost, safety]",
            "18: cost: next.1 'cost' is the topic its",
        ),
        (TOPICS, "[fda_exosomes]", "[fda]", "56: safety: notes.1 'fda' does not exist; did you me"),
        (
            GAPS,
            "see: [safety, cost]",
            "see: [price]",
            "13: minoxidil: see.1 'price' does not exist;",
        ),
        (
            GAPS,
            "notes: [fda_exosomes]",
            "notes: [x1]",
            "14: minoxidil: notes.1 'x1' does not exist",
        ),
        (
            GAPS,
            "[transplant]",
            "[rogaine]",
            "22: transplant: terms.1 'rogaine' already means 'mino",
        ),
        (
            GAPS,
            "[transplant]",
            "[graft, graft]",
            "22: transplant: terms.2 'graft' already means 't",
        ),
        (NOTES, "2026-08-31", "2026-09-03", "7: fda_exosomes: last_reviewed 2026-09-03 is in the "),
        (NOTES, "2026-08-31", "2020-07-21", "7: fda_exosomes: last_reviewed 2020-07-21 is before "),
        (URGENT, "id: crisis", "id: crises", "1: 'crisis' is missing; the bot says it by this id"),
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
        (CLINIC, "hours: Mon", "staff: Mon", "18: contact: text uses {hours}, but clinic.yml has "),
        (SMALLTALK, "{name}", "{address}", "3: greeting: text uses {address}, but clinic.yml has "),
        (SMALLTALK, "I can't promise", ">-\n      rules: I can't", "16: starts with 'rules:', whi"),
        # training sentences
        (
            FAQ,
            "faq/cost",
            "faq/costs",
            "3: intent 'faq/costs' has no answer in topics.yml; did you mean 'cost'? it has: cost",
        ),
        (
            FAQ,
            "faq/cost",
            "fag/cost",
            "3: intent 'fag/cost' belongs to no file; did you mean 'faq/",
        ),
        (FAQ, "nlu:", "nlu: [", "3: is not YAML"),
    ],
)
def test_a_broken_edit(
    data: Path, today: date, edit: Edit, name: str, old: str, new: str, problem: str
) -> None:
    edit(name, old, new)
    found = problems(data, today)
    assert any(line.startswith(f"{name}:{problem}") for line in found), "\n".join(found)


@pytest.mark.parametrize(
    ("intent", "problem"),
    [
        (
            "gap/minoxidil",
            "knowledge/gaps.yml:8: minoxidil has no training sentences; add the inte",
        ),
        (
            "smalltalk/greeting",
            "knowledge/smalltalk.yml:2: greeting has no training sentences; add",
        ),
        (
            "urgent/crisis",
            "knowledge/urgent.yml:8: crisis has no training sentences; add the inten",
        ),
    ],
)
def test_an_answer_nobody_is_trained_to_ask_for(
    data: Path, today: date, edit: Edit, intent: str, problem: str
) -> None:
    edit(OTHERS, f"  - intent: {intent}\n", "")
    assert [line[: len(problem)] for line in problems(data, today)] == [problem]


def test_every_error_is_reported_at_once(data: Path, today: date, edit: Edit) -> None:
    edit(TOPICS, "title: Cost", "titel: Cost")
    edit(TOPICS, "next: [cost, sessions]", "next: [cost, sesions]")
    edit(GAPS, "see: [safety, cost]", "see: [safty, cost]")
    edit(CLINIC, "name: Sample Clinic", "")
    (data / URGENT).unlink()
    (data / NOTES).write_text("notes:\n\t- id: x\n")
    assert [line.split("; ")[0] for line in problems(data, today)] == [
        "knowledge/clinic.yml:2: name is missing",
        "knowledge/gaps.yml:13: minoxidil: see.1 'safty' does not exist",
        "knowledge/regulatory.yml:2: is not YAML: found character that cannot start any token",
        "knowledge/smalltalk.yml:3: greeting: text uses {name}, but clinic.yml has no 'name'",
        "knowledge/topics.yml:2: cost: title is missing",
        "knowledge/topics.yml:3: cost: titel is an unknown field",
        "knowledge/topics.yml:55: safety: next.2 'sesions' does not exist",
        "knowledge/urgent.yml:1: the file is missing",
    ]


def test_a_missing_directory(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError) as caught:
        load(tmp_path / "none")
    assert {problem.message for problem in caught.value.problems} == {
        "the file is missing; restore it"
    }
    assert len(caught.value.problems) == len(FILES)


@pytest.mark.parametrize("text", ["topics", "- topics", "topics: 1", "topics: [1, [2]]", "{1: 2}"])
def test_files_of_another_shape(data: Path, today: date, text: str) -> None:
    for name in FILES:
        (data / "knowledge" / name).write_text(text)
    assert problems(data, today)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_whatever_is_typed_gives_knowledge_or_problems_with_lines(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    directory = tmp_path_factory.getbasetemp() / "typed"
    directory.mkdir(exist_ok=True)
    sample = Path(__file__).parent / "sample" / "knowledge"
    texts = {name: (sample / name).read_text(encoding="utf-8") for name in FILES}
    name = data.draw(st.sampled_from(sorted(FILES)))
    position = data.draw(st.integers(0, len(texts[name])))
    typed = data.draw(st.text(alphabet="ab1é:-'\"{}[]#&*!|>%@,?~ \n\t", max_size=6))
    cut = data.draw(st.integers(0, 40))
    texts[name] = texts[name][:position] + typed + texts[name][position + cut :]
    for each, text in texts.items():
        (directory / each).write_text(text, encoding="utf-8")
    try:
        assert isinstance(load(directory, today=date(2026, 9, 1)), Knowledge)
    except KnowledgeError as error:
        for problem in error.problems:
            lines = texts[Path(problem.path).name].count("\n") + 1
            assert 1 <= problem.line <= lines

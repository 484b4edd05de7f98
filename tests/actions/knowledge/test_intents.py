from __future__ import annotations

from collections.abc import Callable

import pytest

Edit = Callable[[str, str, str], None]
Problems = Callable[[], list[str]]

FAQ = "nlu/faq.yml"
OTHERS = "nlu/others.yml"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "faq/cost",
            "faq/costs",
            "intent 'faq/costs' has no answer in topics.yml; did you mean 'c",
        ),
        (
            "faq/cost",
            "fag/cost",
            "intent 'fag/cost' belongs to no file; did you mean 'faq/…'? use ",
        ),
        (
            "faq/cost",
            "cost",
            "intent 'cost' belongs to no file; use one of: aftermath/…, check/…, c",
        ),
        (
            "nlu:",
            "nlu: [",
            "is not YAML: did not find expected node content; check the indentation",
        ),
    ],
)
def test_an_intent_without_answer(
    edit: Edit, problems: Problems, old: str, new: str, problem: str
) -> None:
    edit(FAQ, old, new)
    found = problems()
    assert any(line.startswith(f"{FAQ}:3: {problem}") for line in found), "\n".join(found)


@pytest.mark.parametrize(
    ("intent", "problem"),
    [
        (
            "gap/minoxidil",
            "knowledge/gaps.yml:9: minoxidil has no training sentences; add the inte",
        ),
        (
            "smalltalk/greeting",
            "knowledge/smalltalk.yml:2: greeting has no training sentences; add",
        ),
        (
            "urgent/crisis",
            "knowledge/urgent.yml:16: crisis has no training sentences; add the inten",
        ),
    ],
)
def test_an_answer_nobody_is_trained_to_ask_for(
    edit: Edit, problems: Problems, intent: str, problem: str
) -> None:
    edit(OTHERS, f"  - intent: {intent}\n", "")
    assert [line[: len(problem)] for line in problems()] == [problem]

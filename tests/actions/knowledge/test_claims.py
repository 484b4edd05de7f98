"""What a clinic says in its own words promises nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Edit = Callable[[str, str, str], None]
Problems = Callable[[], list[str]]


@pytest.mark.parametrize(
    ("answer", "claim"),
    [
        ("Yes, our exosomes are fully FDA approved and 100% safe.", "FDA approved"),
        ("They are approved by the FDA.", "approved by the FDA"),
        ("We work in an FDA-registered lab.", "FDA-registered"),
        ("We guarantee that it works.", "guarantee"),
        ("Results are guaranteed.", "guaranteed"),
        ("It is not only cheap but guaranteed.", "guaranteed"),
        ("PRP has no risk at all.", "no risk"),
        ("It is RISK-FREE.", "RISK-FREE"),
        ("It cures baldness.", "cures"),
        ("There is no pain. We guarantee it.", "guarantee"),
    ],
)
def test_a_claim_is_refused(edit: Edit, problems: Problems, answer: str, claim: str) -> None:
    edit("knowledge/clinic.yml", "Ask us about minoxidil at {phone}.", answer)
    (problem,) = problems()
    assert f"answers.minoxidil claims '{claim}'" in problem and "say what you do" in problem


@pytest.mark.parametrize(
    "answer",
    [
        "There is no guarantee that it works for you.",
        "We can\u2019t guarantee a result, and it is no cure.",
        "Our exosomes are not FDA approved.",
        "It is not yet FDA approved for hair.",
        "No treatment is without risk, and it isn't risk-free.",
        "Please keep the scalp secure and dry.",
    ],
)
def test_an_honest_answer_is_not(edit: Edit, problems: Problems, answer: str) -> None:
    edit("knowledge/clinic.yml", "Ask us about minoxidil at {phone}.", answer)
    assert problems() == []

"""The clinic's own texts must not promise results."""

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
        ("Is it guaranteed? Yes, of course.", "guaranteed"),
        ("Works for everyone, permanently.", "Works for everyone"),
        ("It works on all our patients.", "works on all our patients"),
        ("PRP always works here.", "always works"),
        ("PRP will regrow your hair.", "will regrow your hair"),
        ("It will definitely grow your hair back.", "will definitely grow your hair"),
        ("You\u2019ll grow new hair within weeks.", "\u2019ll grow new hair"),
        ("It will stop your hair loss for good.", "will stop your hair"),
        ("Yes, it will work for you.", "will work"),
        ("PRP regrows hair.", "regrows"),
        ("We promise results to who comes to us.", "promise"),
        ("Good hair is promised.", "promised"),
        ("The results are permanent.", "are permanent"),
        ("Expect permanent results from both.", "permanent results"),
        ("Your hair stays permanently.", "permanently"),
        ("No side effects at all.", "No side effects"),
        ("It has no known side-effects.", "no known side-effects"),
        ("Your hair will come back.", "hair will come back"),
        ("PRP heals hair loss.", "heals hair"),
        ("It lasts 12 months, for sure.", "for sure"),
        ("It lasts forever once it is done.", "lasts forever"),
    ],
)
def test_a_claim_in_an_answer_is_refused(
    edit: Edit, problems: Problems, answer: str, claim: str
) -> None:
    edit("knowledge/clinic.yml", "Ask us about minoxidil at {phone}.", answer)
    (problem,) = problems()
    assert f"answers.minoxidil claims '{claim}'" in problem and "say what you do" in problem


def test_a_claim_in_a_price_is_refused(edit: Edit, problems: Problems) -> None:
    edit("knowledge/clinic.yml", "title: PRP session", "title: Guaranteed regrowth pack")
    (problem,) = problems()
    assert "prices.1.title claims 'Guaranteed'" in problem


@pytest.mark.parametrize(
    "answer",
    [
        "There is no guarantee that it works for you.",
        "Nobody can say for sure how long it lasts.",
        "We can't say that there are no side effects.",
        "You will come back for a second session.",
        "The scalp heals within days.",
        "We can\u2019t guarantee a result, and it is no cure.",
        "Our exosomes are not FDA approved.",
        "It is not yet FDA approved for hair.",
        "No treatment is without risk, and it isn't risk-free.",
        "Please keep the scalp secure and dry.",
        "We can't promise results, and nobody can.",
        "No one can say whether it will regrow your hair.",
        "We promise to call you back the same day.",
        "It does not work for everyone.",
        "No treatment works for everyone.",
        "Does it work for everyone? No, and nobody knows for whom.",
        "We can't say that it will work for you.",
        "Early studies look promising, the guide says.",
        "The results are not permanent.",
        "Nothing lasts forever; several sessions are usual.",
        "The effect isn't permanent, and doesn't last forever.",
        "Permanent hair loss is seen by a doctor first.",
        "Our old address is permanently closed.",
        "The team will work with you on a plan.",
        "You may regrow some hair; results vary.",
        "Don't stop a medicine without asking your doctor.",
        "Never start or stop a medicine on your own.",
        "Ask your doctor before you stop any medicine.",
        "Please tell us if you start a new medicine.",
        "Should I stop my aspirin? Your doctor can tell you.",
        "Only your doctor can tell you to stop a medicine.",
        "Please stop smoking before the visit.",
        "We start with a talk about your medicines.",
    ],
)
def test_an_honest_answer_is_not(edit: Edit, problems: Problems, answer: str) -> None:
    edit("knowledge/clinic.yml", "Ask us about minoxidil at {phone}.", answer)
    assert problems() == []


@pytest.mark.parametrize(
    ("answer", "order"),
    [
        ("Stop your heart medicine before PRP.", "Stop your heart medicine"),
        ("Before PRP, stop taking any blood thinners.", "stop taking any blood thinners"),
        ("Please pause aspirin for a week.", "pause aspirin"),
        ("You can start minoxidil the next day.", "start minoxidil"),
        ("We advise changing your dose.", "changing your dose"),
        ("Halve the tablets on that day.", "Halve the tablets"),
        ("Simply skip your pills that morning.", "skip your pills"),
    ],
)
def test_who_is_told_to_change_a_medicine(
    edit: Edit, problems: Problems, answer: str, order: str
) -> None:
    edit("knowledge/clinic.yml", "Ask us about minoxidil at {phone}.", answer)
    (problem,) = problems()
    assert f"answers.minoxidil says '{order}'" in problem and "say whom to ask" in problem
